using Till.Bags;
using Till.Core;
using Till.Core.Pricing;
using Till.Products;
using Till.Storage;
using Till.Tests.Catalogue;
using Till.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Till.Tests.Bags;

/// <summary>The rules that prices are reckoned by, as the owner sets them.</summary>
public sealed class RulesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_zone_is_made_changed_and_removed_and_a_country_lies_in_one(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var zones = shop.Services.GetRequiredService<DeliveryZones>();

        await zones.SetAsync(Zone("Germany", ["DE"], Usd(4_90), 0, Usd(50_00)), Actor.CommandLine, Cancel);
        await zones.SetAsync(Zone("World", ["*"], Usd(9_00), 500, null), Actor.CommandLine, Cancel);
        Assert.StartsWith("DE is in the zone Germany already", Assert.IsType<Edit.Refused>(await zones.SetAsync(Zone("Near", ["FR", "DE"], Usd(0), 0, null), Actor.CommandLine, Cancel)).Why);
        await zones.SetAsync(Zone("Germany", ["DE", "AT"], Usd(5_90), 0, null), Actor.CommandLine, Cancel);

        Assert.Equal(
            [("Germany", "DE AT", 5_90, 0, null, 1), ("World", "*", 9_00, 500, null, 2)],
            (await zones.ListAsync(Cancel)).Select(row => (row.Name, row.Countries, row.FlatMinor, row.BasisPoints, row.FreeFromMinor, row.Position)));
        Assert.True(await zones.RemoveAsync("World", Actor.CommandLine, Cancel));
        Assert.False(await zones.RemoveAsync("World", Actor.CommandLine, Cancel));
        Assert.Single(await zones.ListAsync(Cancel));
    }

    [Theory, BothEngines]
    public async Task A_rate_is_set_changed_and_removed(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var rates = shop.Services.GetRequiredService<TaxRates>();

        await rates.SetAsync(new TaxRate("DE", "*", "VAT", 1_600), Actor.CommandLine, Cancel);
        await rates.SetAsync(new TaxRate("DE", "books", "VAT", 700), Actor.CommandLine, Cancel);
        await rates.SetAsync(new TaxRate("DE", "*", "MwSt", 1_900), Actor.CommandLine, Cancel);

        Assert.Equal([new TaxRate("DE", "*", "MwSt", 1_900), new TaxRate("DE", "books", "VAT", 700)], await rates.ListAsync(Cancel));
        Assert.True(await rates.RemoveAsync("DE", "books", Actor.CommandLine, Cancel));
        Assert.False(await rates.RemoveAsync("DE", "books", Actor.CommandLine, Cancel));
    }

    [Theory, BothEngines]
    public async Task A_code_is_made_once_and_ends_at_once(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine, time: new VirtualClock(BagRows.Now));
        var codes = shop.Services.GetRequiredService<DiscountCodes>();
        var mug = await shop.AddAsync(new("good", "mug") { Price = 20_00 });
        var bag = await shop.AddBagAsync((mug.Variants[0], 1, 20_00));
        await shop.ExecuteAsync("UPDATE bags SET code = 'five'");
        var rules = new DiscountCode(new Discount.Amount(Usd(5_00)), Usd(10_00), false, null, null, 9, 1, 0);

        Assert.NotNull(await codes.AddAsync("Five", rules, Actor.CommandLine, Cancel));
        Assert.Null(await codes.AddAsync("FIVE", rules, Actor.CommandLine, Cancel));
        Assert.Equal("$5.00", $"{(await shop.QuoteAsync(bag)).Quote.Discount}");
        Assert.True(await codes.EndAsync("fIVE", Actor.CommandLine, Cancel));
        Assert.False(await codes.EndAsync("six", Actor.CommandLine, Cancel));

        Assert.Equal(DiscountRefusal.Expired, Assert.IsType<DiscountDecision.Refused>((await shop.QuoteAsync(bag)).Code!.Decision).Why);
        Assert.Equal(BagRows.Now, Assert.Single(await codes.ListAsync(Cancel)).EndsAt);
    }

    [Theory, BothEngines]
    public async Task A_product_s_page_says_what_delivery_costs_and_hears_of_another_rule(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("good", "mug") { Price = 20_00 });
        await shop.AddAsync(new("album", "tides") { Price = 9_99 });
        Assert.Contains("Delivery $2.00 · free from $50.00", (await shop.GetAsync("/goods/mug")).Text("main"));
        Assert.DoesNotContain("Delivery", (await shop.GetAsync("/albums/tides")).Text("main"));

        await shop.Services.GetRequiredService<DeliveryZones>().SetAsync(Zone("World", ["*"], Usd(3_50), 0, null), Actor.CommandLine, Cancel);

        Assert.Contains("Delivery $3.50", (await shop.GetAsync("/goods/mug")).Text("main"));
        Assert.DoesNotContain("free from", (await shop.GetAsync("/goods/mug")).Text("main"));
    }

    [Fact]
    public async Task The_owner_sets_the_rules_by_command_and_what_makes_no_sense_is_refused_in_words()
    {
        using var folder = new TemporaryFolder();
        await RefusedAsync(2, "takes an amount of USD such as 5.00", "delivery", "set", "Home", "--countries", "DE", "--flat", "4,90");
        await RefusedAsync(2, "is no country's code", "delivery", "set", "Home", "--countries", "Germany");
        Assert.Contains("Home: $4.90, free from $50.00.", await DoneAsync("delivery", "set", "Home", "--countries", "de, at", "--flat", "4.90", "--free-from", "50.00"));
        await RefusedAsync(1, "AT is in the zone Home already", "delivery", "set", "South", "--countries", "AT");
        Assert.Contains("Home: DE AT · $4.90, free from $50.00", await DoneAsync("delivery", "list"));
        Assert.Contains("\"countries\": \"DE AT\"", await DoneAsync("delivery", "list", "--json"));
        await RefusedAsync(1, "There is no zone South", "delivery", "remove", "South");
        Assert.Contains("DE books: VAT 7\u00a0%, on top of the prices.", await DoneAsync("tax", "set", "DE", "--class", "books", "--percent", "7"));
        await RefusedAsync(2, "--percent takes a number", "tax", "set", "DE", "--percent", "190");
        await RefusedAsync(2, "Say one of --percent", "discount", "add", "BOTH", "--percent", "10", "--free-delivery");
        await RefusedAsync(2, "takes a day such as", "discount", "add", "LATE", "--percent", "10", "--ends", "31.12.2026");
        await DoneAsync("discount", "add", "TENNER", "--percent", "10", "--limit", "5", "--minimum", "20.00");
        await RefusedAsync(1, "There is a code tenner already", "discount", "add", "tenner", "--percent", "5");
        await DoneAsync("discount", "end", "tenner");
        Assert.Contains("TENNER: 10\u00a0% off, from $20.00, ended ", await DoneAsync("discount", "list"));

        async Task<string> DoneAsync(params string[] arguments)
        {
            var ended = await TillProcess.RunAsync([.. arguments, "--data", folder.Path]);
            Assert.Equal((0, ""), (ended.Code, ended.Error));
            return ended.Output;
        }

        async Task RefusedAsync(int code, string words, params string[] arguments)
        {
            var ended = await TillProcess.RunAsync([.. arguments, "--data", folder.Path]);
            Assert.Equal(code, ended.Code);
            Assert.Contains(words, ended.Error);
        }
    }

    private static DeliveryZone Zone(string name, string[] countries, Money flat, int basisPoints, Money? freeFrom) =>
        new(name, countries, new DeliveryRule(flat, basisPoints, freeFrom));

    private static Money Usd(long minor) => new(minor, Currency.Usd);
}
