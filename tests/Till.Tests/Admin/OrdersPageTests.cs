using Microsoft.Extensions.DependencyInjection;
using Till.Orders;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Admin;

/// <summary>Finding an order, by whatever the owner has at hand.</summary>
public sealed class OrdersPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Orders_are_found_by_number_address_name_and_payment_and_one_alone_is_shown_at_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var ada = await KeepAsync(shop, new Bought { Email = "Ada@Till.example", Name = "Ada Lovelace" });
        var adam = await KeepAsync(shop, new Bought { Email = "adam@till.example", Name = "ADAM Smith" });
        await KeepAsync(shop, new Bought { Email = "grace@till.example", Name = "Grace Hopper" });
        using var owner = await Office.SignInAsync(shop);

        Assert.Equal(3, (await owner.GetAsync("/admin/orders")).Rows().Count);
        foreach (var typed in (string[])[$"{ada.Number}", $"%23{ada.Number}", "ada@till.example", "ADA@TILL", "ada%20l", ada.Intent])
        {
            Assert.Equal($"/admin/orders/{ada.Id}", (await owner.GetAsync($"/admin/orders?q={typed}")).Path);
        }

        var both = (await owner.GetAsync("/admin/orders?q=ada")).Rows();
        Assert.Equal(2, both.Count);
        Assert.StartsWith($"{adam.Number}", both[0]); // newest first
        Assert.Contains("No order is like that", (await owner.GetAsync("/admin/orders?q=nobody")).Text);
        Assert.Contains("No order is like that", (await owner.GetAsync("/admin/orders?q=%25")).Text);
        Assert.Contains("No order is like that", (await owner.GetAsync("/admin/orders?q=pi_nothing")).Text);
    }

    [Theory, BothEngines]
    public async Task Orders_are_told_by_where_they_stand(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var fresh = await KeepAsync(shop, new Bought());
        var preparing = await KeepAsync(shop, new Bought());
        await shop.Services.GetRequiredService<PrepareOrder>().RunAsync(preparing.Id, Actor.CommandLine, Cancel);
        var shipped = await KeepAsync(shop, new Bought());
        await shop.Services.GetRequiredService<ShipOrder>().RunAsync(shipped.Id, null, null, Actor.CommandLine, Cancel);
        var refunded = await KeepAsync(shop, new Bought());
        await OrderPageTests.RefundAsync(shop, refunded, 20_00);
        var album = await KeepAsync(shop, new Bought { Items = [new("Night Trains", "", 1, 9_99, Delivered: false, Kind: "album")] });
        var missing = await KeepAsync(shop, new Bought { Items = [Bought.Item.Shirt with { Short = 2 }] });
        using var owner = await Office.SignInAsync(shop);
        async Task<IEnumerable<long>> FoundAsync(string state) =>
            (await owner.GetAsync($"/admin/orders?state={state}")).Rows().Select(row => long.Parse(row.Split(' ')[0]));

        Assert.Equal([missing.Number, fresh.Number], await FoundAsync("to-prepare"));
        Assert.Equal([preparing.Number], await FoundAsync("preparing"));
        Assert.Equal([shipped.Number], await FoundAsync("shipped"));
        Assert.Equal([refunded.Number], await FoundAsync("refunded"));
        Assert.Equal([missing.Number], await FoundAsync("back-order"));
        Assert.Equal(6, (await FoundAsync("")).Count());
        Assert.Contains("completed", (await owner.GetAsync("/admin/orders")).Rows().Single(row => row.StartsWith($"{album.Number}", StringComparison.Ordinal)));
        Assert.Equal("2", (await owner.GetAsync("/admin")).Page.QuerySelector("a[href='/admin/orders?state=to-prepare']")!.TextContent);
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_looked_for_is_said_and_no_page_is_too_far(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);

        foreach (var query in (string[])["state=stolen", "q=" + new string('x', 201), "q=%00"])
        {
            var page = await owner.GetAsync("/admin/orders?" + query);
            Assert.Equal(400, page.Status);
            Assert.NotNull(page.Page.QuerySelector("[role=alert]"));
        }

        foreach (var query in (string[])["page=0", "page=-1", "page=99999999999", "page=x", "q=99999999999999999999"])
        {
            Assert.Equal(200, (await owner.GetAsync("/admin/orders?" + query)).Status);
        }

        foreach (var path in (string[])["/admin/orders/1001", "/admin/orders/x"])
        {
            Assert.Equal(404, (await owner.GetAsync(path)).Status);
        }
    }

    [Fact]
    public async Task The_list_asks_the_database_as_often_for_fifty_orders_as_for_one()
    {
        await using var shop = await AccountsShop.OpenAsync("Postgres");
        await KeepAsync(shop, new Bought());
        using var owner = await Office.SignInAsync(shop);
        await owner.GetAsync("/admin/orders");
        using var counter = await QueryCounter.StartAsync(OrderPageTests.Store(shop));
        await owner.GetAsync("/admin/orders");
        var one = counter.Take();

        for (var at = 0; at < 50; at++)
        {
            await KeepAsync(shop, new Bought());
        }

        counter.Take();
        var page = await owner.GetAsync("/admin/orders");
        Assert.Equal(50, page.Rows().Count);
        Assert.Equal(one, counter.Take());
        Assert.Single((await owner.GetAsync("/admin/orders?page=2")).Rows());
    }

    private static Task<Bought.Kept> KeepAsync(AccountsShop shop, Bought bought) => bought.KeepAsync(OrderPageTests.Store(shop));
}
