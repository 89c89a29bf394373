using FsCheck;
using FsCheck.Fluent;
using Till.Core;
using Till.Core.Pricing;

namespace Till.Tests.Core;

public sealed class QuoteTests
{
    private static readonly string[] Classes = ["standard", "books", "digital"];

    /// <summary>Any basket under any rules, in currencies of zero, two and three decimals and of steps.</summary>
    private static readonly Gen<Case> Cases =
        from currency in Any.Currency
        from lines in Line(currency).ListOf().Select(list => list.Take(12).ToList())
        from rule in Rule(currency)
        from discount in DiscountOf(currency)
        from tax in Tax
        from country in Gen.Elements("DE", "US", null)
        select new Case(lines, rule, discount, tax, country, currency);

    /// <summary>Those in which something is to be delivered that is not free yet.</summary>
    private static Gen<Case> NearlyFree =>
        from one in Cases
        from flat in Gen.Choose(1, 2_000)
        from missing in Gen.Choose(1, 40_000)
        let lines = one.Lines.Append(new PriceLine(InSteps(1, one.Currency), 1, true, "standard")).ToList()
        let subtotal = lines.Sum(line => line.Unit.Minor * line.Quantity)
        select one with
        {
            Lines = lines,
            Discount = null,
            Rule = new DeliveryRule(InSteps(flat, one.Currency), 0, new Money(subtotal, one.Currency) + InSteps(missing, one.Currency)),
        };

    private static Gen<TaxRules> Tax =>
        from rates in (from country in Gen.Elements("*", "DE")
                       from taxClass in Gen.Elements("*", "standard", "books")
                       from name in Gen.Elements("VAT", "Sales tax")
                       from points in Gen.Elements(0, 500, 700, 825, 1_900, 2_000, 10_000)
                       select new TaxRate(country, taxClass, name, points)).ListOf()
        from included in Gen.Elements(true, false)
        select new TaxRules([.. rates], included);

    [Fact]
    public void No_minor_unit_is_lost_or_invented() => Any.Holds(Cases, one =>
    {
        var quote = one.Quote;

        Assert.Equal(quote.Subtotal - quote.Discount + quote.Delivery + quote.Tax, quote.Total);
        Assert.Equal(quote.Subtotal.Minor, one.Lines.Sum(line => line.Unit.Minor * line.Quantity));
        Assert.Equal(quote.Subtotal.Minor, quote.Lines.Sum(line => line.Total.Minor));
        Assert.Equal(quote.Discount.Minor, quote.Lines.Sum(line => line.Discount.Minor));
        Assert.Equal((quote.Tax + quote.TaxIncluded).Minor, quote.Taxes.Sum(share => share.Tax.Minor));
        // What the lines do not bear of the tax is delivery's.
        var ofDelivery = (quote.Tax + quote.TaxIncluded).Minor - quote.Lines.Sum(line => (line.Tax + line.TaxIncluded).Minor);
        Assert.InRange(ofDelivery, 0, quote.Delivery.Minor);
    });

    [Fact]
    public void Nothing_is_ever_negative_and_everything_can_be_charged() => Any.Holds(Cases, one =>
    {
        var quote = one.Quote;
        Money[] amounts =
        [
            quote.Subtotal, quote.Discount, quote.Delivery, quote.Tax, quote.TaxIncluded, quote.Total, quote.Subtotal - quote.Discount,
            .. quote.Lines.SelectMany(line => (Money[])[line.Total, line.Discount, line.Tax, line.TaxIncluded, line.Net, line.Net - line.TaxIncluded]),
            .. quote.Taxes.SelectMany(share => (Money[])[share.Base, share.Tax]),
        ];

        Assert.All(amounts, amount =>
        {
            Assert.False(amount.IsNegative);
            Assert.Equal(0, amount.Minor % one.Currency.StepMinor);
        });
    });

    [Fact]
    public void A_tax_is_its_rates_share_of_its_base_within_half_a_step() => Any.Holds(Cases, one =>
    {
        foreach (var share in one.Quote.Taxes)
        {
            var exact = (share.Included ? share.Base + share.Tax : share.Base).Minor * (Int128)share.BasisPoints;
            var denominator = share.Included ? 10_000 + share.BasisPoints : 10_000;
            Assert.True(Int128.Abs(((Int128)share.Tax.Minor * denominator) - exact) * 2 <= (Int128)one.Currency.StepMinor * denominator);
        }

        Assert.Equal(one.Quote.Taxes.Count, one.Quote.Taxes.Select(share => (share.Name, share.BasisPoints)).Distinct().Count());
    });

    [Fact]
    public void Tax_that_prices_contain_is_not_asked_for_again() => Any.Holds(Cases, one =>
        Assert.True(one.Tax.PricesIncludeTax ? one.Quote.Tax.IsZero : one.Quote.TaxIncluded.IsZero));

    [Fact]
    public void A_discount_never_makes_an_order_dearer() => Any.Holds(Cases, one =>
        Assert.True(one.Quote.Total <= (one with { Discount = null }).Quote.Total));

    [Fact]
    public void A_bag_without_anything_to_post_pays_no_delivery_and_can_go_anywhere() => Any.Holds(Cases, one =>
    {
        var downloads = one with { Lines = [.. one.Lines.Select(line => line with { Delivered = false })] };

        Assert.True(downloads.Quote.Delivery.IsZero);
        Assert.False((downloads with { Rule = null }).Quote.CannotDeliver);
        Assert.Equal(one.Lines.Any(line => line.Delivered), (one with { Rule = null }).Quote.CannotDeliver);
    });

    [Fact]
    public void Spending_what_is_missing_makes_delivery_free() =>
        Any.Holds(NearlyFree.Where(one => one.Quote.MoreForFreeDelivery is not null), one =>
        {
            var more = one.Quote.MoreForFreeDelivery!.Value;
            Assert.True(more.Minor > 0);
            if (!PriceLine.CanPrice(more))
            {
                return;
            }

            Assert.True((one with { Lines = [.. one.Lines, new PriceLine(more, 1, true, "standard")] }).Quote.Delivery.IsZero);
        });

    [Fact]
    public void Five_at_9_99_and_ten_percent_delivery_are_54_95_wherever_it_is_asked()
    {
        var quote = Dollars([new PriceLine(Usd(999), 5, true, "standard")]);

        Assert.Equal(("$49.95", "$5.00", "$54.95"), ($"{quote.Subtotal}", $"{quote.Delivery}", $"{quote.Total}"));
    }

    [Theory]
    [InlineData(49_99, "$5.00", "$0.01")]
    [InlineData(50_00, "$0.00", null)]
    public void A_subtotal_of_49_99_pays_delivery_and_50_00_does_not(long subtotal, string delivery, string? more)
    {
        var quote = Dollars([new PriceLine(Usd(subtotal), 1, true, "standard")]);

        Assert.Equal((delivery, more), ($"{quote.Delivery}", quote.MoreForFreeDelivery?.ToString()));
    }

    [Fact]
    public void Twenty_eight_at_362_99_do_not_overflow() =>
        Assert.Equal("$10,163.72", $"{Dollars([new PriceLine(Usd(362_99), 28, true, "standard")]).Total}");

    [Theory]
    [InlineData("usd")]
    [InlineData("jpy")]
    [InlineData("kwd")]
    [InlineData("idr")]
    public void A_hundred_lines_of_ninety_nine_at_the_largest_price_do_not_overflow(string code)
    {
        var currency = Currency.Parse(code);
        var largest = new Money(currency.MaximumChargeMinor / currency.StepMinor * currency.StepMinor, currency);
        var rule = new DeliveryRule(largest, 10_000, null);
        var tax = new TaxRules([new TaxRate("*", "*", "VAT", 10_000)], PricesIncludeTax: false);

        var quote = Quote.Of([.. Enumerable.Repeat(new PriceLine(largest, 99, true, "standard"), 100)], rule, null, tax, null, currency);

        Assert.Equal(((Int128)largest.Minor * 99 * 100 * 4) + ((Int128)largest.Minor * 2), quote.Total.Minor);
    }

    [Fact]
    public void A_code_lowers_what_delivery_is_a_share_of_but_not_the_way_to_free_delivery()
    {
        var half = new Discount.Percent(5_000);

        Assert.Equal("$2.00", $"{Dollars([new PriceLine(Usd(40_00), 1, true, "standard")], half).Delivery}");
        Assert.Equal("$0.00", $"{Dollars([new PriceLine(Usd(50_00), 1, true, "standard")], half).Delivery}");
    }

    [Fact]
    public void A_code_of_a_fixed_sum_takes_no_more_than_the_goods_cost_and_leaves_the_delivery()
    {
        var quote = Dollars([new PriceLine(Usd(3_00), 2, true, "standard")], new Discount.Amount(Usd(10_00)), new DeliveryRule(Usd(4_00), 0, null));

        Assert.Equal(("$6.00", "$4.00", "$4.00"), ($"{quote.Discount}", $"{quote.Delivery}", $"{quote.Total}"));
    }

    [Fact]
    public void A_code_for_free_delivery_takes_the_delivery_and_nothing_else()
    {
        var quote = Dollars([new PriceLine(Usd(20_00), 1, true, "standard")], new Discount.FreeDelivery());

        Assert.Equal(("$0.00", "$0.00", "$20.00"), ($"{quote.Discount}", $"{quote.Delivery}", $"{quote.Total}"));
        Assert.Null(quote.MoreForFreeDelivery);
    }

    [Fact]
    public void Delivery_bears_the_highest_tax_among_what_is_delivered()
    {
        var rates = new TaxRules(
            [new TaxRate("DE", "*", "VAT", 1_900), new TaxRate("DE", "books", "VAT", 700), new TaxRate("*", "*", "Tax", 0)], PricesIncludeTax: true);
        PriceLine[] lines = [new(Usd(10_70), 1, true, "books"), new(Usd(11_90), 1, false, "digital")];
        var rule = new DeliveryRule(Usd(5_35), 0, null);

        var books = Quote.Of(lines, rule, null, rates, "DE", Currency.Usd);
        var both = Quote.Of([lines[0], lines[1] with { Delivered = true }], rule, null, rates, "DE", Currency.Usd);

        Assert.Equal(
            [new TaxShare("VAT", 1_900, true, Usd(10_00), Usd(1_90)), new TaxShare("VAT", 700, true, Usd(15_00), Usd(1_05))], books.Taxes);
        Assert.Equal([Usd(70), Usd(1_90)], books.Lines.Select(line => line.TaxIncluded));
        Assert.Equal((Usd(27_95), Usd(2_95)), (books.Total, books.TaxIncluded));
        Assert.Equal([1_900, 700], both.Taxes.Select(share => share.BasisPoints));
        Assert.Equal(Usd(70), both.Taxes[1].Tax);
    }

    [Theory]
    [InlineData("DE", "books", 700)]
    [InlineData("DE", "digital", 1_900)]
    [InlineData("FR", "books", 550)]
    [InlineData("FR", "standard", 300)]
    [InlineData(null, "books", 550)]
    public void A_rate_is_found_by_country_and_class_and_then_by_what_stands_for_all(string? country, string taxClass, int points)
    {
        var rules = new TaxRules(
            [
                new TaxRate("*", "*", "Tax", 300), new TaxRate("*", "books", "Tax", 550), new TaxRate("DE", "*", "VAT", 1_900),
                new TaxRate("DE", "books", "VAT", 700),
            ],
            PricesIncludeTax: false);

        Assert.Equal(points, rules.Find(country, taxClass)!.BasisPoints);
    }

    [Theory]
    [InlineData("DE", "Home")]
    [InlineData("FR", "Union")]
    [InlineData("US", "World")]
    [InlineData(null, "World")]
    public void A_zone_is_found_by_country_and_else_everywhere(string? country, string zone) =>
        Assert.Equal(zone, DeliveryZone.Find([Zone("Home", "DE"), Zone("World", "*"), Zone("Union", "FR", "DE")], country)!.Name);

    [Fact]
    public void A_country_that_no_zone_names_is_not_delivered_to()
    {
        DeliveryZone[] zones = [Zone("Home", "DE")];

        Assert.Null(DeliveryZone.Find(zones, "US"));
        Assert.Equal("Home", DeliveryZone.Find(zones, null)!.Name);
        Assert.True(Quote.Of([new PriceLine(Usd(1), 1, true, "standard")], null, null, TaxRules.None, "US", Currency.Usd).CannotDeliver);
    }

    [Theory]
    [InlineData(999, 0)]
    [InlineData(999, 100)]
    [InlineData(999, -1)]
    [InlineData(-1, 1)]
    [InlineData(100_000_000, 1)]
    public void What_cannot_be_sold_has_no_quote(long unit, int quantity) =>
        Assert.Throws<ArgumentException>(() => Dollars([new PriceLine(Usd(unit), quantity, true, "standard")]));

    private static Quote Dollars(IReadOnlyList<PriceLine> lines, Discount? discount = null, DeliveryRule? rule = null) =>
        Quote.Of(lines, rule ?? new DeliveryRule(Usd(0), 1_000, Usd(50_00)), discount, TaxRules.None, null, Currency.Usd);

    private static Money Usd(long minor) => new(minor, Currency.Usd);

    private static DeliveryZone Zone(string name, params string[] countries) => new(name, countries, new DeliveryRule(Usd(100), 0, null));

    private static Money InSteps(int steps, Currency currency) => new(steps * currency.StepMinor, currency);

    private static Gen<Money> Amount(Currency currency) =>
        Gen.Frequency((6, Gen.Choose(0, 40_000)), (1, Gen.Elements(0, 1, 4999, 5000)), (1, Gen.Choose(0, 90_000_000)))
            .Select(minor => new Money(minor / currency.StepMinor * currency.StepMinor, currency));

    private static Gen<PriceLine> Line(Currency currency) =>
        from unit in Amount(currency)
        from quantity in Gen.Frequency((3, Gen.Choose(1, 5)), (1, Gen.Choose(1, 99)))
        from delivered in Gen.Elements(true, false)
        from taxClass in Gen.Elements(Classes)
        select new PriceLine(unit, quantity, delivered, taxClass);

    private static Gen<DeliveryRule?> Rule(Currency currency) =>
        from flat in Amount(currency)
        from odd in Gen.Choose(0, 3)
        from points in Gen.Elements(0, 1_000, 333, 10_000)
        from free in Amount(currency)
        from kind in Gen.Choose(0, 4)
        select kind == 0 ? null : new DeliveryRule(flat with { Minor = flat.Minor + odd }, points, kind == 1 ? null : free);

    private static Gen<Discount?> DiscountOf(Currency currency) => Gen.OneOf(
        Gen.Constant((Discount?)null),
        Gen.Elements(1, 333, 1_000, 9_999, 10_000).Select(points => (Discount?)new Discount.Percent(points)),
        Gen.Choose(1, 100_000).Select(minor => (Discount?)new Discount.Amount(new Money(minor, currency))),
        Gen.Constant((Discount?)new Discount.FreeDelivery()));

    private sealed record Case(
        IReadOnlyList<PriceLine> Lines, DeliveryRule? Rule, Discount? Discount, TaxRules Tax, string? Country, Currency Currency)
    {
        public Quote Quote => Till.Core.Pricing.Quote.Of(Lines, Rule, Discount, Tax, Country, Currency);
    }
}
