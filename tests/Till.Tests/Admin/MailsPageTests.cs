using Till.Mail;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;
using Till.Orders;
using Microsoft.Extensions.DependencyInjection;

namespace Till.Tests.Admin;

/// <summary>The words of the shop's mails, as the owner sets them.</summary>
public sealed class MailsPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_mails_words_are_seen_beforehand_kept_sent_and_taken_out_again(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/mails/words?kind=receipt");
        (string, string)[] fields =
        [
            ("Subject", "Order {order} of {shop}"), ("Greeting", "Ahoy {name}!"), ("Before", "First.\r\n\r\nYou paid {total} on {date}."), ("After", "<b>Last</b>."), ("Closing", "Fair winds."),
        ];

        var preview = await owner.SubmitToAsync(page, "Save", "Preview", fields);
        Assert.Contains("Subject: Order 1234 of Till", preview.Text);
        Assert.Contains("Ahoy Ada Lovelace!", preview.Letter());
        Assert.Contains("<p>First.</p>", preview.Letter().Replace("\n", ""));
        Assert.Contains("You paid $35.00 USD on", preview.Letter());
        Assert.Contains("&lt;b&gt;Last&lt;/b&gt;.", preview.Letter()); // words, never markup
        Assert.DoesNotContain("Keep this mail", preview.Letter());
        Assert.Contains("<b>Last</b>.", preview.Page.QuerySelector("pre")!.TextContent);
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM mail_texts"));

        var saved = await owner.SubmitFormAsync(preview, Office.Form("Save"), fields);
        Assert.Contains("Saved. The next of these mails says so.", saved.Text);
        Assert.Contains("Receipt When an order is paid, and when the receipt is sent again. yours", (await owner.GetAsync("/admin/mails")).Rows());
        var mail = await ReceiptAsync(shop);
        Assert.Equal($"Order {mail.Number} of Till", mail.Mail.Subject);
        Assert.StartsWith("Ahoy Ada Lovelace!\n\nFirst.\n\nYou paid $20.00 USD on", mail.Mail.Text.ReplaceLineEndings("\n"));
        Assert.Contains("<b>Last</b>.\n", mail.Mail.Text.ReplaceLineEndings("\n"));
        Assert.Contains("Fair winds.", mail.Mail.Text);

        shop.Clock.Advance(TimeSpan.FromMinutes(10));
        var reset = await owner.SubmitFormAsync(saved, Office.Form("Reset"));
        Assert.Contains("The mail says again what it said at first.", reset.Text);
        Assert.Contains("Thank you, Ada Lovelace", (await ReceiptAsync(shop)).Mail.Text);
        var log = await owner.ChangesAsync();
        Assert.Contains("Put a mail’s words back Receipt", log[0]);
        Assert.Contains("Greeting: “Ahoy {name}!” → nothing", log[0]);
        Assert.Contains("Changed a mail’s words Receipt", log[1]);
    }

    [Theory, BothEngines]
    public async Task Unknown_fields_and_absurd_texts_are_answered_at_their_field(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/mails/words?kind=shipped");
        string[] all = ["Subject", "Greeting", "Before", "After", "Closing"];

        foreach (var field in all)
        {
            foreach (var value in (string[])["{total}", "{ nonsense }", "{}", "{<script>}", new string('x', 2001), "a\u0007b"])
            {
                foreach (var handler in (string[])["Save", "Preview", "Test"])
                {
                    var refused = await owner.SubmitToAsync(page, "Save", handler, [.. all.Where(one => one != field).Select(one => (one, "")), (field, value)]);
                    Assert.True(refused.Status == 400 && refused.ErrorAt(field) is not null, $"{handler} {field}: {value}");
                }
            }
        }

        Assert.Contains("This mail has no field {total}. It has {shop}, {name}, {order}.", (await owner.SubmitToAsync(page, "Save", "Save", ("Subject", "{total}"))).ErrorAt("Subject"));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM mail_texts"));
        Assert.Empty(await shop.MailsAsync());
        foreach (var kind in (string[])["", "nonsense", "mail:receipt"])
        {
            Assert.Equal(404, (await owner.GetAsync($"/admin/mails/words?kind={kind}")).Status);
        }
    }

    [Theory, BothEngines]
    public async Task A_sample_goes_to_whoever_asks_for_it_with_words_that_are_not_kept(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        await shop.MailsAsync();

        var sent = await owner.SubmitToAsync(await owner.GetAsync("/admin/mails/words?kind=shipped"), "Save", "Test", ("Greeting", "Ahoy {name}!"), ("Before", ""), ("After", ""));

        Assert.Contains($"A sample is on its way to {Office.OwnerEmail}.", sent.Text);
        var file = Assert.Single(Directory.GetFiles(shop.Services.GetRequiredService<Mailer>().Folder));
        var mail = await Till.Tests.Mail.LetterTests.ReadAsync(await File.ReadAllBytesAsync(file, Cancel));
        Assert.Equal(Office.OwnerEmail, mail.GetProperty("addressees")[0].GetString());
        Assert.StartsWith("Ahoy Ada Lovelace!", mail.GetProperty("text").GetString());
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM mail_texts"));
    }

    [Fact]
    public async Task Every_mail_shows_its_sample_in_its_own_style_and_fills_each_of_its_fields()
    {
        await using var shop = await AccountsShop.OpenAsync("Sqlite");
        using var owner = await Office.SignInAsync(shop);

        foreach (var kind in MailKind.All)
        {
            var page = await owner.GetAsync($"/admin/mails/words?kind={kind.Slug}");
            Assert.True(page.Status == 200 && page.Letter().Length > 500, kind.Kind);
            var words = string.Join(" | ", kind.Fields.Select(field => $"{{{field}}}"));
            var preview = await owner.SubmitToAsync(page, "Save", "Preview", ("Subject", words), ("Greeting", words), ("Before", words), ("After", words), ("Closing", words));
            Assert.Equal(200, preview.Status);
            Assert.DoesNotContain("{", preview.Page.QuerySelector("pre")!.TextContent);
            Assert.DoesNotContain("{shop}", preview.Letter());
        }

        using var answer = await owner.FetchAsync("/admin/mails/words?kind=receipt");
        Assert.Contains("style-src 'self' 'sha256-", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory, BothEngines]
    public async Task Whoever_saves_a_mail_second_is_told_and_another_process_hears_of_it(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/mails/words?kind=receipt");
        (string, string)[] none = [("Before", ""), ("After", "")];
        await owner.SubmitFormAsync(page, Office.Form("Save"), [("Greeting", "First"), .. none]);

        var second = await owner.SubmitFormAsync(page, Office.Form("Save"), [("Greeting", "Second"), .. none]);

        Assert.Equal(409, second.Status);
        Assert.Contains("Greeting, as they saved it First", second.Text);
        await using var other = await AccountsShop.OpenAsync(engine, beside: shop);
        Assert.Equal("First", other.Services.GetRequiredService<MailTexts>().Of("mail:receipt").Greeting);
    }

    [Fact]
    public void A_field_of_which_nothing_is_known_takes_the_space_before_it_along()
    {
        var words = new MailText("{name}", "Hello {name},", "a {name} b\n\n {name} \n\n\n c", "{other} {", "{ name }").Fill(new Dictionary<string, string> { ["name"] = "" });

        Assert.Null(words.Subject);
        Assert.Equal("Hello,", words.Greeting);
        Assert.Equal(["a b", "c"], words.Before);
        Assert.Equal(["{other} {"], words.After);
        Assert.Null(words.Closing);
        Assert.Equal("{b} {a}", new MailText("{a} {b}", "", "", "", "").Fill(new Dictionary<string, string> { ["a"] = "{b}", ["b"] = "{a}" }).Subject); // once
    }

    private static async Task<(long Number, Accounts.Mail Mail)> ReceiptAsync(AccountsShop shop)
    {
        var kept = await new Bought { At = shop.Clock.GetUtcNow() }.KeepAsync(OrderPageTests.Store(shop));
        await shop.Services.GetRequiredService<OrderMails>().SendAgainAsync((await OrderView.FindAsync(OrderPageTests.Store(shop), kept.Id, Cancel))!, Cancel);
        return (kept.Number, Assert.Single(await shop.MailsAsync()));
    }
}

internal static class Letterbox
{
    /// <summary>The sample mail as HTML.</summary>
    public static string Letter(this Answer page) => page.Page.QuerySelector("iframe")!.GetAttribute("srcdoc")!;
}
