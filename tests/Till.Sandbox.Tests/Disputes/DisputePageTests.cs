using System.Net;
using Till.Sandbox.Tests.Pages;

namespace Till.Sandbox.Tests.Disputes;

public sealed class DisputePageTests
{
    [Theory]
    [InlineData("won", "Won")]
    [InlineData("lost", "Lost")]
    public async Task The_page_of_a_disputed_payment_decides_the_dispute(string outcome, string words)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        await shop.PayAsync("4000 0000 0000 0259");
        var address = "/dashboard/payments/" + (await shop.SessionAsync()).GetProperty("payment_intent").GetString();
        var page = await shop.GetAsync(address);
        Assert.Contains("Needs response", page.Body, StringComparison.Ordinal);
        var form = page.Page.QuerySelector("form[action*='/disputes/']")!;
        var (action, token) = (form.GetAttribute("action")!, form.QuerySelector("input")!.GetAttribute("value")!);
        var without = await shop.PostAsync(action, [new("outcome", outcome)]);
        Assert.Equal(HttpStatusCode.BadRequest, without.Status);
        var decided = await shop.PostAsync(action, [new("form_token", token), new("outcome", outcome)]);
        Assert.Equal((HttpStatusCode.SeeOther, address), (decided.Status, decided.Location));
        var after = await shop.GetAsync(address);
        Assert.Null(after.Page.QuerySelector("form[action*='/disputes/']"));
        Assert.Contains(words, after.Body, StringComparison.Ordinal);
        Assert.Contains("charge.dispute.closed", after.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.PostAsync(action + "x", [new("form_token", token), new("outcome", outcome)])).Status);
    }
}
