using System.Net.Http.Headers;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Till.Bags;
using Till.Checkout;
using Till.Payments;
using Till.Storage;

namespace Till.Tests.Sale;

/// <summary>
/// Fills a bag, sends the details and confirms with Stripe, as the checkout page and its script do, by the shop's own services and the
/// publishable key.
/// </summary>
internal sealed class BagBuyer(SaleShop shop, IServiceProvider services, string email)
{
    private static readonly Address Home = new("Ada Lovelace", null, "12 Analytical Way", null, "London", null, "N1 7AA", "GB");

    /// <summary>Who lets a bank be debited agrees to it, and Stripe's script says so.</summary>
    private static readonly KeyValuePair<string, string>[] Mandate =
    [
        new("mandate_data[customer_acceptance][type]", "online"),
        new("mandate_data[customer_acceptance][online][ip_address]", "127.0.0.1"),
        new("mandate_data[customer_acceptance][online][user_agent]", "test"),
    ];

    private readonly BagOwner owner = new(Chance.Secure.NewKey(), null);

    public Guid BagId { get; private set; }

    public string Email => email;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Database Database => services.GetRequiredService<Database>();

    /// <summary>Puts so many into the bag, beside what is there.</summary>
    public async Task FillAsync(Guid variant, int quantity = 1)
    {
        var now = services.GetRequiredService<TimeProvider>().Now();
        BagId = await Database.WriteAsync(
            async transaction =>
            {
                var bag = await Bag.OpenAsync(transaction, owner, Chance.Secure, now);
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO bag_lines (bag_id, variant_id, quantity, title, unit_minor, added_at) VALUES (@Id, @variant, @quantity, '', 0, @now)
                    ON CONFLICT (bag_id, variant_id) DO UPDATE SET quantity = bag_lines.quantity + excluded.quantity
                    """,
                    new { bag.Id, variant, quantity, now });
                await transaction.Db.ExecuteAsync("UPDATE bags SET version = version + 1 WHERE id = @Id", bag);
                return bag.Id;
            },
            Cancel);
    }

    public Task UseCodeAsync(string code) => Database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync("UPDATE bags SET code = @code, version = version + 1 WHERE id = @BagId", new { code, BagId }), Cancel);

    /// <summary>What the checkout page shows.</summary>
    public async Task<string> LookAsync()
    {
        var now = services.GetRequiredService<TimeProvider>().Now();
        var terms = new BagTerms(Home.Country, global::Till.Accounts.Email.Key(email), null);
        return Draft.FingerprintOf((await Database.ReadAsync(
            db => BagQuote.ReadAsync(db, BagId, terms, services.GetRequiredService<ShopSettings>(), now), Cancel))!);
    }

    /// <summary>Sends the details for what the page shows now, or showed when it was opened.</summary>
    public async Task<StartPayment.Outcome> SubmitAsync(string? shown = null, string remote = "home") =>
        await services.GetRequiredService<StartPayment>().RunAsync(
            new PaymentRequest(
                BagId, AttemptKind.Intent, shown ?? await LookAsync(), new CheckoutDetails(email, Home.Name, null, Home, Save: false), null, null,
                remote, shop.Address.GetLeftPart(UriPartial.Authority)),
            Cancel);

    /// <summary>As <see cref="SubmitAsync"/>, where the answer must be something to pay with.</summary>
    public async Task<StartPayment.Outcome.Pay> ReadyAsync() => Assert.IsType<StartPayment.Outcome.Pay>(await SubmitAsync());

    /// <summary>Confirms in the browser, by the secret alone.</summary>
    /// <returns>The intent, or the error that came instead.</returns>
    public Task<JsonElement> ConfirmAsync(StartPayment.Outcome.Pay pay, string paymentMethod = "pm_card_visa") => ConfirmAsync(
        pay, [new("payment_method", paymentMethod), .. paymentMethod.StartsWith("pm_card", StringComparison.Ordinal) ? [] : Mandate]);

    private async Task<JsonElement> ConfirmAsync(StartPayment.Outcome.Pay pay, IEnumerable<KeyValuePair<string, string>> how)
    {
        using var browser = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(shop.Sandbox.Address) };
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shop.Sandbox.PublishableKey);
        using var form = new FormUrlEncodedContent(
        [
            new("client_secret", pay.Handle),
            new("return_url", new Uri(shop.Address, pay.OrderPath).ToString()),
            .. how,
        ]);
        using var answer = await browser.PostAsync($"/v1/payment_intents/{IntentOf(pay)}/confirm", form, Cancel);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancel));
    }

    public async Task<StartPayment.Outcome.Pay> PayAsync()
    {
        var pay = await ReadyAsync();
        Assert.Equal("succeeded", StatusOf(await ConfirmAsync(pay)));
        return pay;
    }

    /// <summary>As <see cref="PayAsync"/>, and with what the page's script tells Stripe of who pays and where it goes.</summary>
    public async Task<StartPayment.Outcome.Pay> PayWithAddressAsync()
    {
        var pay = await ReadyAsync();
        Assert.Equal("succeeded", StatusOf(await ConfirmAsync(
            pay,
            [
                new("payment_method_data[type]", "card"), new("payment_method_data[card][number]", "4242424242424242"),
                new("payment_method_data[card][exp_month]", "12"), new("payment_method_data[card][exp_year]", "2034"), new("payment_method_data[card][cvc]", "123"),
                new("payment_method_data[billing_details][name]", Home.Name), new("payment_method_data[billing_details][email]", email),
                new("shipping[name]", Home.Name), new("shipping[address][line1]", Home.Street1), new("shipping[address][city]", Home.Town),
                new("shipping[address][postal_code]", Home.Postcode!), new("shipping[address][country]", Home.Country),
            ])));
        return pay;
    }

    /// <summary>Of an intent, or what the error says.</summary>
    public static string? StatusOf(JsonElement answer) =>
        answer.TryGetProperty("error", out var error) ? error.ToString() : answer.GetProperty("status").GetString();

    public static string IntentOf(StartPayment.Outcome.Pay pay) => pay.Handle[..pay.Handle.IndexOf("_secret_", StringComparison.Ordinal)];
}
