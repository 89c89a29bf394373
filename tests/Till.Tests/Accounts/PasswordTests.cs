using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Till.Accounts;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Accounts;

/// <summary>Passwords: how they are chosen, changed, guessed at and kept.</summary>
public sealed class PasswordTests
{
    private const string Password = "a long enough one";
    private const string Other = "another long one";

    [Theory, BothEngines]
    public async Task Five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var zoe = await shop.SignUpAsync("zoe@till.example", Password);
        using var browser = shop.NewBrowser();
        for (var i = 0; i < 5; i++)
        {
            Assert.Contains("do not go together", (await AccountsShop.SignInAsync(browser, "zoe@till.example", Other)).Text);
        }

        Assert.Contains("locked for 15 minutes", (await AccountsShop.SignInAsync(browser, "zoe@till.example", Password)).Text);
        shop.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Contains("locked for 15 minutes", (await AccountsShop.SignInAsync(browser, "zoe@till.example", Password)).Text);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("/account", (await AccountsShop.SignInAsync(browser, "zoe@till.example", Password)).Path);
        Assert.Equal(200, (await zoe.GetAsync("/account")).Status); // who was signed in stays so
    }

    [Theory, BothEngines]
    public async Task Guesses_made_at_once_all_count(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var zoe = await shop.SignUpAsync("zoe@till.example", Password);
        using var browser = shop.NewBrowser();
        var form = await browser.GetAsync("/account/sign-in");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => browser.SubmitAsync(form, ("EmailAddress", "zoe@till.example"), ("Password", Other))));

        Assert.Contains("do not go together", (await AccountsShop.SignInAsync(browser, "zoe@till.example", Password)).Text);
    }

    [Theory, BothEngines]
    public async Task A_new_password_ends_all_sessions_and_the_link_works_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var elsewhere = await shop.SignUpAsync("zoe@till.example", Password);
        using var browser = shop.NewBrowser();
        await browser.SubmitAsync(await browser.GetAsync("/account/forgot"), ("EmailAddress", "ZOE@till.example"));
        var link = Assert.Single(await shop.MailsAsync()).Link;

        var form = await browser.GetAsync(link);
        Assert.Contains("at least 10", (await browser.SubmitAsync(form, ("Password", "short"), ("PasswordAgain", "short"))).Text);
        Assert.Equal("/account", (await elsewhere.GetAsync("/account")).Path);
        var set = await browser.SubmitAsync(form, ("Password", Other), ("PasswordAgain", Other));
        Assert.Contains("Your new password is set", set.Text);

        Assert.StartsWith("/account/sign-in", (await elsewhere.GetAsync("/account")).Path);
        var twice = await browser.SubmitAsync(form, ("Password", Password), ("PasswordAgain", Password));
        Assert.Equal(410, twice.Status);
        Assert.Contains("This link is over", twice.Text);
        Assert.Contains("do not go together", (await AccountsShop.SignInAsync(browser, "zoe@till.example", Password)).Text);
        Assert.Equal("/account", (await AccountsShop.SignInAsync(browser, "zoe@till.example", Other)).Path);
    }

    [Theory, BothEngines]
    public async Task Changing_the_password_keeps_this_session_and_ends_the_others(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var here = await shop.SignUpAsync("zoe@till.example", Password);
        using var elsewhere = shop.NewBrowser();
        await AccountsShop.SignInAsync(elsewhere, "zoe@till.example", Password);
        var form = await here.GetAsync("/account/password");

        var wrong = await here.SubmitAsync(form, ("Current", Other), ("Password", Other), ("PasswordAgain", Other));
        Assert.Contains("not your present password", wrong.Text);
        var changed = await here.SubmitAsync(form, ("Current", Password), ("Password", Other), ("PasswordAgain", Other));

        Assert.Contains("Your password is changed", changed.Text);
        Assert.Equal("/account", (await here.GetAsync("/account")).Path);
        Assert.StartsWith("/account/sign-in", (await elsewhere.GetAsync("/account")).Path);
    }

    [Theory]
    [InlineData("123456789", "at least 10")]
    [InlineData("Password1234", "first that anybody would try")]
    [InlineData("aaaaaaaaaaaaaaaa", "first that anybody would try")]
    [InlineData("ZOE@till.example", "your e-mail address")]
    [InlineData("correct battery nine", null)]
    public void Passwords_are_long_and_not_the_first_to_be_guessed(string password, string? fault)
    {
        var said = PasswordRules.Fault(password, "zoe@till.example");

        Assert.True(fault is null ? said is null : said?.Contains(fault), said);
    }

    /// <summary>The harness makes them quick to make; the shop must not.</summary>
    [Fact]
    public async Task A_password_takes_a_hundred_thousand_rounds_to_try()
    {
        using var folder = new TemporaryFolder();
        await using var shop = Shop.Build(new ShopOptions { DataFolder = folder.Path, Workers = false });

        var hash = Convert.FromBase64String(
            new PasswordHasher<Account>(shop.Services.GetRequiredService<IOptions<PasswordHasherOptions>>()).HashPassword(new Account(), "correct horse battery"));

        Assert.True(BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)) >= 100_000);
    }

    [Fact]
    public async Task Too_many_tries_are_turned_away()
    {
        await using var shop = await AccountsShop.OpenAsync(nameof(Engine.Sqlite));
        using var browser = shop.NewBrowser();
        var form = await browser.GetAsync("/account/sign-in");

        // Without a field filled in nothing is hashed, so that all of them arrive within the minute.
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => browser.SubmitAsync(form)));

        Assert.Contains(answers, answer => answer.Status == 200);
        var refused = answers.First(answer => answer.Status == 429);
        Assert.Contains("Too many tries", refused.Text);
        Assert.Equal(200, (await browser.GetAsync("/account/sign-in")).Status);
    }

    [Theory, BothEngines]
    public async Task No_secret_lies_in_the_database_in_clear(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var zoe = await shop.SignUpAsync("zoe@till.example", Password);

        var payload = await shop.QueryAsync<string>("SELECT payload FROM outbox");
        var hash = await shop.QueryAsync<string>("SELECT password_hash FROM accounts");

        Assert.Equal("""{"EmailKey":"zoe@till.example"}""", payload);
        Assert.DoesNotContain(Password, hash);
    }
}
