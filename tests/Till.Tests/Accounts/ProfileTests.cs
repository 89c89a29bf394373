using System.Text.Json;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Accounts;

/// <summary>What an account keeps about its holder: to be changed, taken along, or erased.</summary>
public sealed class ProfileTests
{
    private const string Password = "a long enough one";

    private static readonly (string, string)[] London =
    [
        ("Name", "Ada Lovelace"), ("Fields.Country", "GB"), ("Fields.Street1", "12 St James’s Square"), ("Fields.Town", "London"), ("Fields.Postcode", "sw1y 4jh"),
        ("Phone", "  "),
    ];

    [Theory, BothEngines]
    public async Task Addresses_are_added_changed_and_removed_and_one_is_the_default(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);

        var saved = await PostAsync(ada, "/account/address", London);
        Assert.Contains("The address is saved", saved.Text);
        Assert.Contains("12 St James’s Square, London SW1Y 4JH, United Kingdom default", saved.Text);
        Assert.Equal((0L, 1L), (await shop.QueryAsync<long>("SELECT COUNT(phone) FROM addresses"), await shop.QueryAsync<long>("SELECT COUNT(*) FROM addresses WHERE is_default")));
        await PostAsync(ada, "/account/address", [.. London, ("Name", "Charles Babbage"), ("IsDefault", "true")]);
        var two = (await ada.GetAsync("/account")).Page.QuerySelectorAll(".addresses li");
        Assert.Contains("Charles Babbage", two[0].TextContent);
        Assert.Contains("default", two[0].TextContent);
        Assert.DoesNotContain("default", two[1].TextContent);

        var first = two[0].QuerySelector("a")!.GetAttribute("href")!;
        Assert.Equal("Charles Babbage", (await ada.GetAsync(first)).Page.QuerySelector("#Name")!.GetAttribute("value"));
        await PostAsync(ada, first, [.. London, ("Name", "Mary Somerville"), ("IsDefault", "true")]);
        Assert.Equal("/account?done=removed", (await PostAsync(ada, first + "?handler=Remove", [], from: first)).Path);
        Assert.Contains("Ada Lovelace", Assert.Single((await ada.GetAsync("/account")).Page.QuerySelectorAll(".addresses li")).TextContent);
        Assert.Equal(1, await shop.QueryAsync<long>("SELECT COUNT(*) FROM addresses WHERE is_default"));
        Assert.Equal(404, (await ada.GetAsync(first)).Status);
    }

    [Theory, BothEngines]
    public async Task Nobody_sees_or_changes_the_addresses_of_another(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        using var eve = await shop.SignUpAsync("eve@till.example", Password);
        await PostAsync(ada, "/account/address", London);
        var path = (await ada.GetAsync("/account")).Page.QuerySelector(".addresses a")!.GetAttribute("href")!;

        Assert.Equal(404, (await eve.GetAsync(path)).Status);
        Assert.Equal(404, (await PostAsync(eve, path, London, from: "/account/address")).Status);
        Assert.Equal(404, (await PostAsync(eve, path + "?handler=Remove", [], from: "/account/address")).Status);
        Assert.Equal(1, await shop.QueryAsync<long>("SELECT COUNT(*) FROM addresses"));
        using var guest = shop.NewBrowser();
        Assert.StartsWith("/account/sign-in", (await guest.GetAsync(path)).Path);
    }

    [Theory, BothEngines]
    public async Task An_address_that_is_not_complete_or_too_long_is_refused_at_its_field(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);

        foreach (var (field, value, message) in new[]
        {
            ("Name", "", "Type the full name."), ("Name", new string('x', 51), "at most 50"), ("Phone", new string('1', 21), "at most 20"),
            ("Fields.Street1", new string('x', 81), "at most 80"), ("Fields.Town", "", "Type the town"), ("Fields.Postcode", "12345", "does not look like"),
            ("Fields.Country", "ZZ", "Choose a country"),
        })
        {
            var page = await PostAsync(ada, "/account/address", [.. London.Where(one => one.Item1 != field), (field, value)]);
            Assert.Contains(message, page.Text);
            Assert.Equal(0, await shop.QueryAsync<long>("SELECT COUNT(*) FROM addresses"));
        }
    }

    [Theory, BothEngines]
    public async Task An_e_mail_address_changes_when_the_new_one_is_confirmed_and_the_old_one_hears_of_it(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        using var elsewhere = shop.NewBrowser();
        await AccountsShop.SignInAsync(elsewhere, "ada@till.example", Password);
        await new Bought { Email = "countess@till.example" }.KeepAsync(OrderPageTests.Store(shop));

        Assert.Contains("not your password", (await AskAsync(ada, "countess@till.example", "a wrong password")).Text);
        Assert.Contains("have sent a link", (await AskAsync(ada, "Countess@till.example", Password)).Text);
        var mail = Assert.Single(await shop.MailsAsync());
        Assert.Equal("Countess@till.example", mail.To);
        Assert.Contains("ada@till.example", (await ada.GetAsync("/account")).Text); // not yet
        await elsewhere.GetAsync(mail.Link);
        Assert.Contains("ada@till.example", (await ada.GetAsync("/account")).Text); // a link that is only opened changes nothing

        var changed = await ada.SubmitAsync(await ada.GetAsync(mail.Link));
        Assert.Equal("/account?done=email", changed.Path);
        Assert.Contains("Countess@till.example", changed.Text);
        Assert.Single(changed.Page.QuerySelectorAll(".purchases tbody tr")); // what was bought with the new address came along
        Assert.StartsWith("/account/sign-in", (await elsewhere.GetAsync("/account")).Path);
        Assert.Equal("ada@till.example", Assert.Single(await shop.MailsAsync()).To);
        Assert.Equal(410, (await ada.GetAsync(mail.Link)).Status);
        Assert.Contains("do not go together", (await AccountsShop.SignInAsync(elsewhere, "ada@till.example", Password)).Text);
        Assert.Equal("/account", (await AccountsShop.SignInAsync(elsewhere, "countess@till.example", Password)).Path);
    }

    [Theory, BothEngines]
    public async Task An_address_that_another_account_has_is_not_given_away(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        Assert.Contains("have sent a link", (await AskAsync(ada, "eve@till.example", Password)).Text);
        var link = Assert.Single(await shop.MailsAsync()).Link;
        using var eve = await shop.SignUpAsync("eve@till.example", Password);

        var late = await ada.SubmitAsync(await ada.GetAsync(link));
        Assert.Equal(409, late.Status);
        Assert.Contains("belongs to another account", late.Text);
        shop.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains("have sent a link", (await AskAsync(ada, "eve@till.example", Password)).Text); // as for any address
        Assert.Contains("You have an account already", Assert.Single(await shop.MailsAsync()).Subject);
        foreach (var forged in new[] { link + "A", "/account/email/confirm", "/account/email/confirm?token=abc" })
        {
            Assert.Equal(410, (await ada.GetAsync(forged)).Status);
        }
    }

    [Theory, BothEngines]
    public async Task One_can_sign_out_everywhere_else(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var here = await shop.SignUpAsync("ada@till.example", Password);
        using var elsewhere = shop.NewBrowser();
        await AccountsShop.SignInAsync(elsewhere, "ada@till.example", Password);

        Assert.Contains("All other browsers are signed out", (await PostAsync(here, "/account?handler=EndSessions", [], from: "/account")).Text);

        Assert.Equal("/account", (await here.GetAsync("/account")).Path);
        Assert.StartsWith("/account/sign-in", (await elsewhere.GetAsync("/account")).Path);
    }

    [Theory, BothEngines]
    public async Task All_that_is_kept_about_a_person_can_be_taken_along_with_the_password(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        await PostAsync(ada, "/account/address", London);
        var order = await new Bought { Items = [Bought.Item.Shirt, Bought.Item.Book] }.KeepAsync(OrderPageTests.Store(shop));
        await new Bought { Email = "eve@till.example" }.KeepAsync(OrderPageTests.Store(shop));

        Assert.Contains("not your password", (await PostAsync(ada, "/account/data?handler=Export", [("ExportPassword", "wrong")], from: "/account/data")).Text);
        var data = JsonDocument.Parse((await PostAsync(ada, "/account/data?handler=Export", [("ExportPassword", Password)], from: "/account/data")).Html).RootElement;

        Assert.Equal("ada@till.example", data.GetProperty("account").GetProperty("email").GetString());
        Assert.Equal("London", Assert.Single(data.GetProperty("addresses").EnumerateArray()).GetProperty("town").GetString());
        var bought = Assert.Single(data.GetProperty("orders").EnumerateArray());
        Assert.Equal(order.Intent, bought.GetProperty("paymentIntent").GetString());
        Assert.Equal(["Linen shirt", "The Tide Table"], bought.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("title").GetString()));
        Assert.DoesNotContain(order.Key, data.ToString());
        Assert.DoesNotContain("eve@", data.ToString());
    }

    [Theory, BothEngines]
    public async Task An_erased_person_is_nowhere_and_the_books_stay(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        await PostAsync(ada, "/account/address", London);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        await AskAsync(ada, "countess@till.example", Password);

        Assert.Contains("tick the box", (await EraseAsync(ada, ("ErasePassword", Password))).Text);
        Assert.Contains("not your password", (await EraseAsync(ada, ("ErasePassword", "wrong"), ("Sure", "true"))).Text);
        Assert.Equal(200, (await ada.GetAsync(order.Path)).Status);
        Assert.Contains("Your account is erased", (await EraseAsync(ada, ("ErasePassword", Password), ("Sure", "true"))).Text);

        Assert.StartsWith("/account/sign-in", (await ada.GetAsync("/account")).Path);
        Assert.Contains("do not go together", (await AccountsShop.SignInAsync(ada, "ada@till.example", Password)).Text);
        Assert.Equal(404, (await ada.GetAsync(order.Path)).Status);
        Assert.Equal(
            (2000L, "paid", order.Number, "US"),
            await shop.QueryAsync<(long, string, long, string)>("SELECT total_minor, state, number, country FROM orders WHERE erased_at IS NOT NULL"));
        Assert.Equal(1, await shop.QueryAsync<long>("SELECT COUNT(*) FROM order_lines"));
        await AssertForgottenAsync(shop, "ada@till", "Ada Lovelace", "Analytical Way", "countess", "4242", "0100");
    }

    [Theory, BothEngines]
    public async Task Who_can_still_be_charged_is_not_erased(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        await shop.ExecuteAsync("UPDATE payment_attempts SET state = 'open' WHERE order_id = @Id", order);

        var refused = await EraseAsync(ada, ("ErasePassword", Password), ("Sure", "true"));

        Assert.Equal(409, refused.Status);
        Assert.Contains("can still be paid", refused.Text);
        Assert.Equal("/account", (await ada.GetAsync("/account")).Path);
        Assert.Equal(1, await shop.QueryAsync<long>("SELECT COUNT(email) FROM orders"));
    }

    [Fact]
    public async Task Every_form_of_the_account_carries_its_token()
    {
        await using var shop = await AccountsShop.OpenAsync(nameof(Till.Storage.Engine.Sqlite));
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        await PostAsync(ada, "/account/address", London);

        var paths = new[] { "/account", "/account/data", "/account/email", "/account/password", (await ada.GetAsync("/account")).Page.QuerySelector(".addresses a")!.GetAttribute("href")! };
        foreach (var path in paths)
        {
            Assert.All(
                (await ada.GetAsync(path)).Page.QuerySelectorAll("main form[method=post]"),
                form => Assert.Single(form.QuerySelectorAll("[name=__RequestVerificationToken]")));
        }
    }

    [Theory]
    [InlineData("/account/address")]
    [InlineData("/account/email")]
    [InlineData("/account/data?handler=Export")]
    [InlineData("/account/data?handler=Erase")]
    [InlineData("/account?handler=EndSessions")]
    public async Task A_form_of_another_site_is_refused(string path)
    {
        await using var shop = await AccountsShop.OpenAsync(nameof(Till.Storage.Engine.Sqlite));
        using var ada = await shop.SignUpAsync("ada@till.example", Password);

        Assert.Equal(400, (await ada.PostAsync(path, [])).Status);
    }

    private static Task<Answer> AskAsync(Browser browser, string email, string password) =>
        PostAsync(browser, "/account/email", [("EmailAddress", email), ("Password", password)]);

    private static Task<Answer> EraseAsync(Browser browser, params (string, string)[] fields) =>
        PostAsync(browser, "/account/data?handler=Erase", fields, from: "/account/data");

    /// <summary>Sends a form with the token of the page that has it; a field that is named twice is as it was named last.</summary>
    private static async Task<Answer> PostAsync(Browser browser, string path, (string Name, string Value)[] fields, string? from = null)
    {
        var page = await browser.GetAsync(from ?? path);
        var values = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = page.Page.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!,
        };
        foreach (var (name, value) in fields)
        {
            values[name] = value;
        }

        return await browser.PostAsync(path, values);
    }

    /// <summary>Looks through every text of every table.</summary>
    private static async Task AssertForgottenAsync(AccountsShop shop, params string[] words)
    {
        foreach (var (table, columns) in new[]
        {
            ("orders", "email,email_key,name,phone,street1,street2,town,postcode,link_key"), ("accounts", "email,email_key,name"), ("addresses", "name,street1,town"),
            ("payment_attempts", "request,session_url"), ("payments", "card_last4,receipt_url"), ("outbox", "payload,subject"), ("discount_uses", "person"),
        })
        {
            foreach (var word in words)
            {
                var where = string.Join(" OR ", columns.Split(',').Select(column => $"{column} LIKE @like"));
                Assert.True(0 == await shop.QueryAsync<long>($"SELECT COUNT(*) FROM {table} WHERE {where}", new { like = $"%{word}%" }), $"{word} is in {table}");
            }
        }
    }
}
