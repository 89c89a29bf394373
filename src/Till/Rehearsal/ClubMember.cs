using System.Text.Json;
using Dapper;
using Till.Accounts;
using Till.Memberships;
using Till.Storage;

namespace Till.Rehearsal;

/// <summary>Somebody with an account who joins the club, and lives through months of it: declines, other cards, other plans, leaving, coming back.</summary>
internal sealed class ClubMember
{
    private readonly World world;
    private readonly string name;
    private readonly string email;
    private Guid id;

    public ClubMember(World world, int number)
    {
        (this.world, name, email) = (world, $"member {number}", $"member{number}@example.com");
    }

    public async Task LiveAsync()
    {
        await world.Stage.Delay(world.Life, world.Choices.UpTo(TimeSpan.FromDays(3)));
        for (var deeds = 1 + world.Choices.Below(8); deeds > 0; deeds--)
        {
            try
            {
                await ActAsync();
            }
            catch (Exception exception) when (exception is ShopIsAwayException or HttpRequestException || Weather.IsOfTheDatabase(exception))
            {
                world.Tell($"{name} is shown an error: {exception.GetType().Name}");
            }

            await world.Stage.Delay(world.Life, world.Choices.UpTo(TimeSpan.FromDays(60)));
        }
    }

    private async Task ActAsync()
    {
        if (id == default)
        {
            await SignUpAsync();
        }

        var living = await SubscriptionAsync();
        if (living is not { } subscription)
        {
            await JoinAsync();
            return;
        }

        switch (world.Choices.Below(7))
        {
            case 0 or 1:
                await UseCardAsync(subscription, world.Choices.Of("pm_card_visa", "pm_card_chargeCustomerFail", "pm_card_authenticationRequired"));
                break;
            case 2:
                world.Tell($"{name} cancels at the end of the period, or stays after all");
                await world.DashboardAsync($"/v1/subscriptions/{Id(subscription)}", ("cancel_at_period_end", world.Choices.Of("true", "false")));
                break;
            case 3:
                await SwitchAsync(subscription, world.Choices.Of("month", "year"));
                break;
            case 4:
                world.Tell($"{name} pays what is owed");
                await UseCardAsync(subscription, "pm_card_visa");
                foreach (var owed in await world.StripeListAsync($"/v1/invoices?subscription={Id(subscription)}&status=open"))
                {
                    await world.DashboardAsync($"/v1/invoices/{Id(owed)}/pay", ("expand[]", "payments"));
                }

                break;
            case 5:
                world.Tell($"{name}'s subscription is ended at once");
                await world.DashboardDeleteAsync($"/v1/subscriptions/{Id(subscription)}");
                break;
            default:
                await JoinAsync(); // though they are in already
                break;
        }
    }

    private async Task SignUpAsync()
    {
        var account = await world.AnyShop().ServeAsync(async shop =>
        {
            var (now, chance) = (shop.Get<TimeProvider>().Now(), shop.Get<Chance>());
            var row = new Account
            {
                Id = chance.NewId(now), Email = email, EmailKey = Email.Key(email), EmailConfirmed = true, Name = name, SecurityStamp = "stamp", CreatedAt = now,
            };
            var note = chance.NewId(now);
            await shop.Get<Database>().WriteAsync(
                async transaction =>
                {
                    // A click whose answer was lost may come again.
                    if (await transaction.Db.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM accounts WHERE email_key = @EmailKey", row) is { } known)
                    {
                        row.Id = known;
                        return;
                    }

                    await AccountStore.InsertAsync(transaction, row);
                    await StripeCustomers.NoteAsync(transaction, note, row.Id, now);
                },
                CancellationToken.None);
            return row;
        });
        id = account.Id;
        world.Tell($"{name} signs up");
    }

    private async Task JoinAsync()
    {
        var interval = world.Choices.Of("month", "month", "year");
        Task<Join.Outcome> ClickAsync() => world.AnyShop().ServeAsync(shop => shop.Get<Join>().RunAsync(id, world.Plan, interval, CancellationToken.None));
        Join.Outcome outcome;
        if (world.Choices.Sometimes(250))
        {
            world.Tell($"{name} clicks twice on Join");
            var (first, second) = (ClickAsync(), ClickAsync());
            await Task.WhenAll(first, second);
            outcome = world.Choices.Of(await first, await second);
        }
        else
        {
            outcome = await ClickAsync();
        }

        world.Tell($"{name} wants to join by the {interval}: {outcome.GetType().Name}");
        if (outcome is not Join.Outcome.Pay pay || world.Choices.Sometimes(150))
        {
            return;
        }

        var session = pay.Url.Split('/').First(part => part.StartsWith("cs_test_", StringComparison.Ordinal)).Split('#', '?')[0];
        for (var tries = 0; tries < 3; tries++)
        {
            await world.Stage.Delay(world.Life, world.Choices.UpTo(TimeSpan.FromMinutes(world.Choices.Sometimes(100) ? 90 : 3)));
            var card = world.Choices.Of("pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_chargeDeclined", "pm_card_authenticationRequired");
            var paid = await PayAsync(session, card);
            world.Tell($"{name} pays with {card}: {paid}");
            if (paid || world.Choices.Sometimes(300))
            {
                break;
            }
        }

        if (!world.Choices.Sometimes(300))
        {
            await world.AnyShop().ServeAsync(shop => shop.Get<SettleMembership>().TryJoinAsync(id, CancellationToken.None));
        }
    }

    private async Task<bool> PayAsync(string session, string card)
    {
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("payment_method", card)]);
        using var answer = await world.Browser.PostAsync($"/v1/payment_pages/{session}/confirm", content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && JsonSerializer.Deserialize<JsonElement>(text).GetProperty("status").GetString() == "complete";
    }

    private async Task SwitchAsync(JsonElement subscription, string interval)
    {
        var price = await world.AnyShop().ServeAsync(async shop =>
        {
            var offer = await shop.Get<Database>().ReadAsync(
                db => PlanOffer.FindAsync(db, world.Plan, interval, shop.Get<ShopSettings>().Currency, shop.Get<TimeProvider>().Now()), CancellationToken.None);
            return await shop.Get<StripePlans>().EnsureAsync(offer!, CancellationToken.None);
        });
        world.Tell($"{name} switches to the {interval}");
        var item = Id(subscription.GetProperty("items").GetProperty("data")[0]);
        await world.DashboardAsync(
            $"/v1/subscriptions/{Id(subscription)}", ("items[0][id]", item), ("items[0][price]", price), ("proration_behavior", "always_invoice"));
    }

    private async Task UseCardAsync(JsonElement subscription, string card)
    {
        world.Tell($"{name} gives another card: {card}");
        var customer = subscription.GetProperty("customer").GetString()!;
        var method = await world.DashboardAsync($"/v1/payment_methods/{card}/attach", ("customer", customer));
        if (method.TryGetProperty("id", out var methodId))
        {
            await world.DashboardAsync($"/v1/customers/{customer}", ("invoice_settings[default_payment_method]", methodId.GetString()!));
            await world.DashboardAsync($"/v1/subscriptions/{Id(subscription)}", ("default_payment_method", methodId.GetString()!));
        }
    }

    /// <summary>The living one, as Stripe has it.</summary>
    private async Task<JsonElement?> SubscriptionAsync()
    {
        foreach (var one in await world.StripeListAsync("/v1/subscriptions"))
        {
            if (one.GetProperty("metadata").TryGetProperty("account", out var account) && account.GetString() == id.ToString())
            {
                return one;
            }
        }

        return null;
    }

    private static string Id(JsonElement element) => element.GetProperty("id").GetString()!;
}
