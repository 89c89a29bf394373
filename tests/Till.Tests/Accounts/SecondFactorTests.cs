using Till.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;

namespace Till.Tests.Accounts;

/// <summary>A code beside the password, for those who work in the shop.</summary>
public sealed class SecondFactorTests
{
    private const string Password = "correct horse battery";

    private static readonly Dictionary<string, string?> Live = new()
    {
        ["Stripe:SecretKey"] = "sk_live_harness",
        ["Stripe:PublishableKey"] = "pk_live_harness",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Once_it_is_set_up_signing_in_takes_a_code_that_counts_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var staff = await Office.SignInAsync(shop, Roles.Staff);
        var (secret, codes) = await SetUpAsync(shop, staff, Password);
        Assert.Equal(10, codes.Distinct().Count());
        using var browser = shop.NewBrowser();

        // The code of the set-up is used up with it.
        var asked = await AccountsShop.SignInAsync(browser, "staff@till.example", Password, "/account/sign-in?returnUrl=%2Fadmin");
        Assert.Equal("/account/sign-in/code?returnUrl=%2Fadmin", asked.Path);
        Assert.StartsWith("/account/sign-in?", (await browser.GetAsync("/admin")).Path);
        var used = await browser.SubmitAsync(asked, ("Code", Code(shop, secret)));
        Assert.Equal(400, used.Status);
        Assert.Contains("used already", used.Page.QuerySelector("#Code-error")!.TextContent);
        shop.Clock.Advance(TimeSpan.FromSeconds(30));
        var fresh = Code(shop, secret);
        Assert.Equal("/admin", (await browser.SubmitAsync(asked, ("Code", $" {fresh[..3]} {fresh[3..]} "))).Path);

        using var second = shop.NewBrowser();
        asked = await AccountsShop.SignInAsync(second, "staff@till.example", Password);
        Assert.Equal(400, (await second.SubmitAsync(asked, ("Code", fresh))).Status);

        // A recovery code does as well, once, however it is typed.
        Assert.Equal("/account", (await second.SubmitAsync(asked, ("Code", codes[0].ToUpperInvariant().Replace('-', ' ')))).Path);
        using var third = shop.NewBrowser();
        asked = await AccountsShop.SignInAsync(third, "staff@till.example", Password);
        Assert.Equal(400, (await third.SubmitAsync(asked, ("Code", codes[0]))).Status);
        Assert.Contains("9 recovery codes are left", (await second.GetAsync("/account/security")).Text);
    }

    [Theory, BothEngines]
    public async Task Nothing_that_is_kept_shows_the_secret_or_a_recovery_code(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var staff = await Office.SignInAsync(shop, Roles.Staff);
        var (secret, codes) = await SetUpAsync(shop, staff, Password);

        var kept = await shop.QueryAsync<string>("SELECT secret FROM second_factors");
        Assert.DoesNotContain(Base32.Encode(secret), kept);
        Assert.DoesNotContain(Convert.ToBase64String(secret), kept);
        var hash = await shop.QueryAsync<string>("SELECT MIN(hash) FROM recovery_codes");
        Assert.Equal(64, hash.Length);
        Assert.DoesNotContain(codes, code => code.Contains(hash, StringComparison.Ordinal));
    }

    [Theory, BothEngines]
    public async Task Five_wrong_codes_lock_it_and_a_right_password_does_not_unlock_it(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var staff = await Office.SignInAsync(shop, Roles.Staff);
        var (secret, codes) = await SetUpAsync(shop, staff, Password);
        using var browser = shop.NewBrowser();
        for (var at = 0; at < 5; at++)
        {
            var asked = await AccountsShop.SignInAsync(browser, "staff@till.example", Password);
            var refused = await browser.SubmitAsync(asked, ("Code", "000000"));
            Assert.Contains(at < 4 ? "not the code" : "too many wrong codes", refused.Text);
        }

        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        var locked = await AccountsShop.SignInAsync(browser, "staff@till.example", Password);
        Assert.Contains("too many wrong codes", (await browser.SubmitAsync(locked, ("Code", Code(shop, secret)))).Text);
        Assert.Contains("too many wrong codes", (await browser.SubmitAsync(locked, ("Code", codes[0]))).Text);

        shop.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.StartsWith("/account/sign-in", (await browser.SubmitAsync(locked, ("Code", Code(shop, secret)))).Path); // ten minutes from the password
        locked = await AccountsShop.SignInAsync(browser, "staff@till.example", Password);
        Assert.Equal("/account", (await browser.SubmitAsync(locked, ("Code", Code(shop, secret)))).Path);
    }

    [Theory, BothEngines]
    public async Task Where_real_money_is_taken_an_owner_is_led_to_the_set_up_before_anything_else(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, settings: Live);
        var made = await OwnerAccount.CreateAsync(shop.Services, Office.OwnerEmail, Cancel);
        using var owner = shop.NewBrowser();
        await AccountsShop.SignInAsync(owner, made.Email, made.Password);

        foreach (var page in (string[])["/admin", "/admin/orders", "/admin/people"])
        {
            Assert.Equal("/account/second-factor", (await owner.GetAsync(page)).Path);
        }

        var (secret, _) = await SetUpAsync(shop, owner, made.Password);
        Assert.Equal("/admin", (await owner.GetAsync("/admin")).Path);
        shop.Clock.Advance(TimeSpan.FromSeconds(30));
        var page2 = await owner.GetAsync("/account/second-factor");
        Assert.Null(page2.Page.QuerySelector("[formaction$=Remove]"));
        var removed = await owner.PostAsync(
            "/account/second-factor?handler=Remove", Fields(page2, ("Password", made.Password), ("Code", Code(shop, secret))));
        Assert.Equal("/account/second-factor", removed.Path);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM second_factors"));
    }

    [Theory, BothEngines]
    public async Task Setting_it_up_takes_the_password_and_a_code_and_changing_it_takes_both_again(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var staff = await Office.SignInAsync(shop, Roles.Staff);
        var page = await staff.GetAsync("/account/second-factor");
        var secret = SecretOf(page);

        Assert.Equal(400, (await staff.SubmitAsync(page, ("Password", "wrong"), ("Code", Code(shop, secret)))).Status);
        var wrong = await staff.SubmitAsync(page, ("Password", Password), ("Code", "000000"));
        Assert.Equal(400, wrong.Status);
        Assert.Equal(secret, SecretOf(wrong)); // the app has scanned it already
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM second_factors"));
        await SetUpAsync(shop, staff, Password);

        shop.Clock.Advance(TimeSpan.FromSeconds(30));
        var form = await staff.GetAsync("/account/second-factor");
        foreach (var handler in (string[])["Codes", "Replace", "Remove"])
        {
            Assert.Equal(400, (await staff.PostAsync($"/account/second-factor?handler={handler}", Fields(form, ("Password", Password), ("Code", "000000")))).Status);
        }

        // What was offered before the factor was set cannot take its place.
        var old = await staff.PostAsync("/account/second-factor", Fields(page, ("Offered", Offered(page)), ("Password", Password), ("Code", Code(shop, secret))));
        Assert.Null(old.Page.QuerySelector(".codes"));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit WHERE action = 'account.factor-removed'"));
    }

    [Theory, BothEngines]
    public async Task Another_app_takes_its_place_new_codes_end_the_old_and_it_can_be_removed(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var staff = await Office.SignInAsync(shop, Roles.Staff);
        var (first, codes) = await SetUpAsync(shop, staff, Password);
        var form = await staff.GetAsync("/account/second-factor");

        var renewed = await staff.PostAsync("/account/second-factor?handler=Codes", Fields(form, ("Password", Password), ("Code", codes[0])));
        var fresh = CodesOf(renewed);
        Assert.Equal((10, 0), (fresh.Count, fresh.Intersect(codes).Count()));
        var offer = await staff.PostAsync("/account/second-factor?handler=Replace", Fields(form, ("Password", Password), ("Code", fresh[0])));
        var second = SecretOf(offer);
        Assert.NotEqual(first, second);
        var replaced = await staff.SubmitAsync(offer, ("Password", Password), ("Code", Code(shop, second)));
        Assert.Equal(10, CodesOf(replaced).Count);
        shop.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(400, (await staff.PostAsync("/account/second-factor?handler=Remove", Fields(form, ("Password", Password), ("Code", Code(shop, first))))).Status);
        Assert.Contains(
            "The second factor is removed", (await staff.PostAsync("/account/second-factor?handler=Remove", Fields(form, ("Password", Password), ("Code", Code(shop, second))))).Text);
        using var browser = shop.NewBrowser();
        Assert.Equal("/account", (await AccountsShop.SignInAsync(browser, "staff@till.example", Password)).Path);
    }

    [Theory, BothEngines]
    public async Task Buyers_have_none_and_nobody_skips_the_password(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var buyer = await shop.SignUpAsync("ada@till.example", Password);
        using var stranger = shop.NewBrowser();

        Assert.Equal(403, (await buyer.GetAsync("/account/second-factor")).Status);
        Assert.StartsWith("/account/sign-in", (await stranger.GetAsync("/account/second-factor")).Path);
        Assert.Equal("/account/sign-in", (await stranger.GetAsync("/account/sign-in/code")).Path);
    }

    /// <summary>Through the page, as a person does.</summary>
    internal static async Task<(byte[] Secret, IReadOnlyList<string> Codes)> SetUpAsync(AccountsShop shop, Browser browser, string password)
    {
        var page = await browser.GetAsync("/account/second-factor");
        var secret = SecretOf(page);
        var done = await browser.SubmitAsync(page, ("Password", password), ("Code", Code(shop, secret)));
        Assert.True(done.Status == 200, done.Text);
        return (secret, CodesOf(done));
    }

    internal static string Code(AccountsShop shop, byte[] secret) => Totp.Code(secret, Totp.StepAt(shop.Clock.GetUtcNow()));

    private static IReadOnlyList<string> CodesOf(Answer page) => [.. page.Page.QuerySelectorAll(".codes code").Select(one => one.TextContent)];

    private static string Offered(Answer page) => page.Page.QuerySelector("[name=Offered]")!.GetAttribute("value")!;

    private static Dictionary<string, string> Fields(Answer page, params (string Name, string Value)[] fields)
    {
        var values = fields.ToDictionary(one => one.Name, one => one.Value);
        values["__RequestVerificationToken"] = page.Page.QuerySelector("main [name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return values;
    }

    /// <summary>As an app reads it from the link.</summary>
    private static byte[] SecretOf(Answer page)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = page.Page.QuerySelector("a[href^='otpauth:']")!.GetAttribute("href")!.Split("secret=")[1].Split('&')[0];
        Assert.Equal(text, page.Page.QuerySelector(".secret")!.TextContent.Replace(" ", "", StringComparison.Ordinal));
        var bits = string.Concat(text.Select(letter => Convert.ToString(alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2))];
    }
}
