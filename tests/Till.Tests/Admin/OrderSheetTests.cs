using Microsoft.Extensions.DependencyInjection;
using Till.Orders;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;
using Till.Tests.Sale;
using Answer = Till.Tests.Accounts.Answer;

namespace Till.Tests.Admin;

/// <summary>What is done with one order from a browser, and what stays on record of it.</summary>
public sealed class OrderSheetTests
{
    [Theory, BothEngines]
    public async Task An_order_is_prepared_and_shipped_once_the_buyer_hears_of_it_and_who_did_it_is_on_record(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        using var owner = await Office.SignInAsync(shop);
        var sheet = await owner.GetAsync($"/admin/orders/{order.Id}");

        var prepared = await owner.SubmitFormAsync(sheet, Office.Form("Prepare"));
        Assert.Contains("The order is being prepared.", prepared.Text);
        Assert.StartsWith("We are packing", Assert.Single(await shop.MailsAsync()).Subject);
        Assert.Contains("being prepared already", (await owner.SubmitFormAsync(sheet, Office.Form("Prepare"))).Text);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        var shipped = await owner.SubmitFormAsync(sheet, Office.Form("Ship"), ("Carrier", " DHL "), ("Tracking", "00340 1"));
        Assert.Contains("The order has left.", shipped.Text);
        var again = await owner.SubmitFormAsync(sheet, Office.Form("Ship"));
        Assert.Equal(400, again.Status);
        Assert.Contains("It has left already", again.Text);

        Assert.Contains("on its way", Assert.Single(await shop.MailsAsync()).Subject);
        Assert.Equal("DHL", await shop.QueryAsync<string>("SELECT carrier FROM shipments"));
        Assert.Null(shipped.Page.QuerySelector(Office.Form("Ship")));
        var log = await owner.ChangesAsync();
        Assert.Equal(2, log.Count);
        Assert.EndsWith($"{Office.OwnerEmail} Shipped Order {order.Number}, DHL, 00340 1", log[0]);
        Assert.EndsWith($"{Office.OwnerEmail} Began to prepare Order {order.Number}", log[1]);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.ExecuteAsync("DELETE FROM audit"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.ExecuteAsync("UPDATE audit SET actor = 'nobody'"));
    }

    [Theory, BothEngines]
    public async Task What_does_not_fit_is_said_at_its_field_and_changes_nothing(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        using var owner = await Office.SignInAsync(shop);
        var sheet = await owner.GetAsync($"/admin/orders/{order.Id}");

        var carrier = await owner.SubmitFormAsync(sheet, Office.Form("Ship"), ("Carrier", new string('x', 301)));
        Assert.Equal(400, carrier.Status);
        Assert.Contains("at most 300 characters", carrier.Page.QuerySelector("#Carrier-error")!.TextContent);
        foreach (var note in (string[])["", "  \n ", new string('x', 2001), "a\u0007b"])
        {
            Assert.Equal(400, (await PostNoteAsync(owner, sheet, note)).Status);
        }

        // This shop has no Stripe to give anything back by.
        Assert.Contains("No Stripe keys are set", (await owner.SubmitFormAsync(sheet, Office.Form("Refund"), ("Amount", "1.00"))).Text);
        var kept = await PostNoteAsync(owner, sheet, "<script>alert(1)</script> & more");
        Assert.Equal(200, kept.Status);
        Assert.DoesNotContain("<script>alert", kept.Html);
        Assert.Contains("<script>alert(1)</script> & more", kept.Text);
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM shipments"));
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM order_notes"));
        Assert.Single(await owner.ChangesAsync());
    }

    [Theory, BothEngines]
    public async Task Money_goes_back_in_part_and_in_whole_and_never_more_than_is_left(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var id = await RefundTests.BuyAsync(shop);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var sheet = await owner.GetAsync($"/admin/orders/{id}");

        foreach (var typed in (string[])["20.00", "0", "-1", "ten", "", "1.999", "99999999999999999999"])
        {
            var refused = await owner.SubmitFormAsync(sheet, Office.Form("Refund"), ("Amount", typed));
            Assert.Equal(400, refused.Status);
            Assert.Contains("at most $19.99", refused.Page.QuerySelector("#Amount-error")!.TextContent);
        }

        var part = await owner.SubmitFormAsync(sheet, Office.Form("Refund"), ("Amount", "5.00"));
        Assert.Contains("The money went back.", part.Text);
        Assert.Contains("Refund of $5.00, succeeded", part.Text);
        var whole = await owner.SubmitFormAsync(part, Office.Form("Refund"));
        Assert.Contains("Refund of $14.99, succeeded", whole.Text);
        Assert.Null(whole.Page.QuerySelector(Office.Form("Refund")));
        await shop.WorkAsync();
        await shop.AssertBooksAsync();
        Assert.Equal(2, (await shop.StripeAsync("/v1/refunds")).GetProperty("data").GetArrayLength());
    }

    [Theory, BothEngines]
    public async Task The_line_of_time_tells_how_an_order_came_to_be_paid_and_what_followed(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var id = await RefundTests.BuyAsync(shop);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);

        var page = await owner.GetAsync($"/admin/orders/{id}");
        var line = page.Page.QuerySelectorAll(".line-of-time li").Select(one => string.Join(' ', one.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();

        var intent = await shop.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments");
        Assert.Contains(line, one => one.Contains("Frozen, attempt 1: Stripe was asked for a payment page") && one.Contains($"key order-{id}-attempt-1"));
        Assert.Contains(line, one => one.Contains("Event checkout.session.completed") && one.Contains("by webhook, signature right") && one.Contains("handled after"));
        Assert.Contains(line, one => one.Contains("Paid $19.99") && one.Contains(intent) && one.Contains("fee $"));
        Assert.Contains(line, one => one.Contains("Receipt: sent"));
        Assert.True(
            line.FindIndex(one => one.Contains("Frozen")) < line.FindIndex(one => one.Contains("Paid $19.99")),
            string.Join('\n', line));
    }

    private static Task<Answer> PostNoteAsync(Browser owner, Answer sheet, string note) => owner.PostAsync(
        sheet.Page.QuerySelector(Office.Form("Note"))!.GetAttribute("action")!,
        new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = sheet.Page.QuerySelector($"{Office.Form("Note")} [name=__RequestVerificationToken]")!.GetAttribute("value")!,
            ["Note"] = note,
        });
}
