using Till.Stripe;

namespace Till.Tests.Stripe;

/// <summary>Each call goes where Stripe documents it.</summary>
public sealed class ServiceTests
{
    private static readonly IdempotencyKey Key = new("key-1");

    public static TheoryData<string> Names => [.. Calls.Keys.Order(StringComparer.Ordinal)];

    private static Dictionary<string, Func<StripeClient, CancellationToken, Task<StripeEntity>>> Calls { get; } = new(StringComparer.Ordinal)
    {
        ["GET /v1/balance"] = async (stripe, cancel) => await stripe.Balance.GetAsync(cancel),
        ["GET /v1/payouts/x_1"] = async (stripe, cancel) => await stripe.Payouts.GetAsync("x_1", null, cancel),
        ["GET /v1/balance_transactions"] = async (stripe, cancel) => await stripe.BalanceTransactions.ListAsync(null, cancel),
        ["GET /v1/balance_transactions/x_1"] = async (stripe, cancel) => await stripe.BalanceTransactions.GetAsync("x_1", null, cancel),
        ["GET /v1/charges"] = async (stripe, cancel) => await stripe.Charges.ListAsync(null, cancel),
        ["GET /v1/charges/x_1"] = async (stripe, cancel) => await stripe.Charges.GetAsync("x_1", null, cancel),
        ["POST /v1/charges/x_1"] = async (stripe, cancel) => await stripe.Charges.UpdateAsync("x_1", new(), Key, cancel),
        ["GET /v1/checkout/sessions"] = async (stripe, cancel) => await stripe.CheckoutSessions.ListAsync(null, cancel),
        ["POST /v1/checkout/sessions"] = async (stripe, cancel) => await stripe.CheckoutSessions.CreateAsync(new(), Key, cancel),
        ["GET /v1/checkout/sessions/x_1"] = async (stripe, cancel) => await stripe.CheckoutSessions.GetAsync("x_1", null, cancel),
        ["POST /v1/checkout/sessions/x_1"] = async (stripe, cancel) => await stripe.CheckoutSessions.UpdateAsync("x_1", new(), Key, cancel),
        ["POST /v1/checkout/sessions/x_1/expire"] = async (stripe, cancel) => await stripe.CheckoutSessions.ExpireAsync("x_1", null, Key, cancel),
        ["GET /v1/checkout/sessions/x_1/line_items"] = async (stripe, cancel) => await stripe.CheckoutSessions.ListLineItemsAsync("x_1", null, cancel),
        ["GET /v1/customers"] = async (stripe, cancel) => await stripe.Customers.ListAsync(null, cancel),
        ["POST /v1/customers"] = async (stripe, cancel) => await stripe.Customers.CreateAsync(new(), Key, cancel),
        ["GET /v1/customers/x_1"] = async (stripe, cancel) => await stripe.Customers.GetAsync("x_1", null, cancel),
        ["POST /v1/customers/x_1"] = async (stripe, cancel) => await stripe.Customers.UpdateAsync("x_1", new(), Key, cancel),
        ["DELETE /v1/customers/x_1"] = async (stripe, cancel) => await stripe.Customers.DeleteAsync("x_1", cancel),
        ["GET /v1/events"] = async (stripe, cancel) => await stripe.Events.ListAsync(null, cancel),
        ["GET /v1/events/x_1"] = async (stripe, cancel) => await stripe.Events.GetAsync("x_1", null, cancel),
        ["GET /v1/payment_intents"] = async (stripe, cancel) => await stripe.PaymentIntents.ListAsync(null, cancel),
        ["POST /v1/payment_intents"] = async (stripe, cancel) => await stripe.PaymentIntents.CreateAsync(new() { Amount = 1, Currency = "usd" }, Key, cancel),
        ["GET /v1/payment_intents/x_1"] = async (stripe, cancel) => await stripe.PaymentIntents.GetAsync("x_1", null, cancel),
        ["POST /v1/payment_intents/x_1"] = async (stripe, cancel) => await stripe.PaymentIntents.UpdateAsync("x_1", new(), Key, cancel),
        ["POST /v1/payment_intents/x_1/confirm"] = async (stripe, cancel) => await stripe.PaymentIntents.ConfirmAsync("x_1", null, Key, cancel),
        ["POST /v1/payment_intents/x_1/capture"] = async (stripe, cancel) => await stripe.PaymentIntents.CaptureAsync("x_1", null, Key, cancel),
        ["POST /v1/payment_intents/x_1/cancel"] = async (stripe, cancel) => await stripe.PaymentIntents.CancelAsync("x_1", null, Key, cancel),
        ["GET /v1/payment_methods/x_1"] = async (stripe, cancel) => await stripe.PaymentMethods.GetAsync("x_1", null, cancel),
        ["GET /v1/disputes/x_1"] = async (stripe, cancel) => await stripe.Disputes.GetAsync("x_1", null, cancel),
        ["POST /v1/disputes/x_1"] = async (stripe, cancel) => await stripe.Disputes.UpdateAsync("x_1", new(), Key, cancel),
        ["GET /v1/invoices"] = async (stripe, cancel) => await stripe.Invoices.ListAsync(null, cancel),
        ["GET /v1/invoices/x_1"] = async (stripe, cancel) => await stripe.Invoices.GetAsync("x_1", null, cancel),
        ["GET /v1/invoice_payments"] = async (stripe, cancel) => await stripe.InvoicePayments.ListAsync(null, cancel),
        ["GET /v1/prices/x_1"] = async (stripe, cancel) => await stripe.Prices.GetAsync("x_1", null, cancel),
        ["POST /v1/prices"] = async (stripe, cancel) => await stripe.Prices.CreateAsync(new() { Currency = "usd" }, Key, cancel),
        ["GET /v1/products/x_1"] = async (stripe, cancel) => await stripe.Products.GetAsync("x_1", null, cancel),
        ["POST /v1/products"] = async (stripe, cancel) => await stripe.Products.CreateAsync(new() { Name = "Friend" }, Key, cancel),
        ["GET /v1/subscriptions"] = async (stripe, cancel) => await stripe.Subscriptions.ListAsync(null, cancel),
        ["GET /v1/subscriptions/x_1"] = async (stripe, cancel) => await stripe.Subscriptions.GetAsync("x_1", null, cancel),
        ["DELETE /v1/subscriptions/x_1"] = async (stripe, cancel) => await stripe.Subscriptions.CancelAsync("x_1", cancel),
        ["POST /v1/billing_portal/sessions"] = async (stripe, cancel) => await stripe.PortalSessions.CreateAsync(new() { Customer = "cus_1" }, Key, cancel),
        ["POST /v1/billing_portal/configurations"] = async (stripe, cancel) => await stripe.PortalConfigurations.CreateAsync(new() { Features = new() }, Key, cancel),
        ["POST /v1/billing_portal/configurations/x_1"] = async (stripe, cancel) => await stripe.PortalConfigurations.UpdateAsync("x_1", new() { Features = new() }, Key, cancel),
        ["GET /v1/refunds"] = async (stripe, cancel) => await stripe.Refunds.ListAsync(null, cancel),
        ["POST /v1/refunds"] = async (stripe, cancel) => await stripe.Refunds.CreateAsync(new() { Charge = "ch_1" }, Key, cancel),
        ["GET /v1/refunds/x_1"] = async (stripe, cancel) => await stripe.Refunds.GetAsync("x_1", null, cancel),
        ["POST /v1/refunds/x_1"] = async (stripe, cancel) => await stripe.Refunds.UpdateAsync("x_1", new(), Key, cancel),
        ["POST /v1/refunds/x_1/cancel"] = async (stripe, cancel) => await stripe.Refunds.CancelAsync("x_1", null, Key, cancel),
        ["GET /v1/webhook_endpoints"] = async (stripe, cancel) => await stripe.WebhookEndpoints.ListAsync(null, cancel),
        ["POST /v1/webhook_endpoints"] = async (stripe, cancel) => await stripe.WebhookEndpoints.CreateAsync(new() { EnabledEvents = ["*"], Url = "http://x" }, Key, cancel),
        ["GET /v1/webhook_endpoints/x_1"] = async (stripe, cancel) => await stripe.WebhookEndpoints.GetAsync("x_1", null, cancel),
        ["POST /v1/webhook_endpoints/x_1"] = async (stripe, cancel) => await stripe.WebhookEndpoints.UpdateAsync("x_1", new(), Key, cancel),
        ["DELETE /v1/webhook_endpoints/x_1"] = async (stripe, cancel) => await stripe.WebhookEndpoints.DeleteAsync("x_1", cancel),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_call_has_its_method_path_and_reply(string name)
    {
        using var bench = new Bench();
        bench.Network.Replies(200, """{"id":"x_1","object":"thing"}""", ("Request-Id", "req_1"));

        var entity = await Calls[name](bench.Client, TestContext.Current.CancellationToken);

        var sent = Assert.Single(bench.Network.Requests);
        Assert.Equal(name, $"{sent.Method} {sent.PathAndQuery}");
        Assert.Equal(name.StartsWith("POST", StringComparison.Ordinal), sent.Headers.ContainsKey("Idempotency-Key"));
        Assert.Equal(("x_1", "thing", "req_1"), (entity.Id, entity.Object, entity.StripeResponse!.RequestId));
        Assert.Equal(name.Replace("x_1", "{id}", StringComparison.Ordinal), $"{bench.Log[0].Method} {bench.Log[0].PathTemplate}");
    }

    [Fact]
    public async Task Expanded_fields_are_asked_for_in_queries_and_bodies()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, """{"id":"pi_1","object":"payment_intent"}""");

        await bench.Client.PaymentIntents.GetAsync(
            "pi_1", new() { Expand = ["latest_charge.balance_transaction"] }, TestContext.Current.CancellationToken);
        await bench.Client.PaymentIntents.ConfirmAsync(
            "pi_1", new() { PaymentMethod = "pm_1", Expand = ["latest_charge"] }, Key, TestContext.Current.CancellationToken);

        Assert.Equal("/v1/payment_intents/pi_1?expand[0]=latest_charge.balance_transaction", bench.Network.Requests[0].PathAndQuery);
        Assert.Equal(
            ["expand[0]=latest_charge", "payment_method=pm_1"], bench.Network.Requests[1].Body.Split('&').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_webhook_endpoint_is_created_in_the_pinned_version()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, """{"id":"we_1","object":"webhook_endpoint","secret":"whsec_x"}""");

        var endpoint = await bench.Client.WebhookEndpoints.CreateAsync(
            new() { EnabledEvents = [EventTypes.CheckoutSessionCompleted], Url = "http://localhost:4000/webhooks/stripe" },
            Key,
            TestContext.Current.CancellationToken);

        Assert.Contains("api_version=2026-10-28.endive", bench.Network.Requests[0].Body, StringComparison.Ordinal);
        Assert.Equal("whsec_x", endpoint.Secret);
        Assert.Equal("webhook_endpoint we_1", endpoint.ToString());
    }

    [Fact]
    public async Task A_hundred_calls_at_once_on_one_client_don_t_mix()
    {
        using var bench = new Bench(retries: 1);
        for (var i = 0; i < 100; i++)
        {
            bench.Network.Replies(503, FakeNetwork.Error("api_error"));
        }

        bench.Network.Replies(200, """{"id":"pi_1","object":"payment_intent"}""");
        var calls = Enumerable.Range(0, 100).Select(i => bench.Client.PaymentIntents.CreateAsync(
            new() { Amount = i, Currency = "usd" }, new($"order-{i}"), TestContext.Current.CancellationToken)).ToList();
        var paid = await bench.Run(Task.WhenAll(calls));

        Assert.Equal(100, paid.Length);
        Assert.Equal(200, bench.Network.Requests.Count);
        Assert.All(bench.Network.Requests, sent =>
            Assert.Equal($"amount={sent.Headers["Idempotency-Key"]["order-".Length..]}&currency=usd", sent.Body));
        Assert.All(bench.Network.Requests.GroupBy(sent => sent.Headers["Idempotency-Key"]), pair => Assert.Equal(2, pair.Count()));
    }

    [Fact]
    public async Task An_address_with_a_path_keeps_it()
    {
        var clock = new VirtualClock();
        using var network = new FakeNetwork(clock);
        using var http = new HttpClient(network);
        network.Replies(200, """{"object":"balance","available":[{"amount":5,"currency":"usd"}]}""");
        var client = new StripeClient(http, new() { ApiKey = Bench.ApiKey, ApiBase = "http://proxy.test/stripe/" }, clock, new Random(1));

        Assert.Equal(5, (await client.Balance.GetAsync(TestContext.Current.CancellationToken)).Available[0].Amount);
        Assert.Equal("/stripe/v1/balance", network.Requests[0].PathAndQuery);
    }
}
