using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Admin;

/// <summary>What a membership gives, in the product's editor.</summary>
public sealed class PlanFormTests
{
    [Theory, BothEngines]
    public async Task What_a_membership_gives_is_set_shown_to_buyers_and_on_record(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        var sheet = await owner.AddAsync("membership", "Back Room", ("Published", "true"));
        await visitor.GetAsync("/membership"); // and is kept
        shop.Clock.Advance(TimeSpan.FromMinutes(1));

        var saved = await owner.SubmitFormAsync(
            sheet, Office.Form("Plan"), ("Benefits", "A letter each month\r\n\r\n<b>A chair</b>"), ("TrialDays", "14"), ("Position", "2"), ("Badge", "Back Room"), ("MemberPrices", ""));

        Assert.Contains("What it gives is changed.", saved.Text);
        Assert.Equal("A letter each month\n<b>A chair</b>", saved.Page.QuerySelector("#Benefits")!.TextContent.Trim());
        var buyers = await visitor.GetAsync("/membership");
        Assert.Contains("A letter each month", buyers.Text);
        Assert.Contains("<b>A chair</b>", buyers.Text);
        Assert.DoesNotContain("<b>A chair", buyers.Html);
        var line = (await owner.ChangesAsync())[0];
        Assert.Contains("Changed what a membership gives Back Room", line);
        Assert.Contains("Free days: “0” → “14”", line);
        Assert.Contains("Members’ prices: “yes” → “no”", line);

        var second = await owner.SubmitFormAsync(sheet, Office.Form("Plan"), ("Benefits", "Another"), ("TrialDays", "3"), ("Position", "2"));
        Assert.Equal(409, second.Status);
        Assert.Contains("Free days, as they saved it 14", second.Text);
        Assert.Equal(14, await shop.QueryAsync<int>("SELECT trial_days FROM plans"));
    }

    [Theory, BothEngines]
    public async Task What_makes_no_sense_is_said_at_its_field_and_other_products_have_no_such_form(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var sheet = await owner.AddAsync("membership", "Back Room");

        foreach (var (field, value) in ((string, string)[])
            [
                ("Position", "0"), ("Position", ""), ("Position", "x"), ("TrialDays", "731"), ("TrialDays", "-1"), ("TrialDays", "<b>"), ("Badge", new string('x', 25)),
                ("Benefits", new string('x', 121)), ("Benefits", string.Join('\n', Enumerable.Range(0, 21))), ("Benefits", "a\u0007"),
            ])
        {
            var refused = await owner.SubmitFormAsync(sheet, Office.Form("Plan"), [.. field == "Benefits" ? [] : ((string, string)[])[("Benefits", "")], (field, value)]);
            Assert.True(refused.Status == 400 && refused.ErrorAt(field) is not null, $"{field}: {value}");
        }

        Assert.Equal(1, await shop.QueryAsync<int>("SELECT version FROM products"));
        var book = await owner.AddAsync("book", "The Tide Table");
        Assert.Null(book.Page.QuerySelector(Office.Form("Plan")));
        var token = book.Page.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        Assert.Equal(404, (await owner.PostAsync($"/admin/products/{Editor.IdOf(book)}?handler=Plan", new Dictionary<string, string> { ["__RequestVerificationToken"] = token })).Status);
    }
}
