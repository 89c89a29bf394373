using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Till.Core.Memberships;
using Till.Memberships;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Memberships;

/// <summary>What was paid for a membership goes back: refunds, disputes, second subscriptions.</summary>
public sealed class MoneyBackTests
{
    [Theory, BothEngines]
    public async Task A_refund_of_all_ends_access_and_one_of_a_part_does_not(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var intent = await shop.Sale.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments");

        await shop.Sale.StripePostAsync("/v1/refunds", ("payment_intent", intent), ("amount", "500"));
        await shop.CatchUpAsync();
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        await shop.AssertAgreesAsync();
        await shop.Sale.StripePostAsync("/v1/refunds", ("payment_intent", intent));
        await shop.CatchUpAsync();

        Assert.Equal(EndReason.Refunded, (await member.AccessAsync()).Ended);
        Assert.Equal("refunded", await shop.Sale.SingleAsync<string>("SELECT withdrawn FROM membership_invoices"));
        Assert.Equal(["joined", "refunded"], await member.HistoryAsync());
        Assert.Equal(2, (await shop.LettersAsync()).Count(kind => kind == MembershipOutbox.Refunded));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_refund_that_fails_gives_the_membership_back(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync(), card: Cards.RefundFails);
        var intent = await shop.Sale.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments");
        await shop.Sale.StripePostAsync("/v1/refunds", ("payment_intent", intent));

        await shop.CatchUpAsync();
        await shop.AdvanceDaysAsync(1);
        await shop.CatchUpAsync();

        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Null(await shop.Sale.SingleAsync<string?>("SELECT withdrawn FROM membership_invoices"));
        Assert.Contains("failed_refund", await shop.Sale.QueryAsync<string>("SELECT kind FROM attention"));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_disputed_payment_pays_for_nothing_until_the_dispute_is_won(string engine)
    {
        var bank = new Bank();
        await using var shop = await MemberShop.OpenAsync(engine, network: bank);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var subscription = await member.SubscriptionIdAsync();
        bank.Disputed = await shop.Sale.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments");
        var settle = shop.Get<SettleMembership>();

        bank.Status = "needs_response";
        await settle.RunAsync(subscription, Payments.StripeHint.None, MemberShop.Cancel);
        await settle.RunAsync(subscription, Payments.StripeHint.None, MemberShop.Cancel);
        Assert.Equal(EndReason.Disputed, (await member.AccessAsync()).Ended);
        Assert.Equal(-1500 - 1500, await BookedAsync());

        bank.Status = "won";
        await settle.RunAsync(subscription, Payments.StripeHint.None, MemberShop.Cancel);
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Equal(-1500, await BookedAsync()); // the fee stays
        Assert.Equal(["joined", "disputed", "dispute_won"], await member.HistoryAsync());
        Assert.Equal("dispute", await shop.Sale.SingleAsync<string>("SELECT kind FROM attention"));

        async Task<long> BookedAsync() => await shop.Sale.SingleAsync<long>(
            "SELECT CAST(SUM(CASE WHEN debit = 'stripe_balance' THEN amount_minor ELSE -amount_minor END) AS bigint) FROM ledger WHERE source LIKE 'dispute:%'");
    }

    [Theory, BothEngines]
    public async Task A_second_subscription_is_found_cancelled_and_given_back(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.JoinAsync(plan);
        var price = await shop.Sale.SingleAsync<string>("SELECT stripe_price_id FROM stripe_prices");
        var (customer, first) = (await member.CustomerIdAsync(), await member.SubscriptionIdAsync());

        var second = await shop.Sale.StripePostAsync(
            "/v1/subscriptions", ("customer", customer), ("items[0][price]", price), ("metadata[account]", member.Id.ToString()),
            ("default_payment_method", (await shop.Sale.StripeAsync($"/v1/subscriptions/{first}")).GetProperty("default_payment_method").GetString()!));
        await shop.CatchUpAsync();
        await shop.CatchUpAsync();

        Assert.Equal("canceled", (await shop.Sale.StripeAsync($"/v1/subscriptions/{second.GetProperty("id").GetString()}")).GetProperty("status").GetString());
        Assert.Equal(first, await member.SubscriptionIdAsync());
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Equal(("held", "succeeded"), (
            await shop.Sale.SingleAsync<string>("SELECT role FROM payments WHERE role <> 'invoice'"), await shop.Sale.SingleAsync<string>("SELECT state FROM refunds")));
        Assert.Equal("surplus_membership", await shop.Sale.SingleAsync<string>("SELECT kind FROM attention"));
        Assert.Equal(["joined"], await member.HistoryAsync());
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_new_subscription_is_no_second_one_when_the_first_has_ended_unheard(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var (customer, first) = (await member.CustomerIdAsync(), await member.SubscriptionIdAsync());
        var (price, method) = (
            await shop.Sale.SingleAsync<string>("SELECT stripe_price_id FROM stripe_prices"),
            (await shop.Sale.StripeAsync($"/v1/subscriptions/{first}")).GetProperty("default_payment_method").GetString()!);
        await shop.Sale.StripeDeleteAsync($"/v1/subscriptions/{first}");

        var second = await shop.Sale.StripePostAsync(
            "/v1/subscriptions", ("customer", customer), ("items[0][price]", price), ("default_payment_method", method), ("metadata[account]", member.Id.ToString()));
        await shop.Get<SettleMembership>().RunAsync(second.GetProperty("id").GetString()!, Payments.StripeHint.None, MemberShop.Cancel);

        Assert.Equal(["canceled", "active"], await shop.Sale.QueryAsync<string>("SELECT status FROM memberships WHERE role = 'member' ORDER BY created_at, status DESC"));
        await shop.AssertAgreesAsync();
    }

    /// <summary>A bank that takes one payment back: what Stripe then says of it, which the local one cannot yet.</summary>
    private sealed class Bank() : DelegatingHandler(new SocketsHttpHandler())
    {
        public string? Disputed { get; set; }

        public string Status { get; set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath == "/v1/disputes")
            {
                return Answer(new JsonObject { ["object"] = "list", ["has_more"] = false, ["data"] = new JsonArray(Dispute()) });
            }

            var response = await base.SendAsync(request, cancellationToken);
            if (Disputed is null || request.RequestUri.AbsolutePath != $"/v1/payment_intents/{Disputed}")
            {
                return response;
            }

            var intent = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
            intent["latest_charge"]!["disputed"] = true;
            return Answer(intent);
        }

        private JsonObject Dispute()
        {
            var taken = new JsonArray(Moved("txn_taken", -1500, 1500));
            if (Status == "won")
            {
                taken.Add(Moved("txn_back", 1500, 0));
            }

            return new JsonObject
            {
                ["id"] = "dp_1", ["object"] = "dispute", ["amount"] = 1500, ["currency"] = "usd", ["status"] = Status, ["reason"] = "fraudulent",
                ["payment_intent"] = Disputed, ["balance_transactions"] = taken,
            };
        }

        private static JsonObject Moved(string id, long amount, long fee) => new()
        {
            ["id"] = id, ["object"] = "balance_transaction", ["amount"] = amount, ["fee"] = fee, ["net"] = amount - fee, ["currency"] = "usd",
        };

        private static HttpResponseMessage Answer(JsonNode body) => new(HttpStatusCode.OK)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
    }
}
