using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;
using Till.Tests.Sale;
using Answer = Till.Tests.Accounts.Answer;

namespace Till.Tests.Admin;

/// <summary>Refunds by line, parcels, addresses, mails and cancelling, from a browser without script.</summary>
public sealed class OrderDeskTests
{
    [Theory, BothEngines]
    public async Task What_pieces_make_is_said_first_and_given_back_when_the_owner_agrees(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (id, towels, album) = await LineRefundTests.BuyAsync(shop);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var sheet = await owner.GetAsync($"/admin/orders/{id}");

        Assert.Contains("so far that makes nothing", (await owner.SubmitFormAsync(sheet, Office.Form("Lines#payment"))).Text);
        foreach (var (typed, why) in new[] { ("4", "At most 3 can go back."), ("x", "Type a number of pieces"), ("-1", "Type a number of pieces"), ("1.5", "Type a number of pieces") })
        {
            var refused = await owner.SubmitFormAsync(sheet, Office.Form("Lines#payment"), ($"Return[{towels}]", typed));
            Assert.Equal(400, refused.Status);
            Assert.Contains(why, refused.Page.QuerySelector($"#Return_{towels}_-error")!.TextContent);
        }

        var asked = await owner.SubmitFormAsync(sheet, Office.Form("Lines#payment"), ($"Return[{towels}]", "2"), ($"Return[{album}]", "1"));
        Assert.Equal(200, asked.Status);
        Assert.Contains("2 × Tea Towel", asked.Text);
        Assert.Empty(await shop.QueryAsync<string>("SELECT state FROM refunds"));
        var button = asked.Page.QuerySelector("button[name=Expected]")!;
        Assert.Equal("2", asked.Page.QuerySelector($"[name='Return[{towels}]']")!.GetAttribute("value"));

        var wrong = await AgreeAsync(owner, asked, "1");
        Assert.Equal(400, wrong.Status);
        Assert.Contains("it now makes", wrong.Text);
        var given = await AgreeAsync(owner, asked, button.GetAttribute("value")!);
        Assert.Contains("The money went back.", given.Text);
        Assert.Contains("2 given back", given.Text);
        Assert.Contains("2 on the shelf again", given.Text);
        Assert.Contains("refunded in part", given.Text);
        var page = await owner.GetAsync(await shop.SingleAsync<string>("SELECT '/orders/' || id || '/' || link_key FROM orders"));
        Assert.Contains("2 of 3 refunded", page.Text);
        Assert.Empty(page.Page.QuerySelectorAll(".downloads a"));
        Assert.Contains("2 back on the shelf, downloads closed", (await owner.ChangesAsync())[0]);
        Assert.Equal(400, (await AgreeAsync(owner, asked, button.GetAttribute("value")!)).Status);
        await shop.WorkAsync();
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_parcel_takes_what_is_typed_and_the_rest_goes_later(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought { Items = [Bought.Item.Shirt, Bought.Item.Book] }.KeepAsync(OrderPageTests.Store(shop));
        using var owner = await Office.SignInAsync(shop);
        var sheet = await owner.GetAsync($"/admin/orders/{order.Id}");

        var refused = await owner.SubmitFormAsync(sheet, Office.Form("Ship"), ("Parcel[1]", "3"));
        Assert.Equal(400, refused.Status);
        Assert.Contains("Of Linen shirt, 2 are still to go.", refused.Page.QuerySelector("#Parcel_1_-error")!.TextContent);
        Assert.Contains("Say how many", (await owner.SubmitFormAsync(sheet, Office.Form("Ship"), ("Parcel[1]", ""), ("Parcel[2]", "0"))).Text);
        var part = await owner.SubmitFormAsync(sheet, Office.Form("Ship"), ("Parcel[1]", "1"), ("Parcel[2]", ""), ("Carrier", "DHL"));
        Assert.Contains("The parcel has left.", part.Text);
        Assert.Contains("shipped in part", part.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("1 sent, 1 to go", part.Text);
        Assert.Contains("shipped in part", Assert.Single((await owner.GetAsync("/admin/orders?state=in-part")).Rows()));
        Assert.EndsWith($"Shipped Order {order.Number}, 1 × Linen shirt, size M, DHL", (await owner.ChangesAsync())[0]);
        foreach (var link in part.Page.QuerySelectorAll("a[href*=packing-slip]").Select(link => link.GetAttribute("href")!).ToList())
        {
            using var slip = await owner.FetchAsync(link);
            Assert.Equal("application/pdf", slip.Content.Headers.ContentType!.MediaType);
        }

        using var none = await owner.FetchAsync($"/admin/orders/{order.Id}/packing-slip?parcel={Guid.Empty}");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, none.StatusCode);
        var rest = await owner.SubmitFormAsync(part, Office.Form("Ship"));
        Assert.Contains("The order has left.", rest.Text);
        Assert.Contains("2 parcels", rest.Text);
        Assert.Single((await owner.GetAsync("/admin/orders?state=shipped")).Rows());
    }

    [Theory, BothEngines]
    public async Task An_address_is_asked_for_as_its_country_writes_it(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync($"/admin/orders/{order.Id}/address");
        Assert.Equal("12 Analytical Way", page.Page.QuerySelector("#Delivery_Street1")!.GetAttribute("value"));
        Assert.Contains("ZIP code", page.Text);

        var british = await SendAsync(owner, page, "?handler=Country", ("Delivery.Country", "GB"));
        Assert.Equal(200, british.Status);
        Assert.DoesNotContain("ZIP code", british.Text);
        var wrong = await SendAsync(owner, british, "", ("Delivery.Country", "GB"), ("Delivery.Postcode", "94110"), ("Name", ""), ("Phone", "call me"));
        Assert.Equal(400, wrong.Status);
        Assert.All(["#Name-error", "#Phone-error", "#Delivery_Postcode-error"], error => Assert.NotNull(wrong.Page.QuerySelector(error)));
        Assert.Equal(400, (await SendAsync(owner, british, "", ("Delivery.Country", "XX"))).Status);
        var done = await SendAsync(
            owner, british, "", ("Delivery.Country", "GB"), ("Delivery.Street1", "<b>1</b> High Street"), ("Delivery.Town", "London"), ("Delivery.Postcode", "n1 7aa"));

        Assert.Contains("goes to another address", done.Text);
        Assert.Contains("<b>1</b> High Street", done.Text);
        Assert.Contains("The tax was reckoned for United States", done.Text);
        Assert.Equal("GB", await shop.QueryAsync<string>("SELECT country FROM orders"));
        Assert.Equal(404, (await owner.GetAsync($"/admin/orders/{Guid.Empty}/address")).Status);
    }

    [Theory, BothEngines]
    public async Task Any_mail_that_is_still_true_goes_out_once_more(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought { Items = [Bought.Item.Shirt, Bought.Item.Book] }.KeepAsync(OrderPageTests.Store(shop));
        using var owner = await Office.SignInAsync(shop);
        var sheet = await owner.GetAsync($"/admin/orders/{order.Id}");
        await owner.SubmitFormAsync(sheet, Office.Form("Prepare"));
        var prepared = await owner.SubmitFormAsync(sheet, Office.Form("Ship"), ("Parcel[1]", "1"), ("Parcel[2]", "0"));
        await owner.SubmitFormAsync(prepared, Office.Form("Ship"));
        Assert.Equal(2, (await shop.MailsAsync()).Count); // when the first is written, a parcel has left
        sheet = await owner.GetAsync($"/admin/orders/{order.Id}");

        var forms = sheet.Page.QuerySelectorAll(Office.Form("Mail")).Length;
        Assert.Equal(2, forms); // that it is being prepared is not true any more
        Assert.Contains("on its way to the buyer once more", (await owner.SubmitFormAsync(sheet, Office.Form("Mail"))).Text);
        await owner.SubmitFormAsync(sheet, Office.Form("Mail")); // a double click
        var again = Assert.Single(await shop.MailsAsync());
        Assert.Contains("A parcel of order", again.Subject);
        Assert.Contains("Mail that it has left, sent again: sent", (await owner.GetAsync($"/admin/orders/{order.Id}")).Text);
        var preparing = await shop.QueryAsync<Guid>("SELECT id FROM outbox WHERE kind = 'mail:preparing'");
        foreach (var letter in (string[])[preparing.ToString(), Guid.Empty.ToString(), "x"])
        {
            Assert.Equal(400, (await owner.SubmitFormAsync(sheet, Office.Form("Mail"), ("letter", letter))).Status);
        }

        Assert.Empty(await shop.MailsAsync());
    }

    [Theory, BothEngines]
    public async Task An_order_is_cancelled_from_its_sheet(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (id, _, _) = await LineRefundTests.BuyAsync(shop);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var sheet = await owner.GetAsync($"/admin/orders/{id}");

        var done = await owner.SubmitFormAsync(sheet, Office.Form("Cancel"));
        Assert.Contains("The order is cancelled.", done.Text);
        Assert.Contains("cancelled", done.Page.QuerySelector("h1")!.TextContent);
        Assert.Null(done.Page.QuerySelector(Office.Form("Ship")));
        Assert.Contains("cancelled already", (await owner.SubmitFormAsync(sheet, Office.Form("Cancel"))).Text);
        Assert.Single((await owner.GetAsync("/admin/orders?state=cancelled")).Rows());
        var page = await owner.GetAsync(await shop.SingleAsync<string>("SELECT '/orders/' || id || '/' || link_key FROM orders"));
        Assert.Equal("This order is cancelled", page.Page.QuerySelector("h1")!.TextContent);
        await shop.WorkAsync();
        await shop.AssertBooksAsync();
    }

    /// <summary>Presses the button that says the amount.</summary>
    private static Task<Answer> AgreeAsync(Browser owner, Answer asked, string expected) =>
        owner.SubmitFormAsync(asked, Office.Form("Lines#payment"), ("Expected", expected));

    private static Task<Answer> SendAsync(Browser owner, Answer page, string handler, params (string Name, string Value)[] fields)
    {
        var values = page.Page.QuerySelector("main form")!.QuerySelectorAll<IHtmlInputElement>("input[name]").ToDictionary(input => input.Name!, input => input.Value);
        foreach (var (name, value) in fields)
        {
            values[name] = value;
        }

        return owner.PostAsync(page.Path.Split('?')[0] + handler, values);
    }
}
