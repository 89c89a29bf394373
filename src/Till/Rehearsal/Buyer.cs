using System.Text.Json;
using Dapper;
using Till.Bags;
using Till.Checkout;
using Till.Payments;
using Till.Storage;

namespace Till.Rehearsal;

/// <summary>
/// Somebody who fills a bag and pays for it: impatient, forgetful, with two tabs and several cards. What they are told is remembered, since it
/// must be true in the end.
/// </summary>
internal sealed class Buyer
{
    private static readonly Address Home = new("Ada Lovelace", null, "12 Analytical Way", null, "London", null, "N1 7AA", "GB");

    private readonly World world;
    private readonly BagOwner owner;
    private readonly string name;

    public Buyer(World world, int number)
    {
        (this.world, name) = (world, $"buyer {number}");
        owner = new BagOwner($"visitor-{number}-{world.Seed}", null);
        Email = $"buyer{number}@example.com";
    }

    public string Email { get; }

    /// <summary>The orders of which the shop said that they were paid.</summary>
    public HashSet<string> ToldPaid { get; } = [];

    public async Task LiveAsync()
    {
        await world.Stage.Delay(world.Life, world.Choices.UpTo(TimeSpan.FromMinutes(40) * world.Pace));
        for (var purchase = world.Choices.Of(1, 1, 1, 2, 3); purchase > 0; purchase--)
        {
            try
            {
                await FillAsync();
                await PayAsync(world.Choices.Of(AttemptKind.Intent, AttemptKind.Intent, AttemptKind.Session));
            }
            catch (Exception exception) when (exception is ShopIsAwayException or HttpRequestException || Weather.IsOfTheDatabase(exception))
            {
                world.Tell($"{name} is shown an error: {exception.GetType().Name}");
            }

            await ThinkAsync(TimeSpan.FromMinutes(50) * world.Pace);
        }
    }

    private async Task FillAsync()
    {
        for (var lines = world.Choices.Of(1, 1, 2, 3); lines > 0; lines--)
        {
            var thing = world.Choices.Of<Thing>([.. world.Things]);
            var quantity = thing.Kind == "album" ? 1 : world.Choices.Of(1, 1, 2);
            await world.AnyShop().ServeAsync(shop => shop.Get<ChangeBag>().AddAsync(owner, thing.Variant, quantity, CancellationToken.None));
            world.Tell($"{name} puts {quantity} × {thing.Title} into the bag");
        }

        if (world.Choices.Sometimes(300))
        {
            var code = world.Choices.Of("TENTH", "TWICE");
            await world.AnyShop().ServeAsync(shop => shop.Get<ChangeBag>().SetCodeAsync(owner, code, CancellationToken.None));
        }
    }

    private async Task PayAsync(AttemptKind kind)
    {
        StartPayment.Outcome.Pay? earlier = null;
        for (var tries = 0; tries < 4; tries++)
        {
            await ThinkAsync(TimeSpan.FromMinutes(3));
            var bag = await world.AnyShop().ServeAsync(shop => shop.Get<Database>().ReadAsync(db => Bag.FindAsync(db, owner), CancellationToken.None));
            if (bag is null)
            {
                return;
            }

            var shown = await LookAsync(bag.Id);
            await ThinkAsync(TimeSpan.FromMinutes(1));
            switch (await SubmitAsync(bag.Id, kind, shown))
            {
                case StartPayment.Outcome.Pay pay:
                    if (world.Choices.Sometimes(120))
                    {
                        world.Tell($"{name} leaves without paying");
                        return;
                    }

                    if (world.Choices.Sometimes(150) && earlier is null)
                    {
                        world.Tell($"{name} puts something else into the bag in another tab");
                        earlier = pay;
                        await FillAsync();
                        continue;
                    }

                    // The other tab is still open.
                    var both = earlier is not null && world.Choices.Sometimes(500) ? PayAsync(kind, earlier) : Task.FromResult(false);
                    var paid = await PayAsync(kind, pay);
                    if (await both || paid)
                    {
                        return;
                    }

                    break;
                case StartPayment.Outcome.AlreadyPaid already:
                    await ReturnAsync(already.OrderPath);
                    return;
                case StartPayment.Outcome.Throttled:
                    return;
                case var other:
                    world.Tell($"{name} is told: {other.GetType().Name}");
                    break;
            }
        }
    }

    private async Task<string?> LookAsync(Guid bagId) => await world.AnyShop().ServeAsync(async shop =>
    {
        var terms = new BagTerms(Home.Country, Accounts.Email.Key(Email), null);
        var quote = await shop.Get<Database>().ReadAsync(
            db => BagQuote.ReadAsync(db, bagId, terms, shop.Get<ShopSettings>(), shop.Get<TimeProvider>().Now()), CancellationToken.None);
        return quote is null ? null : Draft.FingerprintOf(quote);
    });

    private async Task<StartPayment.Outcome> SubmitAsync(Guid bagId, AttemptKind kind, string? shown)
    {
        var request = new PaymentRequest(
            bagId, kind, shown, new CheckoutDetails(Email, Home.Name, null, Home, Save: false), null, kind == AttemptKind.Session ? Email : null, $"remote {name}",
            "https://shop.example");
        Task<StartPayment.Outcome> ClickAsync() => world.AnyShop().ServeAsync(shop => shop.Get<StartPayment>().RunAsync(request, CancellationToken.None));
        if (!world.Choices.Sometimes(200))
        {
            return await ClickAsync();
        }

        world.Tell($"{name} clicks twice");
        var (first, second) = (ClickAsync(), AfterAsync(world.Choices.UpTo(TimeSpan.FromSeconds(2)), ClickAsync));
        await Task.WhenAll(first, second);
        return world.Choices.Of(await first, await second);
    }

    private async Task<T> AfterAsync<T>(TimeSpan time, Func<Task<T>> then)
    {
        await world.Stage.Delay(world.Life, time);
        return await then();
    }

    /// <returns>Whether the buyer is done, whatever they believe.</returns>
    private async Task<bool> PayAsync(AttemptKind kind, StartPayment.Outcome.Pay pay)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            await ThinkAsync(TimeSpan.FromMinutes(world.Choices.Sometimes(100) ? 80 : 2));
            var card = world.Choices.Of(
                "pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_bypassPending", "pm_card_chargeDeclined", "pm_card_authenticationRequired",
                "pm_card_createDispute", "pm_card_refundFail", "pm_card_pendingRefund");
            string status;
            try
            {
                status = kind == AttemptKind.Intent ? await ConfirmAsync(pay, card) : await PayOnPageAsync(pay, card);
            }
            catch (HttpRequestException)
            {
                status = "no answer"; // and the money may be gone
            }

            world.Tell($"{name} pays {pay.Total} with {card}: {status}");
            switch (status)
            {
                case "succeeded" or "processing" or "complete":
                    await ReturnAsync(pay.OrderPath);
                    return true;
                case "no answer" when world.Choices.Sometimes(400):
                    await ReturnAsync(pay.OrderPath);
                    return true;
                case "canceled" or "gone":
                    return false;
                default:
                    if (world.Choices.Sometimes(300))
                    {
                        return true; // gives up
                    }

                    break;
            }
        }

        return false;
    }

    private async Task<string> ConfirmAsync(StartPayment.Outcome.Pay pay, string card)
    {
        var intent = pay.Handle[..pay.Handle.IndexOf("_secret_", StringComparison.Ordinal)];
        var answer = await PostAsync(
            $"/v1/payment_intents/{intent}/confirm", ("client_secret", pay.Handle), ("payment_method", card), ("return_url", $"https://shop.example{pay.OrderPath}"));
        if (Text(answer, "status") == "requires_action")
        {
            return await AnswerChallengeAsync(intent, pay.Handle);
        }

        return Text(answer, "status") ?? (Text(answer.GetProperty("error"), "code") == "payment_intent_unexpected_state" ? "gone" : "declined");
    }

    private async Task<string> AnswerChallengeAsync(string intent, string secret)
    {
        await ThinkAsync(TimeSpan.FromMinutes(5));
        if (world.Choices.Sometimes(200))
        {
            return "challenge left unanswered";
        }

        world.Stripe.AnswerChallenge(intent, secret, passed: !world.Choices.Sometimes(200));
        var answer = await GetAsync($"/v1/payment_intents/{intent}?client_secret={secret}");
        return Text(answer, "status") ?? "no answer";
    }

    private async Task<string> PayOnPageAsync(StartPayment.Outcome.Pay pay, string card)
    {
        var session = pay.Handle.Split('/').First(part => part.StartsWith("cs_test_", StringComparison.Ordinal)).Split('#', '?')[0];
        var answer = await PostAsync($"/v1/payment_pages/{session}/confirm", ("payment_method", card));
        if (answer.TryGetProperty("error", out var error))
        {
            return Text(error, "code") == "checkout_not_active_session" ? "gone" : "declined";
        }

        return Text(answer, "status") ?? "no answer";
    }

    /// <summary>Comes back from paying, if the tab is still open.</summary>
    private async Task ReturnAsync(string orderPath)
    {
        if (world.Choices.Sometimes(250))
        {
            world.Tell($"{name} has closed the tab");
            return;
        }

        await ThinkAsync(TimeSpan.FromSeconds(4));
        var id = Guid.Parse(orderPath.Split('/')[2]);
        var outcome = await world.AnyShop().ServeAsync(shop => shop.Get<SettleOrder>().TryAsync(id, CancellationToken.None));
        world.Tell($"{name} comes back and is told: {outcome?.GetType().Name ?? "unknown"}");
        if (outcome is Settle.Outcome.Paid)
        {
            ToldPaid.Add(id.ToString());
        }
    }

    private Stage.Pause ThinkAsync(TimeSpan most) => world.Stage.Delay(world.Life, world.Choices.UpTo(most));

    private async Task<JsonElement> PostAsync(string path, params (string, string)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        using var answer = await world.Browser.PostAsync(path, content);
        return await ReadAsync(answer);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await world.Browser.GetAsync(path);
        return await ReadAsync(answer);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text) : throw new HttpRequestException("Not what Stripe says.");
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
