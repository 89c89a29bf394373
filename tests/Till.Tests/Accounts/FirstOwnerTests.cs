using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Commands;
using Till.Tests.Harness;

namespace Till.Tests.Accounts;

/// <summary>How a shop comes by its owner.</summary>
public sealed class FirstOwnerTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task The_link_makes_an_owner_once_and_signs_them_in(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var (link, again) = (await LinkAsync(shop), await LinkAsync(shop));
        using var browser = shop.NewBrowser();
        var page = await browser.GetAsync(link);

        var refused = await browser.SubmitAsync(page, ("EmailAddress", "nobody"), ("Password", "short"), ("PasswordAgain", "short"));
        Assert.Equal(400, refused.Status);
        Assert.Equal("/admin", (await browser.SubmitAsync(page, ("EmailAddress", "Mara@till.example"), ("Password", Password), ("PasswordAgain", Password))).Path);
        Assert.Contains("Became the first owner", (await browser.GetAsync("/admin/changes")).Text);

        // Used, and another that was printed before.
        using var other = shop.NewBrowser();
        foreach (var over in (string[])[link, again])
        {
            Assert.Equal(410, (await other.GetAsync(over)).Status);
        }

        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM accounts"));
        Assert.StartsWith("Mara@till.example", await FirstStart.OwnerAsync(shop.Services, Cancel));
    }

    [Theory, BothEngines]
    public async Task It_is_over_after_a_day_and_worth_nothing_when_there_is_an_owner_by_other_means(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();
        var link = await LinkAsync(shop);
        shop.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(410, (await browser.GetAsync(link)).Status);
        foreach (var wrong in (string[])["/account/first-owner", "/account/first-owner?key=", "/account/first-owner?key=x", link + "x"])
        {
            Assert.Equal(410, (await browser.GetAsync(wrong)).Status);
        }

        var page = await browser.GetAsync(await LinkAsync(shop));
        Assert.Equal(200, page.Status);
        await OwnerAccount.CreateAsync(shop.Services, "owner@till.example", Cancel);
        Assert.Equal(410, (await browser.SubmitAsync(page, ("EmailAddress", "eve@till.example"), ("Password", Password), ("PasswordAgain", Password))).Status);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM accounts"));
    }

    [Theory, BothEngines]
    public async Task Of_two_who_use_it_at_the_same_moment_one_becomes_the_owner(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => Task.Run(
            () => OwnerAccount.CreateFirstAsync(shop.Services, $"owner{at}@till.example", Password, Cancel))));

        Assert.Single(made, one => one is not null);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM accounts WHERE role = 'owner'"));
    }

    /// <summary>As the start prints it.</summary>
    private static async Task<string> LinkAsync(AccountsShop shop)
    {
        var line = await FirstStart.OwnerAsync(shop.Services, Cancel);
        return new Uri(line.Split(' ')[^1]).PathAndQuery;
    }
}
