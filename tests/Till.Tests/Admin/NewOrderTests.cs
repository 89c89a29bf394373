using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Sale;
using Answer = Till.Tests.Accounts.Answer;

namespace Till.Tests.Admin;

/// <summary>An order by link, put together from a browser without script, step by step.</summary>
public sealed class NewOrderTests
{
    [Theory, BothEngines]
    public async Task Things_are_found_put_in_and_priced_and_the_buyer_gets_a_link(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var towel = await shop.AddGoodAsync(stock: 5);
        await shop.AddAlbumAsync();
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var page = await owner.GetAsync("/admin/orders/new");

        var found = await StepAsync(owner, page, "Find", ("Find", "tea"));
        Assert.Contains("Tea Towel Loom & Co", found.Text);
        Assert.Contains("5 there", found.Text);
        Assert.Contains("Nothing on the shelf is called so.", (await StepAsync(owner, page, "Find", ("Find", "kettle"))).Text);
        Assert.Equal(400, (await StepAsync(owner, page, "Find", ("Find", ""))).Status);
        var added = await StepAsync(owner, found, "Add", ("add", towel.ToString()));
        Assert.Equal("1", added.Page.QuerySelector($"[name='Things[{towel}]']")!.GetAttribute("value"));
        Assert.NotNull(added.Page.QuerySelector("#Delivery_Street1"));
        added = await StepAsync(owner, added, "Add", ("add", towel.ToString()));
        var priced = await StepAsync(owner, added, "Reckon", ("TakenOff", "10%"), ("Delivery.Country", "GB"), ("EmailAddress", "ada@example.com"));
        Assert.Contains("Items$33.98", priced.Text);
        Assert.Contains("Discount-$3.40", priced.Text);
        Assert.Equal("ada@example.com", priced.Page.QuerySelector("#EmailAddress")!.GetAttribute("value"));

        var many = await StepAsync(owner, priced, "Reckon", ($"Things[{towel}]", "6"));
        Assert.Contains("Only 5 left.", many.Text);
        Assert.Equal(400, many.Status);
        var done = await StepAsync(
            owner, priced, "", ("Name", "Ada <b>Lovelace</b>"), ("Delivery.Street1", "12 Analytical Way"), ("Delivery.Town", "London"), ("Delivery.Postcode", "N1 7AA"),
            ("Word", "See you soon"), ("Days", "3"));
        Assert.Contains("The link is on its way to the buyer.", done.Text);
        Assert.Contains("waits for payment", done.Page.QuerySelector("h1")!.TextContent);
        var link = done.Page.QuerySelector("#pay-link")!.GetAttribute("value")!;
        Assert.EndsWith(await shop.SingleAsync<string>("SELECT '/orders/' || id || '/' || link_key FROM orders"), link);
        Assert.Single((await owner.GetAsync("/admin/orders?state=by-link")).Rows());
        Assert.Empty((await owner.GetAsync("/admin/orders")).Rows());
        Assert.Contains("Made an order to be paid by a link", (await owner.ChangesAsync())[0]);

        var withdrawn = await owner.SubmitFormAsync(done, Office.Form("Withdraw"));
        Assert.Contains("withdrawn", withdrawn.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("Withdrew the payment link", (await owner.ChangesAsync())[0]);
        await shop.WorkAsync();
        Assert.Empty(shop.Mails()); // it was withdrawn before the mail was written
    }

    [Theory, BothEngines]
    public async Task What_is_wrong_is_said_at_its_field_and_nothing_is_made(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var towel = await shop.AddGoodAsync();
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var page = await StepAsync(owner, await owner.GetAsync("/admin/orders/new"), "Find", ("Find", "tea"));
        page = await StepAsync(owner, page, "Add", ("add", towel.ToString()));

        var wrong = await StepAsync(
            owner, page, "", ("EmailAddress", "nobody"), ("Name", ""), ("TakenOff", "-5"), ("Days", "99"), ("Phone", "call me"), ("Delivery.Country", "XX"),
            ("Word", new string('x', 501)));
        Assert.Equal(400, wrong.Status);
        Assert.All(
            ["#EmailAddress-error", "#Name-error", "#TakenOff-error", "#Days-error", "#Phone-error", "#Delivery_Country-error", "#Word-error"],
            error => Assert.NotNull(wrong.Page.QuerySelector(error)));
        foreach (var typed in (string[])["x", "-1", "100", "1.5"])
        {
            var refused = await StepAsync(owner, page, "Reckon", ($"Things[{towel}]", typed));
            Assert.Equal(400, refused.Status);
            Assert.Equal(typed, refused.Page.QuerySelector($"[name='Things[{towel}]']")!.GetAttribute("value"));
        }

        var empty = await StepAsync(owner, page, "", ($"Things[{towel}]", "0"), ("EmailAddress", "ada@example.com"), ("Name", "Ada"));
        Assert.Contains("Put at least one thing in.", empty.Text);
        Assert.Equal(400, (await StepAsync(owner, page, "Add", ("add", "x"))).Status);
        Assert.Equal(400, (await StepAsync(owner, page, "Reckon", ("TakenOff", "<script>"))).Status);
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM orders"));
    }

    /// <summary>Presses a button of the page's one form.</summary>
    private static Task<Answer> StepAsync(Browser owner, Answer page, string handler, params (string Name, string Value)[] fields)
    {
        var form = page.Page.QuerySelector("main form")!;
        var values = form.QuerySelectorAll<IHtmlInputElement>("input[name]").Select(input => (input.Name!, input.Value))
            .Concat(form.QuerySelectorAll<IHtmlSelectElement>("select[name]").Select(select => (select.Name!, select.Value ?? "")))
            .Concat(form.QuerySelectorAll<IHtmlTextAreaElement>("textarea[name]").Select(area => (area.Name!, area.Value)))
            .ToDictionary(one => one.Item1, one => one.Item2);
        foreach (var (name, value) in fields)
        {
            values[name] = value;
        }

        return owner.PostAsync("/admin/orders/new" + (handler.Length > 0 ? $"?handler={handler}" : ""), values);
    }
}
