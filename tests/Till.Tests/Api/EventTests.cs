using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Till.Checkup;
using Till.Events;
using Till.Mail;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;
using Till.Tests.Memberships;
using Till.Tests.Orders;
using Till.Tests.Sale;

namespace Till.Tests.Api;

/// <summary>What happens in the shop, told to a program of the owner's over real HTTP.</summary>
public sealed class EventTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task An_order_that_is_paid_shipped_and_refunded_is_told_of_once_each_and_signed(string engine)
    {
        await using var hearer = await Hearer.StartAsync();
        await using var shop = await SaleShop.OpenAsync(engine);
        var (_, secret) = await shop.Get<EventAddresses>().AddAsync(
            hearer.Url, [ShopEvents.OrderPaid, ShopEvents.OrderRefunded, ShopEvents.ProductChanged], Actor.CommandLine, Cancel);

        var order = await RefundTests.BuyAsync(shop);
        await shop.WorkAsync();
        using (var caller = await Caller.OpenAsync(shop.Address, shop.App.Services))
        {
            (await caller.PostAsync($"/api/v1/orders/{order}/refunds", new { amount = 500 })).Must(HttpStatusCode.Created);
        }

        await shop.WorkAsync();
        await shop.WorkAsync();

        Assert.Equal([ShopEvents.OrderPaid, ShopEvents.OrderRefunded], hearer.Heard.Select(one => one.Json.GetProperty("type").GetString()));
        foreach (var (json, body, signature) in hearer.Heard.Select(one => (one.Json, one.Body, one.Signature)))
        {
            Assert.Equal(order, json.GetProperty("data").GetProperty("order_id").GetGuid());
            Assert.DoesNotContain("@", body);
            var moment = signature.Split(',')[0]["t=".Length..];
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{moment}.{body}"));
            Assert.Equal($"t={moment},v1={Convert.ToHexStringLower(mac)}", signature);
            Assert.InRange(long.Parse(moment, CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds(), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        }

        Assert.Equal(2, hearer.Heard.Select(one => one.Json.GetProperty("id").GetGuid()).Distinct().Count());
    }

    [Theory, BothEngines]
    public async Task Products_and_low_stock_and_parcels_are_told_of_and_nothing_is_noted_where_nobody_listens(string engine)
    {
        await using var hearer = await Hearer.StartAsync();
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        var made = (await caller.PostAsync("/api/v1/products", new { kind = "book", title = "Tides", maker = "A. Hale", stock = 9 })).Must(HttpStatusCode.Created);
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM outbox WHERE kind LIKE 'event:%'"));
        await shop.Services.GetRequiredService<EventAddresses>().AddAsync(
            hearer.Url, [ShopEvents.ProductChanged, ShopEvents.StockLow, ShopEvents.OrderShipped], Actor.CommandLine, Cancel);

        var variant = made.GetProperty("variants")[0].GetProperty("id").GetGuid();
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        (await caller.PostAsync($"/api/v1/products/{made.GetProperty("id").GetGuid()}/stock", new { variant_id = variant, reason = "lost", number = 9 })).Must(HttpStatusCode.Created);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        (await caller.PostAsync($"/api/v1/orders/{order.Id}/ship", new { })).Must(HttpStatusCode.OK);
        await WorkAsync(shop);
        await WorkAsync(shop);

        Assert.Equal(
            [ShopEvents.OrderShipped, ShopEvents.ProductChanged, ShopEvents.StockLow], hearer.Heard.Select(one => one.Json.GetProperty("type").GetString()).Order());
    }

    [Theory, BothEngines]
    public async Task A_sale_that_leaves_few_is_told_of_once(string engine)
    {
        await using var hearer = await Hearer.StartAsync();
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var towel = await shop.AddGoodAsync(stock: 6);
        await shop.Get<EventAddresses>().AddAsync(hearer.Url, [ShopEvents.StockLow], Actor.CommandLine, Cancel);

        foreach (var email in (string[])["ada@example.com", "bob@example.com"])
        {
            var buyer = shop.NewBagBuyer(email);
            await buyer.FillAsync(towel);
            await buyer.PayAsync();
            await shop.CatchUpAsync();
            await shop.WorkAsync();
        }

        var heard = Assert.Single(hearer.Heard).Json;
        Assert.Equal(ShopEvents.StockLow, heard.GetProperty("type").GetString());
        Assert.Equal(towel, heard.GetProperty("data").GetProperty("variant_id").GetGuid());
    }

    [Theory, BothEngines]
    public async Task A_membership_that_begins_and_one_that_ends_are_told_of(string engine)
    {
        await using var hearer = await Hearer.StartAsync();
        await using var shop = await MemberShop.OpenAsync(engine);
        await shop.Get<EventAddresses>().AddAsync(hearer.Url, [ShopEvents.MembershipChanged], Actor.CommandLine, Cancel);

        await shop.JoinAsync(await shop.AddPlanAsync());
        await shop.Sale.WorkAsync();
        await shop.Sale.WorkAsync();
        var joined = Assert.Single(hearer.Heard).Json;
        await shop.Sale.StripePostAsync("/v1/refunds", ("payment_intent", await shop.Sale.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments")));
        await shop.CatchUpAsync();
        await shop.Sale.WorkAsync();
        await shop.Sale.WorkAsync();

        Assert.Equal(ShopEvents.MembershipChanged, joined.GetProperty("type").GetString());
        Assert.Equal(await shop.Sale.SingleAsync<Guid>("SELECT id FROM memberships"), joined.GetProperty("data").GetProperty("membership_id").GetGuid());
        Assert.Equal(2, hearer.Heard.Select(one => one.Json.GetProperty("id").GetGuid()).Distinct().Count());
    }

    [Theory, BothEngines]
    public async Task What_did_not_arrive_is_tried_again_then_given_up_and_an_address_that_fails_for_days_is_paused_and_said(string engine)
    {
        await using var hearer = await Hearer.StartAsync();
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        var (id, _) = await shop.Services.GetRequiredService<EventAddresses>().AddAsync(hearer.Url, [ShopEvents.ProductChanged], Actor.CommandLine, Cancel);
        hearer.Answers = StatusCodes.Status503ServiceUnavailable;

        await ChangeAsync();
        await WorkAsync(shop);
        Assert.Single(hearer.Heard);
        Assert.Contains("failing", (await owner.GetAsync("/admin/api")).Text);
        Assert.Contains("answered 503", (await owner.GetAsync($"/admin/api/{id}")).Text);
        for (var i = 0; i < OutboxStore.MaxTries; i++)
        {
            shop.Clock.Advance(TimeSpan.FromHours(5));
            await WorkAsync(shop);
        }

        // The next try after two days pauses it, and takes nothing there any more.
        var tries = hearer.Heard.Count;
        Assert.InRange(tries, 5, OutboxStore.MaxTries);
        Assert.Single(hearer.Heard.Select(one => one.Json.GetProperty("id").GetGuid()).Distinct());
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM attention"));
        var sheet = await owner.GetAsync($"/admin/api/{id}");
        Assert.Contains("Paused", sheet.Text);
        Assert.Contains(await shop.Services.GetRequiredService<QueueCheck>().LookAsync(Cancel), one => one is { Area: "Events out", Verdict: Verdict.Bad });
        await ChangeAsync();
        await WorkAsync(shop);
        Assert.Equal(tries, hearer.Heard.Count);
        Assert.Equal(404, (await owner.SubmitFormAsync(sheet, Office.Form("Again"))).Status);

        hearer.Answers = StatusCodes.Status200OK;
        var resumed = await owner.SubmitFormAsync(sheet, Office.Form("Resume"));
        Assert.Contains("told again", resumed.Text);
        Assert.Contains("sent again", (await owner.SubmitFormAsync(resumed, Office.Form("Again"))).Text);
        await WorkAsync(shop);
        Assert.Equal(tries + 1, hearer.Heard.Count);
        Assert.Contains("delivered", (await owner.GetAsync($"/admin/api/{id}")).Text);

        async Task ChangeAsync() => (await caller.PostAsync("/api/v1/products", new { kind = "book", title = "Tides", maker = "A. Hale" })).Must(HttpStatusCode.Created);
    }

    [Theory, BothEngines]
    public async Task An_owner_adds_rolls_and_ends_an_address_whose_secret_is_shown_once(string engine)
    {
        await using var hearer = await Hearer.StartAsync();
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);

        foreach (var wrong in (string[])["", "nowhere", "ftp://example.org/", "http://example.org/", "http://10.0.0.1/", "https://me:secret@example.org/", "javascript:alert(1)"])
        {
            Assert.Equal(400, (await AddAsync(wrong, ShopEvents.OrderPaid)).Status);
        }

        Assert.Equal(400, (await AddAsync("https://example.org/")).Status);
        Assert.Equal(400, (await AddAsync("https://example.org/", "everything")).Status);
        var added = await AddAsync(hearer.Url.AbsoluteUri, ShopEvents.ProductChanged);
        var secret = added.Page.QuerySelector("code.lines")!.TextContent;
        Assert.StartsWith("till_hook_", secret);
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM event_addresses WHERE secret LIKE '%till_hook_%'"));
        var sheet = await owner.GetAsync(added.Page.QuerySelector("a[href^='/admin/api/']")!.GetAttribute("href")!);
        Assert.DoesNotContain(secret, sheet.Html);

        var rolled = (await owner.SubmitFormAsync(sheet, Office.Form("Roll"))).Page.QuerySelector("code.lines")!.TextContent;
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        (await caller.PostAsync("/api/v1/products", new { kind = "book", title = "Tides", maker = "A. Hale" })).Must(HttpStatusCode.Created);
        await WorkAsync(shop);
        var heard = Assert.Single(hearer.Heard);
        Assert.Equal(EventSender.Sign(heard.Body, [rolled, secret], shop.Clock.GetUtcNow()), heard.Signature);
        shop.Clock.Advance(TimeSpan.FromHours(25));
        (await caller.PostAsync("/api/v1/products", new { kind = "book", title = "Tides", maker = "A. Hale" })).Must(HttpStatusCode.Created);
        await WorkAsync(shop);
        Assert.Equal(EventSender.Sign(hearer.Heard.Last().Body, [rolled], shop.Clock.GetUtcNow()), hearer.Heard.Last().Signature);

        Assert.Contains("told of nothing", (await owner.SubmitFormAsync(sheet, Office.Form("End"))).Text);
        Assert.Equal(404, (await owner.SubmitFormAsync(sheet, Office.Form("Roll"))).Status);

        async Task<Till.Tests.Accounts.Answer> AddAsync(string url, params string[] kinds)
        {
            var page = await owner.GetAsync("/admin/api");
            var token = page.Page.QuerySelector($"{Office.Form("Address")} input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            return await owner.PostAsync(
                "/admin/api?handler=Address",
                [new("__RequestVerificationToken", token), new("Target", url), .. kinds.Select(kind => KeyValuePair.Create("Kinds", kind))]);
        }
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::1", false)]
    [InlineData("2001:0:a00:1::1", false)]
    public void Only_public_addresses_are_called(string address, bool expected) => Assert.Equal(expected, EventHttp.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_that_leads_into_a_private_network_is_not_called()
    {
        await using var hearer = await Hearer.StartAsync();
        using var http = new EventHttp();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"https://localhost:{hearer.Url.Port}/"));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, Cancel));

        Assert.Contains("no public address", (refused.InnerException ?? refused).Message);
        Assert.Empty(hearer.Heard);
    }

    private static Task WorkAsync(AccountsShop shop) => shop.Services.GetRequiredService<OutboxWorker>().DrainAsync(Cancel);

    private sealed record Told(string Body, string Signature)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;
    }

    /// <summary>A program that hears of what happens.</summary>
    private sealed class Hearer : IAsyncDisposable
    {
        private readonly WebApplication app;

        private Hearer(WebApplication app) => this.app = app;

        public Uri Url => new($"{app.Urls.First()}/events");

        public int Answers { get; set; } = StatusCodes.Status200OK;

        public ConcurrentQueue<Told> Heard { get; } = new();

        public static async Task<Hearer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var built = builder.Build();
            built.Urls.Add("http://127.0.0.1:0");
            var hearer = new Hearer(built);
            built.MapPost("/events", async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                hearer.Heard.Enqueue(new Told(await reader.ReadToEndAsync(context.RequestAborted), context.Request.Headers[EventSender.Header].ToString()));
                context.Response.StatusCode = hearer.Answers;
            });
            await built.StartAsync(Cancel);
            return hearer;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
