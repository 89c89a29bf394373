using System.Globalization;
using System.Text.Json;
using Till.Sandbox.Checkout;
using Till.Sandbox.Payments;

namespace Till.Sandbox.Tests.Billing;

/// <summary>A sandbox in which a club sells a membership: $15.00 a month, by a test clock that stands at the first of January 2026.</summary>
internal sealed class Club(TestSandbox sandbox) : IAsyncDisposable
{
    /// <summary>1 January 2026, midnight UTC.</summary>
    public const long Start = 1_767_225_600;
    public const long Day = 86_400;
    public const long Hour = 3_600;

    /// <summary>1 February 2026: the end of the first month.</summary>
    public const long FirstRenewal = Start + (31 * Day);

    public TestSandbox Sandbox => sandbox;

    public string Clock { get; private set; } = "";

    public string Customer { get; private set; } = "";

    public string Price { get; private set; } = "";

    /// <summary>Opens a club with one customer, who pays by the card of that name; none for an empty name.</summary>
    public static async Task<Club> Open(string card = "pm_card_visa")
    {
        var club = new Club(await TestSandbox.Start());
        club.Clock = (await club.Post("/v1/test_helpers/test_clocks", $"frozen_time={Start}")).Id;
        club.Customer = (await club.Post("/v1/customers", $"email=ada@example.org&name=Ada&test_clock={club.Clock}")).Id;
        club.Price = await club.PriceOf(1500);
        if (card.Length > 0)
        {
            await club.PayBy(card);
        }
        return club;
    }

    public async Task<string> PriceOf(long amount, string interval = "month", string more = "") => (await Post("/v1/prices", string.Create(
        CultureInfo.InvariantCulture, $"currency=usd&unit_amount={amount}&recurring[interval]={interval}&product_data[name]=Membership{more}"))).Id;

    /// <summary>Makes a card the one by which the customer pays.</summary>
    public async Task<string> PayBy(string card)
    {
        var method = (await Post($"/v1/payment_methods/{card}/attach", "customer=" + Customer)).Id;
        await Post("/v1/customers/" + Customer, "invoice_settings[default_payment_method]=" + method);
        return method;
    }

    public Task<ApiAnswer> Subscribe(string more = "") => Post("/v1/subscriptions", $"customer={Customer}&items[0][price]={Price}{more}");

    public Task<ApiAnswer> Subscription(ApiAnswer made, string query = "") => sandbox.Get("/v1/subscriptions/" + made.Id + query);

    /// <summary>The invoices of the customer, oldest first.</summary>
    public async Task<List<JsonElement>> Invoices() =>
        [.. (await sandbox.Get($"/v1/invoices?limit=100&customer={Customer}"))["data"].EnumerateArray().Reverse()];

    /// <summary>Moves the clock, and waits until it has arrived.</summary>
    public async Task Advance(long to)
    {
        var advancing = await Post($"/v1/test_helpers/test_clocks/{Clock}/advance", $"frozen_time={to}");
        Assert.Equal("advancing", advancing["status"].GetString());
        var ready = await sandbox.Get("/v1/test_helpers/test_clocks/" + Clock);
        Assert.Equal("ready", ready["status"].GetString());
        Assert.Equal(to, ready["frozen_time"].GetInt64());
    }

    /// <summary>The events since a number of them, without those of clock and catalogue.</summary>
    public async Task<List<string>> Events(int after = 0) => [.. (await sandbox.Events()).Skip(after)
        .Where(type => !type.StartsWith("test_helpers", StringComparison.Ordinal) && !type.StartsWith("price.", StringComparison.Ordinal) && !type.StartsWith("product.", StringComparison.Ordinal))];

    /// <summary>A session that sells the membership, to nobody in particular.</summary>
    public Task<ApiAnswer> Session(string more = "") => sandbox.Post(
        "/v1/checkout/sessions",
        $"mode=subscription&success_url=http://shop.test/done&line_items[0][price]={Price}&line_items[0][quantity]=1{more}");

    /// <summary>Presses the button of a session's page.</summary>
    public Task<CheckoutOutcome?> Press(ApiAnswer session, string number = "4242 4242 4242 4242") => sandbox.Server.Engine.SubmitCheckout(
        session.Id, new CheckoutForm("buyer@example.org", new CardEntry(number, 12, 34, "123"), "Ada Buyer", "GB", "SW1A 1AA"), TestContext.Current.CancellationToken);

    /// <summary>What is expected to go well.</summary>
    public async Task<ApiAnswer> Post(string path, string form = "")
    {
        var answer = await sandbox.Post(path, form);
        Assert.True(answer.Status == 200, $"{path} answered {answer.Status}: {answer.Text}");
        return answer;
    }

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();
}
