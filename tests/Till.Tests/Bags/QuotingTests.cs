using Till.Bags;
using Till.Core;
using Till.Core.Pricing;
using Till.Storage;
using Till.Tests.Catalogue;
using Till.Tests.Harness;

namespace Till.Tests.Bags;

/// <summary>What a bag costs by the shop's rules.</summary>
public sealed class QuotingTests
{
    [Theory, BothEngines]
    public async Task Without_any_rule_delivery_is_ten_percent_and_free_from_fifty(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug") { Price = 9_99 });
        var below = await shop.AddAsync(new("good", "below") { Price = 49_99 });
        var at = await shop.AddAsync(new("good", "at") { Price = 50_00 });
        var album = await shop.AddAsync(new("album", "album") { Price = 9_99 });

        Assert.Equal("$54.95", await TotalAsync((mug.Variants[0], 5, 0)));
        Assert.Equal("$54.99", await TotalAsync((below.Variants[0], 1, 0)));
        Assert.Equal("$50.00", await TotalAsync((at.Variants[0], 1, 0)));
        Assert.Equal("$9.99", await TotalAsync((album.Variants[0], 1, 0)));
        Assert.Equal("$0.00", await TotalAsync());

        async Task<string> TotalAsync(params (Guid, int, long)[] lines) => $"{(await shop.QuoteAsync(await shop.AddBagAsync(lines))).Quote.Total}";
    }

    [Fact]
    public async Task The_rule_that_the_shop_comes_with_can_be_set()
    {
        await using var shop = await TestShop.StartAsync("Sqlite", new Dictionary<string, string?>
        {
            ["Till:Delivery:BasisPoints"] = "2500", ["Till:Delivery:FreeFrom"] = "30.00",
        });
        var mug = await shop.AddAsync(new("good", "mug") { Price = 10_00 });

        var quote = (await shop.QuoteAsync(await shop.AddBagAsync((mug.Variants[0], 2, 0)))).Quote;

        Assert.Equal(("$5.00", "$10.00"), ($"{quote.Delivery}", $"{quote.MoreForFreeDelivery}"));
    }

    [Theory]
    [InlineData("usd", 50_00)]
    [InlineData("jpy", 5_000)]
    [InlineData("kwd", 50_000)]
    [InlineData("isk", 5_000_00)]
    public async Task The_rule_that_the_shop_comes_with_fits_its_currency(string currency, long freeFrom)
    {
        await using var shop = await TestShop.StartAsync("Sqlite", new Dictionary<string, string?> { ["Till:Currency"] = currency });
        var rules = await shop.Database.ReadAsync(
            db => PriceRules.ReadAsync(db, (ShopSettings)shop.Services.GetService(typeof(ShopSettings))!), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryRule(Money.Zero(Currency.Parse(currency)), 1_000, new Money(freeFrom, Currency.Parse(currency))), rules.ZoneOf("NO")!.Rule);
    }

    [Theory, BothEngines]
    public async Task Zones_and_taxes_go_by_the_country_and_are_an_estimate_until_it_is_known(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine, new Dictionary<string, string?> { ["Till:Country"] = "de" });
        await ZoneAsync("Germany", "DE", flat: 4_90, points: 0, freeFrom: 60_00, position: 2);
        await ZoneAsync("Neighbours", "FR NL", flat: 9_00, points: 500, freeFrom: null, position: 1);
        await TaxAsync("DE", "*", 1_900);
        await TaxAsync("DE", "books", 700);
        var book = await shop.AddAsync(new("book", "ledger") { Price = 20_00 });
        var bag = await shop.AddBagAsync((book.Variants[0], 1, 20_00));

        var estimate = await shop.QuoteAsync(bag);
        var germany = await shop.QuoteAsync(bag, BagRows.Somebody with { Country = "DE" });
        var france = await shop.QuoteAsync(bag, BagRows.Somebody with { Country = "FR" });
        var brazil = await shop.QuoteAsync(bag, BagRows.Somebody with { Country = "BR" });

        Assert.Equal((true, "Germany", "$26.64"), (estimate.IsEstimate, estimate.Zone!.Name, $"{estimate.Quote.Total}"));
        Assert.Equal((false, "Germany", "$26.64"), (germany.IsEstimate, germany.Zone!.Name, $"{germany.Quote.Total}"));
        Assert.Equal([new TaxShare("VAT", 700, false, Usd(24_90), Usd(1_74))], germany.Quote.Taxes);
        Assert.Equal(("Neighbours", "$10.00", "$30.00"), (france.Zone!.Name, $"{france.Quote.Delivery}", $"{france.Quote.Total}"));
        Assert.Equal((null, true, false), (brazil.Zone, brazil.Quote.CannotDeliver, brazil.CanBeBought));

        Task ZoneAsync(string name, string countries, long flat, int points, long? freeFrom, int position) => shop.ExecuteAsync(
            """
            INSERT INTO delivery_zones (id, name, countries, flat_minor, basis_points, free_from_minor, position)
            VALUES (@id, @name, @countries, @flat, @points, @freeFrom, @position)
            """,
            new { id = Chance.Secure.NewId(BagRows.Now), name, countries, flat, points, freeFrom, position });

        Task TaxAsync(string country, string taxClass, int points) => shop.ExecuteAsync(
            "INSERT INTO tax_rates (id, country, class, name, basis_points) VALUES (@id, @country, @taxClass, 'VAT', @points)",
            new { id = Chance.Secure.NewId(BagRows.Now), country, taxClass, points });
    }

    [Theory, BothEngines]
    public async Task A_code_counts_in_any_case_and_says_why_where_it_does_not(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug") { Price = 60_00 });
        await shop.AddCodeAsync("Welcome10", percent: 10);
        var bag = await shop.AddBagAsync((mug.Variants[0], 1, 60_00));

        await shop.ExecuteAsync("UPDATE bags SET code = ' wELCOME10 '");
        var known = await shop.QuoteAsync(bag);
        await shop.ExecuteAsync("UPDATE bags SET code = 'WELCOME11'");
        var unknown = await shop.QuoteAsync(bag);

        Assert.Equal(("Welcome10", "$6.00", "$54.00"), (known.Code!.Text, $"{known.Quote.Discount}", $"{known.Quote.Total}"));
        Assert.IsType<DiscountDecision.Applies>(known.Code.Decision);
        Assert.Equal((null, "$60.00"), (unknown.Code!.Id, $"{unknown.Quote.Total}"));
        Assert.Equal(DiscountRefusal.Unknown, Assert.IsType<DiscountDecision.Refused>(unknown.Code.Decision).Why);
    }

    [Theory, BothEngines]
    public async Task A_code_for_first_orders_is_refused_to_who_has_ordered_whether_signed_in_or_known_by_mail(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug") { Price = 60_00 });
        await shop.AddCodeAsync("FIRST", percent: 10);
        await shop.ExecuteAsync("UPDATE discount_codes SET first_order_only = @yes", new { yes = true });
        var bag = await shop.AddBagAsync((mug.Variants[0], 1, 60_00));
        await shop.ExecuteAsync("UPDATE bags SET code = 'FIRST'");
        await shop.ExecuteAsync(
            """
            INSERT INTO orders (id, number, bag_id, bag_version, state, link_key, email_key, description, currency, subtotal_minor, total_minor,
                                created_at, paid_at)
            VALUES (@id, 1001, @id, 1, 'paid', 'key', 'ada@example.com', 'Bag', 'usd', 100, 100, @Now, @Now)
            """,
            new { id = Chance.Secure.NewId(BagRows.Now), BagRows.Now });

        var guest = await shop.QuoteAsync(bag);
        var ada = await shop.QuoteAsync(bag, BagRows.Somebody with { Person = "ada@example.com" });

        Assert.Equal(Usd(6_00), guest.Quote.Discount);
        Assert.Equal(DiscountRefusal.FirstOrderOnly, Assert.IsType<DiscountDecision.Refused>(ada.Code!.Decision).Why);
        Assert.True(ada.Quote.Discount.IsZero);
    }

    [Fact]
    public async Task A_bag_is_read_and_quoted_in_as_many_queries_however_many_lines_it_has()
    {
        await using var shop = await TestShop.StartAsync(nameof(Engine.Postgres));
        var variants = new List<Guid>();
        for (var i = 0; i < 60; i++)
        {
            variants.AddRange((await shop.AddAsync(new("good", $"thing-{i}"))).Variants);
        }

        var few = await shop.AddBagAsync((variants[0], 1, 0));
        var many = await shop.AddBagAsync([.. variants.Select(variant => (variant, 99, 0L))]);
        await shop.ExecuteAsync("UPDATE bags SET code = 'ANY'");

        using var counter = await QueryCounter.StartAsync(shop.Database);
        await shop.QuoteAsync(few);
        var first = counter.Take();
        await shop.QuoteAsync(many);

        Assert.Equal((2, 2), (first, counter.Take()));
    }

    private static Money Usd(long minor) => new(minor, Currency.Usd);
}
