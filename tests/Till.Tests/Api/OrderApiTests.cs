using System.Net;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;
using Till.Tests.Sale;

namespace Till.Tests.Api;

/// <summary>Orders and refunds over the API: each thing once, whatever breaks off in between.</summary>
public sealed class OrderApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task An_order_is_read_prepared_noted_and_shipped_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        var path = $"/api/v1/orders/{order.Id}";

        var read = (await caller.GetAsync(path)).Must(HttpStatusCode.OK);
        Assert.Equal("paid", read.GetProperty("state").GetString());
        Assert.Equal(order.Number, read.GetProperty("number").GetInt64());
        Assert.NotEqual(0, read.GetProperty("lines").GetArrayLength());
        Assert.Equal("order", read.GetProperty("payments")[0].GetProperty("role").GetString());
        Assert.DoesNotContain("link_key", read.ToString());

        Assert.Equal("preparing", (await caller.PostAsync($"{path}/prepare", null, "p")).Must(HttpStatusCode.OK).GetProperty("state").GetString());
        Assert.Equal("preparing", (await caller.PostAsync($"{path}/prepare", null, "p")).Must(HttpStatusCode.OK).GetProperty("state").GetString());
        (await caller.PostAsync($"{path}/prepare", null)).Must(HttpStatusCode.Conflict);
        var noted = (await caller.PostAsync($"{path}/notes", new { text = "Fragile" })).Must(HttpStatusCode.Created).GetProperty("notes")[0];
        Assert.Equal("Fragile", noted.GetProperty("text").GetString());
        Assert.StartsWith("Key “Stock sync”", noted.GetProperty("by").GetString());
        (await caller.PostAsync($"{path}/notes", new { text = " " })).Must(HttpStatusCode.BadRequest);
        Assert.Equal(["carrier"], (await caller.PostAsync($"{path}/ship", new { carrier = new string('x', 301) })).Fields);
        var shipped = (await caller.PostAsync($"{path}/ship", new { carrier = "DHL", tracking = "00340" })).Must(HttpStatusCode.OK);
        Assert.Equal("shipped", shipped.GetProperty("state").GetString());
        Assert.Equal("DHL", shipped.GetProperty("shipments")[0].GetProperty("carrier").GetString());
        (await caller.PostAsync($"{path}/ship", new { })).Must(HttpStatusCode.Conflict);
        (await caller.PostAsync($"/api/v1/orders/{Guid.Empty}/ship", new { })).Must(HttpStatusCode.NotFound);
        (await caller.PostAsync($"/api/v1/orders/{Guid.Empty}/notes", new { text = "a" })).Must(HttpStatusCode.NotFound);

        Assert.Equal(3, await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit WHERE actor LIKE 'Key “Stock sync”%'"));
        Assert.Contains("on its way", Assert.Single(await shop.MailsAsync()).Subject); // that it is packed is not worth a mail any more
    }

    [Theory, BothEngines]
    public async Task Orders_come_in_the_order_in_which_they_were_paid_and_a_program_goes_on_where_it_stopped(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        var start = shop.Clock.GetUtcNow();
        var numbers = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            numbers.Add((await new Bought { At = start.AddHours(i) }.KeepAsync(OrderPageTests.Store(shop))).Number);
        }

        var first = (await caller.GetAsync("/api/v1/orders?limit=2")).Must(HttpStatusCode.OK);
        var second = (await caller.GetAsync($"/api/v1/orders?limit=2&after={first.GetProperty("next").GetString()}")).Must(HttpStatusCode.OK);
        Assert.Equal(numbers, first.GetProperty("data").EnumerateArray().Concat(second.GetProperty("data").EnumerateArray()).Select(one => one.GetProperty("number").GetInt64()));
        Assert.Null(second.GetProperty("next").GetString());
        Assert.Equal(2, await CountAsync($"since={start.AddMinutes(30):yyyy-MM-ddTHH:mm:ssZ}"));
        Assert.Equal(3, await CountAsync("state=to-prepare"));
        Assert.Equal(0, await CountAsync("state=refunded"));
        foreach (var (query, field) in new[] { ("state=draft", "state"), ("since=yesterday", "since"), ("after=1", "after"), ("limit=-1", "limit") })
        {
            Assert.Equal([field], (await caller.GetAsync($"/api/v1/orders?{query}")).Fields);
        }

        async Task<int> CountAsync(string query) => (await caller.GetAsync($"/api/v1/orders?{query}")).Must(HttpStatusCode.OK).GetProperty("data").GetArrayLength();
    }

    [Theory, BothEngines]
    public async Task Customers_are_found_and_read(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        for (var i = 0; i < 3; i++)
        {
            var at = shop.Clock.GetUtcNow().AddHours(i);
            await shop.ExecuteAsync(
                "INSERT INTO customers (id, email, email_key, name, seen_at) VALUES (@id, @email, @email, @name, @at)",
                new { id = Chance.Secure.NewId(at), email = $"buyer{i}@till.example", name = $"Buyer {i}", at });
        }

        var first = (await caller.GetAsync("/api/v1/customers?limit=2")).Must(HttpStatusCode.OK);
        Assert.Equal("buyer2@till.example", first.GetProperty("data")[0].GetProperty("email").GetString());
        var second = (await caller.GetAsync($"/api/v1/customers?limit=2&after={first.GetProperty("next").GetString()}")).Must(HttpStatusCode.OK);
        var last = Assert.Single(second.GetProperty("data").EnumerateArray());
        var one = (await caller.GetAsync($"/api/v1/customers/{last.GetProperty("id").GetGuid()}")).Must(HttpStatusCode.OK);
        Assert.Equal("Buyer 0", one.GetProperty("name").GetString());
        Assert.False(one.GetProperty("has_account").GetBoolean());
        Assert.Equal(1, (await caller.GetAsync("/api/v1/customers?q=buyer1@")).Must(HttpStatusCode.OK).GetProperty("data").GetArrayLength());
        Assert.Equal(["after"], (await caller.GetAsync("/api/v1/customers?after=x")).Fields);
        Assert.Equal(["q"], (await caller.GetAsync($"/api/v1/customers?q={new string('x', 201)}")).Fields);
    }

    [Theory, BothEngines]
    public async Task Money_goes_back_once_however_often_it_is_asked_for_under_one_key(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var id = await RefundTests.BuyAsync(shop);
        using var caller = await Caller.OpenAsync(shop.Address, shop.App.Services);
        var path = $"/api/v1/orders/{id}/refunds";

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => caller.PostAsync(path, new { amount = 500, reason = "Scratched" }, "r1")));
        Assert.All(all, one => Assert.True(one.Status is HttpStatusCode.Created or HttpStatusCode.Conflict, one.Body));
        var again = (await caller.PostAsync(path, new { amount = 500, reason = "Scratched" }, "r1")).Must(HttpStatusCode.Created);
        Assert.Equal(500, again.GetProperty("refunded").GetProperty("amount").GetInt64());
        Assert.Equal("succeeded", Assert.Single(again.GetProperty("refunds").EnumerateArray()).GetProperty("state").GetString());
        Assert.Contains("Scratched", again.GetProperty("notes").ToString());
        (await caller.PostAsync(path, new { amount = 600, reason = "Scratched" }, "r1")).Must(HttpStatusCode.UnprocessableEntity);

        foreach (var amount in (object[])[0, -1, 5000, long.MaxValue, 1.5, "5"])
        {
            Assert.Equal(["amount"], (await caller.PostAsync(path, new { amount })).Fields);
        }

        (await caller.PostAsync($"/api/v1/orders/{Guid.Empty}/refunds", new { amount = 1 })).Must(HttpStatusCode.NotFound);
        (await caller.PostAsync(path, new { })).Must(HttpStatusCode.Created);
        (await caller.PostAsync(path, new { })).Must(HttpStatusCode.Conflict);
        await shop.WorkAsync();
        await shop.AssertBooksAsync();
        Assert.Equal(2, (await shop.StripeAsync("/v1/refunds")).GetProperty("data").GetArrayLength());
        Assert.Equal(2, await shop.SingleAsync<int>("SELECT COUNT(*) FROM refunds"));
    }

    [Theory, BothEngines]
    public async Task Pieces_go_back_for_their_share_and_to_the_shelf_and_each_once(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var towel = await shop.AddGoodAsync(stock: 5);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(towel, 3);
        await buyer.PayAsync();
        await shop.CatchUpAsync();
        using var caller = await Caller.OpenAsync(shop.Address, shop.App.Services);
        var path = $"/api/v1/orders/{await shop.SingleAsync<Guid>("SELECT id FROM orders WHERE state = 'paid'")}/refunds";
        object Lines(Guid variant, int quantity) => new[] { new { variant_id = variant, quantity } };

        foreach (var (body, field) in new (object, string)[]
        {
            (new { lines = Lines(towel, 4) }, "lines"), (new { lines = Lines(towel, 0) }, "lines"), (new { lines = Lines(Guid.Empty, 1) }, "lines"),
            (new { lines = new[] { new { variant_id = towel, quantity = 1 }, new { variant_id = towel, quantity = 1 } } }, "lines"),
            (new { lines = Array.Empty<object>() }, "lines"), (new { amount = 5, lines = Lines(towel, 1) }, "amount"), (new { restock = true }, "restock"),
            (new { lines = Lines(towel, 1), downloads = "burn" }, "downloads"),
        })
        {
            Assert.Equal([field], (await caller.PostAsync(path, body)).Fields);
        }

        var given = (await caller.PostAsync(path, new { lines = Lines(towel, 2), restock = true, reason = "Torn" }, "two")).Must(HttpStatusCode.Created);
        (await caller.PostAsync(path, new { lines = Lines(towel, 2), restock = true, reason = "Torn" }, "two")).Must(HttpStatusCode.Created);

        Assert.Equal(2 * 1699, given.GetProperty("refunded").GetProperty("amount").GetInt64());
        Assert.Equal(4, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        Assert.Equal(2, await shop.SingleAsync<int>("SELECT quantity FROM refund_lines"));
        Assert.Equal(["lines"], (await caller.PostAsync(path, new { lines = Lines(towel, 2) })).Fields);
        (await caller.PostAsync(path, new { lines = Lines(towel, 1), delivery = true, downloads = "close" })).Must(HttpStatusCode.Created);
        (await caller.PostAsync(path, new { delivery = true })).Must(HttpStatusCode.Conflict);
        await shop.CatchUpAsync();
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_refund_whose_answer_was_lost_in_a_crash_is_told_of_and_not_made_again(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var id = await RefundTests.BuyAsync(shop);
        using var caller = await Caller.OpenAsync(shop.Address, shop.App.Services);
        var path = $"/api/v1/orders/{id}/refunds";
        (await caller.PostAsync(path, new { amount = 500 }, "lost")).Must(HttpStatusCode.Created);

        // As the row stands when the process dies between the change and the answer; its lease is over some time later.
        await shop.ExecuteAsync("UPDATE api_requests SET status = NULL, body = NULL, until_at = @later", new { later = TimeProvider.System.Now().AddMinutes(1) });
        var underWay = await caller.PostAsync(path, new { amount = 500 }, "lost");
        underWay.Must(HttpStatusCode.Conflict);
        Assert.Equal("1", underWay.Headers["Retry-After"]);
        await shop.ExecuteAsync("UPDATE api_requests SET until_at = @before", new { before = TimeProvider.System.Now().AddMinutes(-1) });

        var told = (await caller.PostAsync(path, new { amount = 500 }, "lost")).Must(HttpStatusCode.OK);
        Assert.Equal(500, told.GetProperty("refunded").GetProperty("amount").GetInt64());
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT COUNT(*) FROM refunds"));
    }

    [Theory, BothEngines]
    public async Task A_request_that_was_taken_over_can_change_nothing_any_more(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var id = await RefundTests.BuyAsync(shop);
        using var caller = await Caller.OpenAsync(shop.Address, shop.App.Services);
        (await caller.PostAsync($"/api/v1/orders/{id}/notes", new { text = "one" }, "n")).Must(HttpStatusCode.Created);
        var request = await shop.SingleAsync<Guid>("SELECT id FROM api_requests");

        var late = Actor.CommandLine with { Request = new KeptRequest(request, 0) };
        await Assert.ThrowsAsync<TakenOverException>(() => shop.Get<Till.Orders.StartRefund>().RunAsync(id, new Till.Orders.RefundWish.Amount(null), late, Cancel));

        Assert.Equal(0, await shop.SingleAsync<int>("SELECT COUNT(*) FROM refunds"));
    }

    [Theory, BothEngines]
    public async Task A_request_that_broke_off_before_it_changed_anything_is_carried_out_by_the_next(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        var path = $"/api/v1/orders/{order.Id}/notes";
        (await caller.PostAsync(path, new { text = "one" }, "n")).Must(HttpStatusCode.Created);
        await shop.ExecuteAsync("DELETE FROM order_notes");
        await shop.ExecuteAsync("UPDATE api_requests SET status = NULL, changed_at = NULL, subject = NULL");
        (await caller.PostAsync(path, new { text = "one" }, "n")).Must(HttpStatusCode.Conflict);

        shop.Clock.Advance(TimeSpan.FromMinutes(2));

        (await caller.PostAsync(path, new { text = "one" }, "n")).Must(HttpStatusCode.Created);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM order_notes"));
        shop.Clock.Advance(TimeSpan.FromDays(2));
        (await caller.PostAsync(path, new { text = "another" }, "n")).Must(HttpStatusCode.Created); // kept for a day
    }
}
