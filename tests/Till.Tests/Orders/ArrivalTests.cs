using Microsoft.Extensions.DependencyInjection;
using Till.Orders;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;

namespace Till.Tests.Orders;

/// <summary>What was sent arrives: by the owner's word, or by itself.</summary>
public sealed class ArrivalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task The_owner_completes_an_order_and_list_sheet_page_and_time_line_say_so(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        using var owner = await Office.SignInAsync(shop);
        Assert.Null((await owner.GetAsync($"/admin/orders/{order.Id}")).Page.QuerySelector(Office.Form("Complete")));
        Assert.IsType<DeskOutcome.NotShipped>(await Complete(shop).RunAsync(order.Id, Actor.CommandLine, Cancel));
        await shop.Services.GetRequiredService<ShipOrder>().RunAsync(order.Id, "UPS", null, Actor.CommandLine, Cancel);
        shop.Clock.Advance(TimeSpan.FromDays(3));

        var done = await owner.SubmitFormAsync(await owner.GetAsync($"/admin/orders/{order.Id}"), Office.Form("Complete"));

        Assert.Contains("The order is completed.", done.Text);
        Assert.Equal("completed", done.Page.QuerySelector("h1 .mark")!.TextContent);
        Assert.Contains("Counts as arrived since 23 November 2026.", done.Text);
        Assert.Contains("Noted that it arrived, by owner@till.example", done.Text);
        Assert.Null(done.Page.QuerySelector(Office.Form("Complete")));
        Assert.Contains($"{order.Number}", Assert.Single((await owner.GetAsync("/admin/orders?state=completed")).Rows()));
        Assert.Contains("No order is like that", (await owner.GetAsync("/admin/orders?state=shipped")).Text);
        Assert.Contains("completed", (await owner.GetAsync("/admin/orders")).Rows().Single());
        Assert.Equal("Your order should be with you", (await owner.GetAsync(order.Path)).Page.QuerySelector("h1")!.TextContent);
        Assert.IsType<DeskOutcome.CompletedAlready>(await Complete(shop).RunAsync(order.Id, Actor.CommandLine, Cancel));
    }

    [Theory, BothEngines]
    public async Task What_left_a_fortnight_ago_is_completed_by_itself_and_what_left_later_is_not(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var ship = shop.Services.GetRequiredService<ShipOrder>();
        var (first, second, waits) = (await KeepAsync(), await KeepAsync(), await KeepAsync());
        await ship.RunAsync(first.Id, null, null, Actor.CommandLine, Cancel);
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await ship.RunAsync(second.Id, null, null, Actor.CommandLine, Cancel);
        shop.Clock.Advance(TimeSpan.FromDays(13));

        Assert.Equal(1, await Complete(shop).CompleteDueAsync(Cancel));
        Assert.Equal(0, await Complete(shop).CompleteDueAsync(Cancel));

        Assert.Equal(["completed", "shipped", "paid"], await Task.WhenAll(new[] { first, second, waits }.Select(StandingAsync)));
        using var owner = await Office.SignInAsync(shop);
        Assert.Contains("Counts as arrived It left long enough ago.", (await owner.GetAsync($"/admin/orders/{first.Id}")).Text);

        var settings = await owner.GetAsync("/admin/settings");
        Assert.Equal("14", settings.Page.QuerySelector("#ArrivesAfterDays")!.GetAttribute("value"));
        Assert.NotNull((await owner.SubmitFormAsync(settings, Office.Form("Save"), ("LatePayments", "back-order"), ("ArrivesAfterDays", "91"))).ErrorAt("ArrivesAfterDays"));
        Assert.Contains("Saved", (await owner.SubmitFormAsync(settings, Office.Form("Save"), ("LatePayments", "back-order"), ("ArrivesAfterDays", "0"))).Text);
        shop.Clock.Advance(TimeSpan.FromDays(50));
        Assert.Equal(0, await Complete(shop).CompleteDueAsync(Cancel)); // only when the owner says so
        Assert.Equal("shipped", await StandingAsync(second));

        Task<Bought.Kept> KeepAsync() => new Bought().KeepAsync(OrderPageTests.Store(shop));
        async Task<string> StandingAsync(Bought.Kept order) => OrderDocument.Standing((await OrderView.FindAsync(OrderPageTests.Store(shop), order.Id, Cancel))!);
    }

    [Theory, BothEngines]
    public async Task Two_who_complete_it_at_the_same_moment_complete_it_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        await shop.Services.GetRequiredService<ShipOrder>().RunAsync(order.Id, null, null, Actor.CommandLine, Cancel);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Complete(shop).RunAsync(order.Id, Actor.CommandLine, Cancel)));

        Assert.Single(both.OfType<DeskOutcome.Done>());
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM audit WHERE action = 'order.completed'"));
    }

    private static CompleteOrder Complete(AccountsShop shop) => shop.Services.GetRequiredService<CompleteOrder>();
}
