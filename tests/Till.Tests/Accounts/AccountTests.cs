using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Accounts;

/// <summary>Having an account, over HTTP, as its holder does it.</summary>
public sealed class AccountTests
{
    private const string Password = "a long enough one";
    private const string Other = "another long one";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task An_account_is_opened_confirmed_and_used(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();

        var registered = await AccountsShop.RegisterAsync(browser, "Zoe@Till.Example", Password);
        Assert.Equal("/account/check-mail", registered.Path);
        var early = await AccountsShop.SignInAsync(browser, "zoe@till.example", Password);
        Assert.Contains("not confirmed yet", early.Text);
        var mail = Assert.Single(await shop.MailsAsync());
        Assert.Equal("Zoe@Till.Example", mail.To);
        var confirmed = await browser.SubmitAsync(await browser.GetAsync(mail.Link), ("Password", Password));
        Assert.Equal("/account", confirmed.Path);
        Assert.Contains("Zoe@Till.Example", confirmed.Text);

        await browser.SubmitAsync(await browser.GetAsync("/account/sign-out"));
        Assert.StartsWith("/account/sign-in", (await browser.GetAsync("/account")).Path);
        var back = await AccountsShop.SignInAsync(browser, "zoe@till.example", Password, (await browser.GetAsync("/account/password")).Path);
        Assert.Equal("/account/password", back.Path);
        var named = await browser.SubmitAsync(await browser.GetAsync("/account"), ("Name", "  Zoë \r\n <b>Łukasz</b> "));
        Assert.Contains("Your name is saved", named.Text);
        Assert.Equal("Zoë <b>Łukasz</b>", named.Page.QuerySelector("#Name")!.GetAttribute("value"));
    }

    [Theory, BothEngines]
    public async Task An_address_written_otherwise_is_the_same_account(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var zoe = await shop.SignUpAsync("zoe@bücher.example", Password);
        using var browser = shop.NewBrowser();

        foreach (var same in new[] { "  ZOE@BÜCHER.EXAMPLE ", "zoe@xn--bcher-kva.example" })
        {
            Assert.Equal("/account", (await AccountsShop.SignInAsync(browser, same, Password)).Path);
            await browser.SubmitAsync(await browser.GetAsync("/account/sign-out"));
        }

        var again = await AccountsShop.RegisterAsync(browser, "Zoe@BÜCHER.example", Other);
        Assert.Equal("/account/check-mail", again.Path);
        Assert.Contains("You have an account already", Assert.Single(await shop.MailsAsync()).Subject);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT count(*) FROM accounts"));
        Assert.Contains("do not go together", (await AccountsShop.SignInAsync(browser, "zoe@bücher.example", Other)).Text);
    }

    [Theory, BothEngines]
    public async Task No_page_tells_whether_an_address_has_an_account(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var zoe = await shop.SignUpAsync("zoe@till.example", Password);
        using var browser = shop.NewBrowser();

        Same(await AccountsShop.SignInAsync(browser, "zoe@till.example", Other), await AccountsShop.SignInAsync(browser, "abe@till.example", Other));
        Same(await AccountsShop.RegisterAsync(browser, "zoe@till.example", Other), await AccountsShop.RegisterAsync(browser, "abe@till.example", Other));
        foreach (var page in new[] { "/account/forgot", "/account/confirm/again" })
        {
            Same(
                await browser.SubmitAsync(await browser.GetAsync(page), ("EmailAddress", "zoe@till.example")),
                await browser.SubmitAsync(await browser.GetAsync(page), ("EmailAddress", "eve@till.example")));
        }

        Assert.DoesNotContain(await shop.MailsAsync(), mail => mail.To == "eve@till.example");

        static void Same(Answer known, Answer unknown)
        {
            Assert.Equal((known.Status, known.Path), (unknown.Status, unknown.Path));
            Assert.Equal(Plain(known), Plain(unknown));
        }

        static string Plain(Answer answer) =>
            Regex.Replace(answer.Html, "__RequestVerificationToken[^>]*|zoe@|abe@|eve@", "", RegexOptions.NonBacktracking);
    }

    [Theory, BothEngines]
    public async Task Guest_purchases_come_to_the_account_once_its_address_is_confirmed(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var bought = await Orders.PayAsync(shop, "Zoe@Till.Example", 1001);
        await Orders.PayAsync(shop, "abe@till.example", 1002);
        using var browser = shop.NewBrowser();

        await AccountsShop.RegisterAsync(browser, "zoe@till.example", Password);
        var mail = Assert.Single(await shop.MailsAsync());
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT count(*) FROM orders WHERE account_id IS NOT NULL"));
        var profile = await browser.SubmitAsync(await browser.GetAsync(mail.Link), ("Password", Password));

        var link = Assert.Single(profile.Page.QuerySelectorAll("table a"));
        Assert.Equal($"/orders/{bought:D}/key-1001", link.GetAttribute("href"));
        Assert.Contains("Album 1001", profile.Text);
        Assert.Contains("$19.99", profile.Text);
        Assert.DoesNotContain("1002", profile.Text);

        await Orders.PayAsync(shop, "zoe@TILL.example", 1003); // later, as a guest again
        Assert.Equal(2, (await browser.GetAsync("/account")).Page.QuerySelectorAll("tbody tr").Length);
    }

    [Theory, BothEngines]
    public async Task The_link_alone_does_not_confirm_a_stranger_s_account(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await Orders.PayAsync(shop, "zoe@till.example", 1001);
        using var mallory = shop.NewBrowser();
        await AccountsShop.RegisterAsync(mallory, "zoe@till.example", Password);
        var mail = Assert.Single(await shop.MailsAsync());
        using var zoe = shop.NewBrowser();

        // Zoe opens the link, does not know the password, and takes the address over with a password of her own.
        Assert.Contains("do not go together", (await zoe.SubmitAsync(await zoe.GetAsync(mail.Link), ("Password", Other))).Text);
        await zoe.SubmitAsync(await zoe.GetAsync("/account/forgot"), ("EmailAddress", "zoe@till.example"));
        var reset = Assert.Single(await shop.MailsAsync());
        await zoe.SubmitAsync(await zoe.GetAsync(reset.Link), ("Password", Other), ("PasswordAgain", Other));

        Assert.Contains("do not go together", (await AccountsShop.SignInAsync(mallory, "zoe@till.example", Password)).Text);
        var profile = await AccountsShop.SignInAsync(zoe, "zoe@till.example", Other);
        Assert.Contains("Album 1001", profile.Text);
    }

    [Theory, BothEngines]
    public async Task Links_that_are_forged_late_or_used_have_a_friendly_page(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();
        await AccountsShop.RegisterAsync(browser, "zoe@till.example", Password);
        var confirm = Assert.Single(await shop.MailsAsync()).Link;
        await browser.SubmitAsync(await browser.GetAsync("/account/forgot"), ("EmailAddress", "zoe@till.example"));
        var reset = Assert.Single(await shop.MailsAsync()).Link;

        string[] forged =
        [
            "/account/confirm", "/account/confirm?token=", "/account/confirm?token=abc", "/account/confirm?token=%00%ff" + new string('x', 5000),
            confirm[..^3], confirm + "A", reset.Replace("reset", "confirm"), confirm.Replace("confirm", "reset"), "/account/reset?token=_-_-",
        ];
        foreach (var link in forged)
        {
            var answer = await browser.GetAsync(link);
            Assert.Equal(410, answer.Status);
            Assert.Contains("This link is over", answer.Text);
        }

        shop.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(410, (await browser.GetAsync(reset)).Status);
        Assert.Equal(200, (await browser.GetAsync(confirm)).Status);
        var form = await browser.GetAsync(confirm);
        await browser.SubmitAsync(form, ("Password", Password));
        Assert.Contains("The address is confirmed", (await browser.GetAsync(confirm)).Text);
        Assert.Equal(200, (await browser.SubmitAsync(await browser.GetAsync("/account"))).Status);
        shop.Clock.Advance(TimeSpan.FromHours(22));
        Assert.Equal(410, (await browser.GetAsync(confirm)).Status);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_leads_nowhere_but_into_the_shop(string returnUrl)
    {
        await using var shop = await AccountsShop.OpenAsync(nameof(Engine.Sqlite));
        using var zoe = await shop.SignUpAsync("zoe@till.example", Password);
        using var browser = shop.NewBrowser();
        var from = "/account/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl);

        Assert.Equal("/account", (await AccountsShop.SignInAsync(browser, "zoe@till.example", Password, from)).Path);
        Assert.Equal("/account", (await browser.GetAsync(from)).Path); // signed in already
    }

    [Theory]
    [InlineData("/account/register")]
    [InlineData("/account/sign-in")]
    [InlineData("/account/sign-out")]
    [InlineData("/account/forgot")]
    [InlineData("/account")]
    [InlineData("/account/password")]
    public async Task A_form_that_is_not_ours_is_refused(string path)
    {
        await using var shop = await AccountsShop.OpenAsync(nameof(Engine.Sqlite));
        using var zoe = await shop.SignUpAsync("zoe@till.example", Password);

        var answer = await zoe.PostAsync(path, new Dictionary<string, string>
        {
            ["EmailAddress"] = "abe@till.example", ["Password"] = Other, ["PasswordAgain"] = Other, ["Current"] = Password, ["Name"] = "Mallory",
        });

        Assert.Equal(400, answer.Status);
        Assert.Equal("/account", (await zoe.GetAsync("/account")).Path);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT count(*) FROM accounts WHERE name = ''"));
        Assert.Empty(await shop.MailsAsync());
    }

    [Fact]
    public async Task What_is_wrong_with_a_form_is_said_at_the_field_and_above()
    {
        await using var shop = await AccountsShop.OpenAsync(nameof(Engine.Sqlite));
        using var browser = shop.NewBrowser();

        var answer = await browser.SubmitAsync(
            await browser.GetAsync("/account/register"), ("EmailAddress", "zoe"), ("Password", "password123"), ("PasswordAgain", "x"));

        foreach (var field in new[] { "EmailAddress", "Password" })
        {
            var input = answer.Page.GetElementById(field)!;
            Assert.Equal("true", input.GetAttribute("aria-invalid"));
            Assert.Contains($"{field}-error", input.GetAttribute("aria-describedby"));
            Assert.NotNull(answer.Page.GetElementById($"{field}-error"));
            Assert.NotNull(answer.Page.QuerySelector($".validation-summary-errors a[href='#{field}']"));
            Assert.NotNull(answer.Page.QuerySelector($"label[for='{field}']"));
        }

        Assert.Equal(["#EmailAddress", "#Password"], answer.Page.QuerySelectorAll(".validation-summary-errors a").Select(link => link.GetAttribute("href")));
        Assert.DoesNotContain("password123", answer.Html);
    }

    [Theory, BothEngines]
    public async Task A_session_holds_in_every_process_of_a_shop_and_in_no_other_shop(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await using var second = await AccountsShop.OpenAsync(engine, beside: shop);
        await using var other = await AccountsShop.OpenAsync(engine);
        using var zoe = await shop.SignUpAsync("zoe@till.example", Password);
        using var there = new Browser(second.Address, zoe.Cookies);
        using var elsewhere = new Browser(other.Address, zoe.Cookies);

        Assert.Contains(zoe.SetCookies, cookie => cookie.StartsWith("till.session=", StringComparison.Ordinal)
            && cookie.Contains("httponly") && cookie.Contains("samesite=lax") && !cookie.Contains("expires"));
        Assert.Contains(zoe.SetCookies, cookie => cookie.StartsWith("till.known=1;", StringComparison.Ordinal) && !cookie.Contains("httponly"));
        Assert.Equal("/account", (await there.GetAsync("/account")).Path);
        Assert.StartsWith("/account/sign-in", (await elsewhere.GetAsync("/account")).Path);
    }

    [Theory, BothEngines]
    public async Task An_owner_can_have_a_new_password_which_ends_their_sessions(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();

        var made = await OwnerAccount.CreateAsync(shop.Services, "owner@till.example", Cancel);
        Assert.Equal("/account", (await AccountsShop.SignInAsync(browser, made.Email, made.Password)).Path);
        var renewed = await OwnerAccount.NewPasswordAsync(shop.Services, null, Cancel);

        Assert.Equal("owner@till.example", renewed!.Email);
        Assert.StartsWith("/account/sign-in", (await browser.GetAsync("/account")).Path);
        Assert.Equal("/account", (await AccountsShop.SignInAsync(browser, "OWNER@till.example", renewed.Password)).Path);
        Assert.Null(await OwnerAccount.NewPasswordAsync(shop.Services, "nobody@till.example", Cancel));
    }
}
