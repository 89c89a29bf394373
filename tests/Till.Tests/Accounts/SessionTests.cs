using Till.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;

namespace Till.Tests.Accounts;

/// <summary>Browsers that are signed in are listed, and can be signed out from elsewhere.</summary>
public sealed class SessionTests
{
    private const string Password = "correct horse battery";

    [Theory, BothEngines]
    public async Task A_browser_is_signed_out_from_another_and_the_cookie_it_holds_opens_nothing(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        using var phone = shop.NewBrowser();
        using var library = shop.NewBrowser();
        await AccountsShop.SignInAsync(phone, "ada@till.example", Password);
        await AccountsShop.SignInAsync(library, "ada@till.example", Password);
        var page = await ada.GetAsync("/account/security");
        Assert.Equal(3, page.Page.QuerySelectorAll(".addresses li").Length);
        Assert.Equal(2, page.Page.QuerySelectorAll("form[action$='handler=End']").Length); // not this one

        var one = await ada.SubmitFormAsync(page, "form[action$='handler=End']");
        Assert.Equal(2, one.Page.QuerySelectorAll(".addresses li").Length);
        var others = await ada.SubmitFormAsync(one, "form[action$='handler=EndOthers']");
        Assert.Single(others.Page.QuerySelectorAll(".addresses li"));

        Assert.StartsWith("/account/sign-in", (await phone.GetAsync("/account")).Path);
        Assert.StartsWith("/account/sign-in", (await library.GetAsync("/account")).Path);
        Assert.Equal("/account", (await ada.GetAsync("/account")).Path);
    }

    [Theory, BothEngines]
    public async Task Nobody_ends_anothers_session_by_its_id(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        using var eve = await shop.SignUpAsync("eve@till.example", Password);
        using var eveToo = shop.NewBrowser();
        await AccountsShop.SignInAsync(eveToo, "eve@till.example", Password);
        var id = await shop.QueryAsync<Guid>("SELECT s.id FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE a.email_key = 'ada@till.example'");

        await eve.SubmitFormAsync(await eve.GetAsync("/account/security"), "form[action$='handler=End']", ("session", id.ToString()));

        Assert.Equal("/account", (await ada.GetAsync("/account")).Path);
    }

    [Theory, BothEngines]
    public async Task Signing_out_and_a_new_password_leave_no_session_behind_and_an_idle_one_is_cleared_away(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        await ada.SubmitFormAsync(await ada.GetAsync("/account"), "form[action='/account/sign-out']");
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM sessions"));

        await AccountsShop.SignInAsync(ada, "ada@till.example", Password);
        await ada.SubmitAsync(
            await ada.GetAsync("/account/password"), ("Current", Password), ("Password", "another long one"), ("PasswordAgain", "another long one"));
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM sessions"));
        Assert.Equal("/account", (await ada.GetAsync("/account")).Path);

        shop.Clock.Advance(TimeSpan.FromDays(15));
        using var later = shop.NewBrowser();
        await AccountsShop.SignInAsync(later, "ada@till.example", "another long one");
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM sessions"));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("<script>alert(1)</script>", "A browser")]
    [InlineData("", "A browser")]
    [InlineData(null, "A browser")]
    public void A_browser_is_named_in_a_persons_words(string? userAgent, string device) => Assert.Equal(device, Device.Of(userAgent));

    [Theory, BothEngines]
    public async Task Who_works_in_the_shop_and_signs_in_is_on_record_and_buyers_are_not(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        using var again = shop.NewBrowser();
        await AccountsShop.SignInAsync(again, "ada@till.example", Password);
        using var owner = await Office.SignInAsync(shop);

        var row = Assert.Single((await owner.GetAsync("/admin/changes")).Rows(), one => one.Contains("Signed in", StringComparison.Ordinal));
        Assert.EndsWith($"{Office.OwnerEmail} Signed in A browser, with the password alone", row);
    }
}
