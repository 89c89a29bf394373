using Microsoft.Extensions.DependencyInjection;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Admin;

/// <summary>What a person must decide is shown until they have, and stays on record.</summary>
public sealed class AttentionPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_case_says_what_happened_and_is_resolved_once_by_somebody(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        await OrderPageTests.Store(shop).WriteAsync(
            transaction => shop.Services.GetRequiredService<Attention>().FileAsync(
                transaction, "back_order", order.Id.ToString(), "Two were missing.", "The order is paid.", "Get more <of> it."),
            Cancel);
        using var owner = await Office.SignInAsync(shop);

        var open = await owner.GetAsync("/admin/attention");
        Assert.Contains("Back order", open.Text);
        Assert.Contains("Get more <of> it.", open.Text);
        Assert.NotNull(open.Page.QuerySelector($"main a[href='/admin/orders/{order.Id}']"));
        Assert.Equal("1", open.Page.QuerySelector(".count.bad")!.ChildNodes.First(node => node.NodeType == AngleSharp.Dom.NodeType.Text).TextContent);

        var resolved = await owner.SubmitAsync(open);
        Assert.Contains("Nothing needs you", resolved.Text);
        Assert.Equal(200, (await owner.SubmitAsync(open)).Status); // pressed twice: it is resolved all the same
        Assert.Contains("Two were missing.", (await owner.GetAsync("/admin/attention?show=resolved")).Text);
        Assert.EndsWith("Resolved a case Back order", Assert.Single(await owner.ChangesAsync()));
    }
}
