using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Catalogue;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Admin;

/// <summary>Discounts, delivery and tax as the owner sets them in the browser: previewed, saved, and told of when two do it.</summary>
public sealed class RulesPagesTests
{
    /// <summary>What was typed and is answered everywhere: wrong, absurd, hostile.</summary>
    private static readonly string[] Nonsense = ["x", "-1", "1e9", "99999999999999999999", "<script>alert(1)</script>", new string('9', 300), "١٢"];

    [Theory, BothEngines]
    public async Task A_code_is_previewed_made_changed_and_ended_with_what_was_before_on_record(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/discounts");
        (string, string)[] fields = [("Code", "Spring"), ("Kind", "percent"), ("Value", "10"), ("Ends", "2031-03-31"), ("LimitTotal", "5"), ("SampleCountry", "US"), ("SampleQuantity", "2")];

        var preview = await owner.SubmitToAsync(page, "Save", "Preview", fields);
        Assert.Equal(200, preview.Status);
        Assert.Contains("Discount Spring -$4.00", preview.Sample(1));
        Assert.DoesNotContain("Discount", preview.Sample(0));
        Assert.Equal("Spring", preview.Page.QuerySelector("#Code")!.GetAttribute("value")); // what was typed is still there
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM discount_codes"));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM bags"));

        var made = await owner.SubmitFormAsync(preview, Office.Form("Save"), fields);
        Assert.Contains("It is there, and counts from now on.", made.Text);
        Assert.Equal(["Spring counts 10 % off, until 2031-03-31 0 of 5"], made.Rows().Select(row => row.Replace('\u00a0', ' ')));
        Assert.Contains("There is a code SPRING already", (await owner.SubmitFormAsync(made, Office.Form("Save"), [("Code", "SPRING"), .. fields[1..]])).ErrorAt("Code"));

        var sheet = await owner.GetAsync(made.Page.QuerySelector(".sheet a")!.GetAttribute("href")!);
        Assert.Equal("10", sheet.Page.QuerySelector("#Value")!.GetAttribute("value"));
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        var saved = await owner.SubmitFormAsync(sheet, Office.Form("Save"), ("Kind", "amount"), ("Value", "3.00"), ("Minimum", "15"), ("FirstOrderOnly", "true"));
        Assert.Contains("Saved. Bags know it now.", saved.Text);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        var ended = await owner.SubmitFormAsync(saved, Office.Form("End"));
        Assert.Contains("The code counts no longer.", ended.Text);

        var log = (await owner.ChangesAsync()).Select(row => row.Replace('\u00a0', ' ')).ToList();
        Assert.Contains("Ended a discount code Spring", log[0]);
        Assert.Contains("Gives: “10 % off” → “$3.00 off” From: “$0.00” → “$15.00” First orders only: “no” → “yes”", log[1]);
        Assert.Contains("Made a discount code Spring 10 % off", log[2]);
    }

    [Theory, BothEngines]
    public async Task What_makes_no_sense_of_a_code_is_said_at_its_field_and_nothing_is_kept(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/discounts");
        var cases = new List<(string Field, (string, string)[] Fields)>
        {
            ("Code", [("Code", "")]), ("Code", [("Code", "a b")]), ("Code", [("Code", new string('A', 41))]), ("Kind", [("Kind", "everything")]),
            ("Value", [("Value", "0")]), ("Value", [("Value", "101")]), ("Value", [("Kind", "amount"), ("Value", "1.999")]), ("Value", [("Kind", "free_delivery"), ("Value", "5")]),
            ("Ends", [("Starts", "2031-01-02"), ("Ends", "2031-01-01")]), ("Starts", [("Starts", "01.02.2031")]), ("Ends", [("Ends", "9999-99-99")]),
            ("LimitTotal", [("LimitTotal", "0")]), ("LimitPerPerson", [("LimitPerPerson", "1.5")]),
        };
        cases.AddRange(Nonsense.SelectMany(text => ((string[])["Value", "Minimum", "Starts", "Ends", "LimitTotal", "LimitPerPerson"]).Select(field => (field, ((string, string)[])[(field, text)]))));

        foreach (var (field, fields) in cases)
        {
            (string Name, string Value)[] all = [("Code", "SPRING"), ("Kind", "percent"), ("Value", "10"), .. fields];
            foreach (var handler in (string[])["Save", "Preview"])
            {
                var refused = await owner.SubmitToAsync(page, "Save", handler, [.. all.Reverse().DistinctBy(one => one.Name)]);
                Assert.True(refused.Status == 400 && refused.ErrorAt(field) is not null, $"{field}: {string.Join(' ', fields)}: {refused.Status}");
                Assert.DoesNotContain("<script>alert", refused.Html);
            }
        }

        Assert.Equal(400, (await owner.SubmitToAsync(page, "Save", "Preview", ("Code", "SPRING"), ("Value", "10"), ("Kind", "percent"), ("SampleQuantity", "99"))).Status);
        Assert.Equal(400, (await owner.SubmitToAsync(page, "Save", "Preview", ("Code", "SPRING"), ("Value", "10"), ("Kind", "percent"), ("SampleCountry", "XX"))).Status);
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM discount_codes"));
    }

    [Theory, BothEngines]
    public async Task A_zone_is_previewed_made_changed_and_removed_and_product_pages_know_it_at_once(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        Assert.Contains("Delivery $2.00", (await visitor.GetAsync("/goods/mug")).Text);
        var page = await owner.GetAsync("/admin/delivery");
        (string, string)[] fields = [("Name", "World"), ("ZoneCountries", "us, *"), ("Flat", "3.50"), ("FreeFrom", "100")];

        var preview = await owner.SubmitToAsync(page, "Save", "Preview", [.. fields, ("SampleCountry", "US")]);
        Assert.Contains("Delivery $2.00", preview.Sample(0));
        Assert.Contains("Delivery $3.50", preview.Sample(1));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM delivery_zones"));
        Assert.Contains("Delivery $2.00", (await visitor.GetAsync("/goods/mug")).Text);

        var made = await owner.SubmitFormAsync(preview, Office.Form("Save"), fields);
        Assert.Contains("World US and everywhere else $3.50, free from $100.00", made.Rows()[0]);
        Assert.Contains("Delivery $3.50", (await visitor.GetAsync("/goods/mug")).Text);
        Assert.Contains("US is in the zone World already", (await owner.SubmitFormAsync(made, Office.Form("Save"), ("Name", "Here"), ("ZoneCountries", "US"))).ErrorAt("ZoneCountries"));
        Assert.Contains("There is a zone World already", (await owner.SubmitFormAsync(made, Office.Form("Save"), ("Name", "World"), ("ZoneCountries", "DE"))).ErrorAt("Name"));

        var sheet = await owner.GetAsync(made.Page.QuerySelector(".sheet a")!.GetAttribute("href")!);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        await owner.SubmitFormAsync(sheet, Office.Form("Save"), ("Flat", ""), ("Percent", "5"));
        Assert.Contains("Delivery $1.00", (await visitor.GetAsync("/goods/mug")).Text);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("It is gone.", (await owner.SubmitFormAsync(sheet, Office.Form("Remove"))).Text);
        Assert.Contains("Delivery $2.00", (await visitor.GetAsync("/goods/mug")).Text);
        Assert.Equal(404, (await owner.SubmitFormAsync(sheet, Office.Form("Save"))).Status);

        var log = (await owner.ChangesAsync()).Select(row => row.Replace('\u00a0', ' ')).ToList();
        Assert.Contains("Removed a delivery zone World US *: 5 % of the goods, free from $100.00", log[0]);
        Assert.Contains("Delivery: “$3.50, free from $100.00” → “5 % of the goods, free from $100.00”", log[1]);
    }

    [Theory, BothEngines]
    public async Task The_rule_for_everywhere_is_previewed_and_set_while_there_are_no_zones(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        await visitor.GetAsync("/goods/mug");
        var page = await owner.GetAsync("/admin/delivery");

        var preview = await owner.SubmitToAsync(page, "Plain", "PreviewPlain", ("PlainPercent", "20"));
        Assert.Contains("Delivery $4.00", preview.Sample(1));
        foreach (var text in Nonsense)
        {
            Assert.NotNull((await owner.SubmitFormAsync(page, Office.Form("Plain"), ("PlainPercent", text))).ErrorAt("PlainPercent"));
        }

        Assert.Contains("Saved.", (await owner.SubmitFormAsync(preview, Office.Form("Plain"), ("PlainPercent", "20"))).Text);
        Assert.Contains("Delivery $4.00", (await visitor.GetAsync("/goods/mug")).Text);
        var second = await owner.SubmitFormAsync(page, Office.Form("Plain"), ("PlainPercent", "30"));
        Assert.Equal(409, second.Status);
        Assert.Contains("Percent of the goods, as they saved it 20", second.Text);
    }

    [Theory, BothEngines]
    public async Task A_rate_and_the_meaning_of_prices_are_previewed_set_and_removed(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/tax");
        (string, string)[] fields = [("TaxCountry", "de"), ("TaxClass", "*"), ("Name", "VAT"), ("Rate", "19")];

        var preview = await owner.SubmitToAsync(page, "Save", "Preview", [.. fields, ("SampleCountry", "DE")]);
        Assert.Contains("VAT 19 % $4.18", preview.Sample(1));
        Assert.DoesNotContain("VAT", preview.Sample(0));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM tax_rates"));
        var made = await owner.SubmitFormAsync(preview, Office.Form("Save"), fields);
        Assert.Equal(["DE, * every other VAT 19 %"], made.Rows().Select(row => row.Replace('\u00a0', ' ')));
        Assert.Contains("There is a rate of DE for * already", (await owner.SubmitFormAsync(made, Office.Form("Save"), fields)).ErrorAt("TaxClass"));

        var meaning = await owner.SubmitToAsync(made, "Meaning", "PreviewMeaning", ("Meaning", "contained"), ("Home", "DE"), ("SampleCountry", "DE"));
        Assert.Contains("Includes VAT 19 %", meaning.Sample(1));
        Assert.Contains("Saved.", (await owner.SubmitFormAsync(meaning, Office.Form("Meaning"), ("Meaning", "contained"), ("Home", "DE"))).Text);
        using var visitor = shop.NewBrowser();
        await visitor.SubmitAsync(await visitor.SubmitFormAsync(await visitor.GetAsync("/goods/mug"), "form[action*=bag]"));
        Assert.Contains("Includes VAT", (await visitor.GetAsync("/bag")).Text);
        foreach (var (field, value) in ((string, string)[])[("Meaning", "x"), ("Home", "XX")])
        {
            Assert.NotNull((await owner.SubmitFormAsync(await owner.GetAsync("/admin/tax"), Office.Form("Meaning"), ("Meaning", "contained"), (field, value))).ErrorAt(field));
        }

        foreach (var (field, value) in ((string, string)[])[("TaxCountry", "XX"), ("TaxCountry", ""), ("TaxClass", ""), ("TaxClass", "a b"), ("TaxClass", "<b>"), ("Name", ""), ("Rate", ""), ("Rate", "101"), .. Nonsense.Select(text => ("Rate", text))])
        {
            var refused = await owner.SubmitFormAsync(page, Office.Form("Save"), [.. fields.Where(one => one.Item1 != field), (field, value)]);
            Assert.True(refused.Status == 400 && refused.ErrorAt(field) is not null, $"{field}: {value}");
        }

        var sheet = await owner.GetAsync(made.Page.QuerySelector(".sheet a")!.GetAttribute("href")!);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("Saved.", (await owner.SubmitFormAsync(sheet, Office.Form("Save"), ("Rate", "7"))).Text);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("It is gone.", (await owner.SubmitFormAsync(sheet, Office.Form("Remove"))).Text);
        var log = (await owner.ChangesAsync()).Select(row => row.Replace('\u00a0', ' ')).ToList();
        Assert.Contains(log, line => line.Contains("Rate: “19 %” → “7 %”"));
        Assert.Contains(log, line => line.Contains("Where most buyers are: nothing → “DE” Prices contain the tax: “no” → “yes”"));
    }

    [Theory, BothEngines]
    public async Task Whoever_saves_second_is_told_what_the_other_saved_and_nothing_is_overwritten(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        await owner.SubmitFormAsync(await owner.GetAsync("/admin/discounts"), Office.Form("Save"), ("Code", "SPRING"), ("Kind", "percent"), ("Value", "10"));
        await owner.SubmitFormAsync(await owner.GetAsync("/admin/delivery"), Office.Form("Save"), ("Name", "World"), ("ZoneCountries", "*"), ("Flat", "10"));
        await owner.SubmitFormAsync(await owner.GetAsync("/admin/tax"), Office.Form("Save"), ("TaxCountry", "*"), ("TaxClass", "*"), ("Name", "VAT"), ("Rate", "10"));

        foreach (var (list, field, label) in ((string, string, string)[])[("discounts", "Value", "How much"), ("delivery", "Flat", "Every parcel"), ("tax", "Rate", "Percent")])
        {
            var page = await owner.GetAsync((await owner.GetAsync($"/admin/{list}")).Page.QuerySelector(".sheet a")!.GetAttribute("href")!);
            (string, string)[] kind = list == "discounts" ? [("Kind", "percent")] : [];
            await owner.SubmitFormAsync(page, Office.Form("Save"), [.. kind, (field, "20")]);

            var second = await owner.SubmitFormAsync(page, Office.Form("Save"), [.. kind, (field, "30")]);

            Assert.Equal(409, second.Status);
            Assert.Contains($"{Office.OwnerEmail} saved this while you were editing it", second.Text);
            Assert.Contains($"{label}, as they saved it 20", second.Text);
            Assert.Equal("30", second.Page.QuerySelector($"#{field}")!.GetAttribute("value"));
            Assert.StartsWith("20", (await owner.GetAsync(second.Path.Split('?')[0])).Page.QuerySelector($"#{field}")!.GetAttribute("value"));
            Assert.Contains("Saved.", (await owner.SubmitFormAsync(second, Office.Form("Save"), [.. kind, (field, "30")])).Text); // deliberately, now
        }
    }

    /// <summary>With one thing to buy for $20.00.</summary>
    private static async Task<AccountsShop> OpenAsync(string engine)
    {
        var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        await Shelf.AddMugAsync(shop);
        return shop;
    }
}

internal static class Shelf
{
    public static async Task AddMugAsync(AccountsShop shop)
    {
        await Many.AddAsync(OrderPageTests.Store(shop), 1, TestContext.Current.CancellationToken);
        await shop.ExecuteAsync("UPDATE products SET slug = 'mug', title = 'Mug'");
        await shop.ExecuteAsync("DELETE FROM prices");
        await shop.ExecuteAsync(
            "INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) SELECT @id, v.id, 'usd', 2000, @at FROM variants v",
            new { id = Chance.Secure.NewId(shop.Clock.Now()), at = shop.Clock.Now().AddDays(-1) });
    }

    /// <summary>What the sample bag comes to: 0 is now, 1 is then.</summary>
    public static string Sample(this Answer page, int at) => string.Join(
        ' ', (page.Page.QuerySelectorAll(".before-after > div")[at].TextContent).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace('\u00a0', ' ');

    /// <summary>Fills in one form, and sends it to another handler of the page, as its second button does.</summary>
    public static Task<Answer> SubmitToAsync(this Browser owner, Answer page, string form, string handler, params (string Name, string Value)[] fields)
    {
        var element = page.Page.QuerySelector(Office.Form(form))!;
        var action = element.GetAttribute("action")!;
        var other = element.QuerySelector($"button[formaction$='handler={handler}']")?.GetAttribute("formaction") ?? action;
        element.SetAttribute("action", other);
        var sent = owner.SubmitFormAsync(page, $"form[action='{other}']", fields);
        element.SetAttribute("action", action);
        return sent;
    }
}
