using Dapper;
using Till.Bags;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Till.Tests.Bags;

/// <summary>What becomes of a guest's bag when they sign in, and of the account's when they sign out.</summary>
public sealed class SignInTests
{
    private const string Password = "a long enough password";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_guest_s_bag_comes_along_and_waits_for_its_owner_after_signing_out(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var mug = await AddMugAsync(shop, "Mug");
        (await shop.SignUpAsync("ada@example.com", Password)).Dispose();
        using var browser = shop.NewBrowser();
        await AddAsync(browser, mug, "3");
        var bag = await shop.QueryAsync<Guid>("SELECT id FROM bags");

        await AccountsShop.SignInAsync(browser, "ada@example.com", Password);
        Assert.Contains("3 things", (await browser.GetAsync("/bag")).Text);
        Assert.Equal(bag, await shop.QueryAsync<Guid>("SELECT id FROM bags WHERE account_id IS NOT NULL"));

        var account = await browser.GetAsync("/account");
        var token = account.Page.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await browser.PostAsync("/account/sign-out", [KeyValuePair.Create("__RequestVerificationToken", token)]);
        Assert.Contains("There is nothing in it yet", (await browser.GetAsync("/bag")).Text);
        Assert.Contains("\"count\":0", (await browser.GetAsync("/bag/badge")).Html);

        await AddAsync(browser, mug, "1");
        Assert.Contains("1 thing", (await browser.GetAsync("/bag")).Text);
        using var elsewhere = shop.NewBrowser();
        await AccountsShop.SignInAsync(elsewhere, "ada@example.com", Password);
        Assert.Contains("3 things", (await elsewhere.GetAsync("/bag")).Text);
    }

    [Theory, BothEngines]
    public async Task Two_bags_become_one_with_their_sums_and_at_most_ninety_nine_of_each(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var (mug, cup, pot) = (await AddMugAsync(shop, "Mug"), await AddMugAsync(shop, "Cup"), await AddMugAsync(shop, "Pot"));
        using var first = await shop.SignUpAsync("ada@example.com", Password);
        await AddAsync(first, mug, "60");
        await AddAsync(first, cup, "1");
        using var second = shop.NewBrowser();
        await AddAsync(second, mug, "60");
        await AddAsync(second, pot, "2");

        await AccountsShop.SignInAsync(second, "ada@example.com", Password);

        var lines = await shop.Services.GetRequiredService<Database>().ReadAsync(
            db => db.QueryAsync<(string, int)>("SELECT title, quantity FROM bag_lines ORDER BY title"), Cancel);
        Assert.Equal([("Cup", 1), ("Mug", 99), ("Pot", 2)], lines);
        Assert.Equal(1, await shop.QueryAsync<long>("SELECT COUNT(*) FROM bags"));
        Assert.Equal(4, await shop.QueryAsync<int>("SELECT version FROM bags"));
        Assert.Contains("102 things", (await first.GetAsync("/bag")).Text);
    }

    [Theory, BothEngines]
    public async Task Signing_in_on_many_devices_at_once_loses_nothing(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var mug = await AddMugAsync(shop, "Mug");
        (await shop.SignUpAsync("ada@example.com", Password)).Dispose();
        var (database, change) = (shop.Services.GetRequiredService<Database>(), shop.Services.GetRequiredService<ChangeBag>());
        var account = await shop.QueryAsync<Guid>("SELECT id FROM accounts");
        var visitors = Enumerable.Range(0, 8).Select(i => $"visitor-{i}").ToList();
        foreach (var visitor in visitors)
        {
            await change.AddAsync(new BagOwner(visitor, null), mug, 2, Cancel);
        }

        var work = visitors.Select(visitor => MergeBags.RunAsync(database, visitor, account, shop.Clock.Now(), Cancel))
            .Concat(visitors.Select(visitor => (Task)change.AddAsync(new BagOwner(visitor, account), mug, 1, Cancel)));
        await Task.WhenAll(work);

        Assert.Equal(24, await shop.QueryAsync<int>("SELECT quantity FROM bag_lines"));
        Assert.Equal(1, await shop.QueryAsync<long>("SELECT COUNT(*) FROM bags"));
    }

    private static async Task AddAsync(Browser browser, Guid variant, string quantity)
    {
        var question = await browser.PostAsync(
            "/bag/add", [KeyValuePair.Create("variant", variant.ToString()), KeyValuePair.Create("quantity", quantity)]);
        Assert.Contains("is in your bag", (await browser.SubmitAsync(question)).Text);
    }

    private static async Task<Guid> AddMugAsync(AccountsShop shop, string title)
    {
        var now = shop.Clock.Now();
        var (product, variant) = (Chance.Secure.NewId(now), Chance.Secure.NewId(now));
        await shop.ExecuteAsync(
            """
            INSERT INTO products (id, kind, slug, title, maker, published, created_at, updated_at)
            VALUES (@product, 'good', @slug, @title, 'Kiln', @yes, @now, @now)
            """,
            new { product, slug = title.ToLowerInvariant(), title, yes = true, now });
        await shop.ExecuteAsync(
            "INSERT INTO variants (id, product_id, sku, position) VALUES (@variant, @product, @title, 1)", new { variant, product, title });
        await shop.ExecuteAsync(
            "INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) VALUES (@variant, @variant, 'usd', 500, @now)", new { variant, now });
        return variant;
    }
}
