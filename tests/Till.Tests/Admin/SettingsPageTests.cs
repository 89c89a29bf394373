using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Till.Core.Memberships;
using Till.Mail;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Admin;

/// <summary>What the shop is called and how it goes about things, as its owner sets it in the browser.</summary>
public sealed class SettingsPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task What_is_set_holds_at_once_on_kept_pages_too_and_after_a_restart(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, settings: new Dictionary<string, string?> { ["Till:Name"] = "Configured", ["Till:TaxId"] = "DE1" });
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        Assert.Contains("Configured", (await visitor.GetAsync("/goods")).Page.Title);
        var page = await owner.GetAsync("/admin/settings");
        Assert.Equal("Configured", page.Page.QuerySelector("#ShopName")!.GetAttribute("value"));

        var saved = await owner.SubmitFormAsync(
            page, Office.Form("Save"), ("ShopName", "Harbour <Records>"), ("Address", "1 Quay\r\n\r\nHamburg"), ("TaxId", ""), ("MailFrom", "Harbour <post@harbour.example>"),
            ("LatePayments", "refund"), ("LeewayDays", "5"), ("GraceDays", "21"));

        Assert.Contains("Saved. The shop goes by it now.", saved.Text);
        Assert.Contains("Harbour <Records>", (await visitor.GetAsync("/goods")).Page.Title);
        await using var second = await AccountsShop.OpenAsync(engine, beside: shop); // as after a restart
        foreach (var settings in (ShopSettings[])[shop.Services.GetRequiredService<ShopSettings>(), second.Services.GetRequiredService<ShopSettings>()])
        {
            Assert.Equal("Harbour <Records>", settings.Name);
            Assert.Equal(["1 Quay", "Hamburg"], settings.Address);
            Assert.Null(settings.TaxId);
            Assert.Equal("Harbour <post@harbour.example>", settings.Mail.From);
            Assert.Equal(LatePaymentPolicy.Refund, settings.LatePayments);
            Assert.Equal(new AccessPolicy(TimeSpan.FromDays(5), TimeSpan.FromDays(21)), settings.Access);
        }

        var line = Assert.Single(await owner.ChangesAsync());
        Assert.Contains("Changed the shop’s settings Shop settings", line);
        Assert.Contains("Name: “Configured” → “Harbour <Records>”", line);
        Assert.Contains("Payments that come too late: “the order waits for stock” → “the money goes back”", line);
    }

    [Theory, BothEngines]
    public async Task What_makes_no_sense_is_said_at_its_field_and_nothing_is_kept(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/settings");
        (string Name, string Value)[] good = [("Address", ""), ("LatePayments", "refund")];

        foreach (var (field, value) in ((string, string)[])
            [
                ("ShopName", ""), ("ShopName", new string('x', 81)), ("ShopName", "a\nb"), ("Address", new string('x', 501)), ("Address", "1\n2\n3\n4\n5\n6\n7\n8\n9"),
                ("TaxId", new string('9', 41)), ("CurrencyCode", "12$"), ("CurrencyCode", ""), ("CurrencyCode", "<b>"), ("MailFrom", ""), ("MailFrom", "nobody"),
                ("MailFrom", "<script>@x"), ("LatePayments", "keep"), ("LeewayDays", "-1"), ("LeewayDays", "91"), ("LeewayDays", "x"), ("GraceDays", ""), ("GraceDays", "1e1"),
            ])
        {
            var refused = await owner.SubmitFormAsync(page, Office.Form("Save"), [.. good.Where(one => one.Name != field), (field, value)]);
            Assert.True(refused.Status == 400 && refused.ErrorAt(field) is not null, $"{field}: {value}");
        }

        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM settings WHERE name = 'shop'"));
        Assert.Empty(await owner.ChangesAsync());
    }

    [Theory, BothEngines]
    public async Task The_currency_is_changed_until_something_is_sold_and_why_not_later_is_said(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await Shelf.AddMugAsync(shop);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        Assert.Contains("$20.00", (await visitor.GetAsync("/goods")).Text);
        (string, string)[] fields = [("CurrencyCode", "EUR"), ("Address", ""), ("LatePayments", "refund")];
        var page = await owner.GetAsync("/admin/settings");

        await owner.SubmitFormAsync(page, Office.Form("Save"), fields);
        Assert.Equal("eur", shop.Services.GetRequiredService<ShopSettings>().Currency.Code);
        Assert.DoesNotContain("$20.00", (await visitor.GetAsync("/goods")).Text); // it has no price in euros yet
        Assert.Contains("€50.00", shop.Services.GetRequiredService<ShopSettings>().Pricing.DeliveryFreeFrom.ToString());

        var open = await owner.GetAsync("/admin/settings");
        await new Bought { Currency = "eur" }.KeepAsync(OrderPageTests.Store(shop));
        var late = await owner.SubmitFormAsync(open, Office.Form("Save"), [("CurrencyCode", "USD"), .. fields[1..]]);
        Assert.Equal(400, late.Status);
        Assert.Contains("It stays EUR: something has been sold", late.Text);
        Assert.Null((await owner.GetAsync("/admin/settings")).Page.QuerySelector("#CurrencyCode"));
        Assert.Equal("eur", shop.Services.GetRequiredService<ShopSettings>().Currency.Code);
    }

    [Theory, BothEngines]
    public async Task Whoever_saves_second_is_told_what_the_other_saved(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/settings");
        (string, string)[] more = [("Address", ""), ("LatePayments", "back-order")];
        await owner.SubmitFormAsync(page, Office.Form("Save"), [("ShopName", "First"), .. more]);

        var second = await owner.SubmitFormAsync(page, Office.Form("Save"), [("ShopName", "Second"), .. more]);

        Assert.Equal(409, second.Status);
        Assert.Contains("Name, as they saved it First", second.Text);
        Assert.Equal("First", shop.Services.GetRequiredService<ShopSettings>().Name);
        await owner.SubmitFormAsync(second, Office.Form("Save"), [("ShopName", "Second"), .. more]);
        Assert.Equal("Second", shop.Services.GetRequiredService<ShopSettings>().Name);
    }

    [Theory, BothEngines]
    public async Task A_logo_is_shown_beside_the_name_and_what_is_no_picture_is_refused(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        Assert.Null((await visitor.GetAsync("/goods")).Page.QuerySelector(".brand img"));
        var page = await owner.GetAsync("/admin/settings");

        foreach (var wrong in (byte[][])[[], "<svg onload=alert(1)>"u8.ToArray(), new byte[30_000_000], Uploads.Png(64, 64)[..40]])
        {
            var refused = await owner.UploadAsync(page, Office.Form("Logo"), "Picture", wrong, "logo.png");
            Assert.Equal(400, refused.Status);
            Assert.NotNull(refused.ErrorAt("Picture"));
        }

        Assert.Contains("The logo is changed.", (await owner.UploadAsync(page, Office.Form("Logo"), "Picture", Uploads.Png(128, 64), "logo.png")).Text);
        var logo = (await visitor.GetAsync("/goods")).Page.QuerySelector(".brand img")!;
        Assert.Equal(("64", "32"), (logo.GetAttribute("width"), logo.GetAttribute("height")));
        using var picture = await visitor.FetchAsync(logo.GetAttribute("src")!);
        Assert.True(picture.IsSuccessStatusCode);

        Assert.Contains("The logo is changed.", (await owner.SubmitFormAsync(await owner.GetAsync("/admin/settings"), Office.Form("NoLogo"))).Text);
        Assert.Null((await visitor.GetAsync("/goods")).Page.QuerySelector(".brand img"));
        using var gone = await visitor.FetchAsync(logo.GetAttribute("src")!);
        Assert.False(gone.IsSuccessStatusCode); // nobody else shows it
    }

    [Fact]
    public async Task Another_process_hears_of_it_without_a_restart()
    {
        await using var shop = await AccountsShop.OpenAsync("Postgres");
        await using var other = await AccountsShop.OpenAsync("Postgres", beside: shop);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = other.NewBrowser();
        Assert.Contains("Till", (await visitor.GetAsync("/goods")).Page.Title); // and is kept there
        using var listener = ActivatorUtilities.CreateInstance<Listener>(other.Services);
        using var watch = ActivatorUtilities.CreateInstance<SettingsWatch>(other.Services, other.Services.GetRequiredService<ShopOptions>() with { Workers = true });
        await Task.WhenAll(((IHostedService[])[listener, watch]).Select(one => one.StartAsync(Cancel)));
        while (await shop.QueryAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'") == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancel);
        }

        await owner.SubmitFormAsync(
            await owner.GetAsync("/admin/settings"), Office.Form("Save"), ("ShopName", "Harbour"), ("Address", ""), ("LatePayments", "refund"));

        while (!(await visitor.GetAsync("/goods")).Page.Title!.Contains("Harbour", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancel); // the clock stands still, so it is the message that brings it
        }

        await Task.WhenAll(((IHostedService[])[watch, listener]).Select(one => one.StopAsync(Cancel)));
    }

    [Theory, BothEngines]
    public async Task Mails_come_from_the_sender_that_was_set(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        await owner.SubmitFormAsync(
            await owner.GetAsync("/admin/settings"), Office.Form("Save"), ("ShopName", "Harbour"), ("MailFrom", "post@harbour.example"), ("Address", ""), ("LatePayments", "refund"));

        using var ada = await shop.SignUpAsync("ada@till.example", "correct horse battery");

        var file = Assert.Single(Directory.GetFiles(shop.Services.GetRequiredService<Mailer>().Folder));
        Assert.Contains("<post@harbour.example>", await File.ReadAllTextAsync(file, Cancel));
    }
}
