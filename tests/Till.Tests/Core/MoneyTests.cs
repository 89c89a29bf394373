using System.Numerics;
using FsCheck.Fluent;
using Till.Core;

namespace Till.Tests.Core;

public sealed class MoneyTests
{
    [Fact]
    public void An_amount_written_for_files_is_read_back_as_it_was() => Any.Holds(Any.Money, money =>
    {
        Assert.True(Money.TryParse(money.ToPlainString(), money.Currency, out var read));
        Assert.Equal(money, read);
    });

    [Fact]
    public void An_amount_written_for_people_is_read_back_without_its_prefix() => Any.Holds(Any.Money, money =>
    {
        var text = money.ToString().Replace(money.Currency.Prefix, "");
        Assert.True(Money.TryParse(text, money.Currency, out var read));
        Assert.Equal(money, read);
    });

    [Fact]
    public void An_amount_shows_exactly_the_decimals_of_its_currency() => Any.Holds(Any.Money, money =>
    {
        var parts = money.ToPlainString().Split('.');
        Assert.Equal(money.Currency.Decimals, parts.Length == 1 ? 0 : parts[1].Length);
        Assert.EndsWith(parts.Length == 1 ? parts[0][^1..] : parts[1], money.ToString(), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("19.99", "usd", 1999)]
    [InlineData("4.35", "usd", 435)]
    [InlineData("1.15", "usd", 115)]
    [InlineData("8.20", "usd", 820)]
    [InlineData("8.2", "usd", 820)]
    [InlineData(" 362.99 ", "usd", 36299)]
    [InlineData("1,999.50", "usd", 199950)]
    [InlineData("1,234,567", "jpy", 1234567)]
    [InlineData("-0.50", "eur", -50)]
    [InlineData("5.120", "kwd", 5120)]
    [InlineData("1500", "isk", 150000)]
    public void A_price_is_read_to_the_last_minor_unit(string text, string currency, long minor)
    {
        Assert.True(Money.TryParse(text, Currency.Parse(currency), out var money));
        Assert.Equal(minor, money.Minor);
    }

    [Theory]
    [InlineData("", "usd")]
    [InlineData(null, "usd")]
    [InlineData("free", "usd")]
    [InlineData("$5", "usd")]
    [InlineData("1e3", "usd")]
    [InlineData("19.999", "usd")]
    [InlineData("1.5", "jpy")]
    [InlineData("0.0001", "kwd")]
    [InlineData("92233720368547758.08", "usd")]
    [InlineData("79228162514264337593543950335", "usd")]
    [InlineData("99999999999999999999999999999999999999", "usd")]
    public void What_is_no_amount_of_the_currency_is_refused(string? text, string currency) =>
        Assert.False(Money.TryParse(text, Currency.Parse(currency), out _));

    [Theory]
    [InlineData("19,99")]
    [InlineData("1,9")]
    [InlineData("1,99.50")]
    [InlineData("1,2345")]
    [InlineData(",999")]
    [InlineData("1.999,50")]
    [InlineData("1,,999")]
    public void A_comma_that_does_not_part_thousands_is_never_read_as_a_hundredfold_price(string text) =>
        Assert.False(Money.TryParse(text, Currency.Usd, out _));

    [Theory]
    [InlineData(1999, "usd", "$19.99")]
    [InlineData(199950, "usd", "$1,999.50")]
    [InlineData(-50, "usd", "-$0.50")]
    [InlineData(1999, "jpy", "¥1,999")]
    [InlineData(5120, "kwd", "KWD\u00a05.120")]
    [InlineData(5, "eur", "€0.05")]
    [InlineData(long.MinValue, "usd", "-$92,233,720,368,547,758.08")]
    public void People_read_an_amount_as_they_would_write_it(long minor, string currency, string expected) =>
        Assert.Equal(expected, new Money(minor, Currency.Parse(currency)).ToString());

    [Fact]
    public void A_percentage_is_the_nearest_chargeable_amount_and_half_goes_away_from_zero() =>
        Any.Holds(Any.ModestMoney.SelectMany(money => Gen.Choose(0, 20_000).Select(points => (money, points))), one =>
        {
            var (money, points) = one;
            var share = money.Percent(points);
            var step = money.Currency.StepMinor;
            // Compared without division: share is the nearest multiple of the step to minor × points / 10,000.
            var distance = ((BigInteger)share.Minor * 10_000) - ((BigInteger)money.Minor * points);
            Assert.Equal(0, share.Minor % step);
            Assert.True(BigInteger.Abs(distance) * 2 <= step * 10_000, "The share is further off than half a step.");
            if (BigInteger.Abs(distance) * 2 == step * 10_000)
            {
                Assert.Equal(money.Minor < 0 ? -1 : 1, distance.Sign);
            }

            Assert.Equal(-share, (-money).Percent(points));
        });

    [Theory]
    [InlineData(5, "usd", 1_000, 1)]
    [InlineData(-5, "usd", 1_000, -1)]
    [InlineData(4, "usd", 1_000, 0)]
    [InlineData(4995, "usd", 1_000, 500)]
    [InlineData(1250, "kwd", 1_000, 130)]
    [InlineData(1240, "kwd", 1_000, 120)]
    [InlineData(50_000, "isk", 1_000, 5_000)]
    [InlineData(500, "isk", 1_000, 100)]
    [InlineData(499, "isk", 1_000, 0)]
    [InlineData(15, "jpy", 1_000, 2)]
    [InlineData(long.MaxValue, "usd", 10_000, long.MaxValue)]
    public void Shares_round_to_what_the_currency_can_charge(long minor, string currency, int points, long expected) =>
        Assert.Equal(expected, new Money(minor, Currency.Parse(currency)).Percent(points).Minor);

    [Fact]
    public void Five_at_9_99_and_ten_percent_delivery_are_54_95()
    {
        var goods = new Money(999, Currency.Usd) * 5;

        Assert.Equal("$54.95", (goods + goods.Percent(1_000)).ToString());
    }

    [Fact]
    public void Twenty_eight_at_362_99_are_10163_72() =>
        Assert.Equal("$10,163.72", (new Money(362_99, Currency.Usd) * 28).ToString());

    [Fact]
    public void Sums_agree_with_arithmetic_that_cannot_overflow() =>
        Any.Holds(Any.Money.SelectMany(left => Any.Minor.Select(minor => (left, right: left with { Minor = minor }))), one =>
        {
            Agrees((BigInteger)one.left.Minor + one.right.Minor, () => one.left + one.right);
            Agrees((BigInteger)one.left.Minor - one.right.Minor, () => one.left - one.right);
            Agrees((BigInteger)one.left.Minor * 99, () => one.left * 99);
        });

    [Fact]
    public void The_least_amount_has_no_opposite() =>
        Assert.Throws<OverflowException>(() => -new Money(long.MinValue, Currency.Usd));

    [Fact]
    public void A_share_that_does_not_fit_throws() =>
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, Currency.Usd).Percent(10_001));

    [Fact]
    public void Different_currencies_are_never_put_together_or_compared()
    {
        var (dollar, euro) = (new Money(100, Currency.Usd), new Money(100, Currency.Parse("eur")));

        Assert.Throws<InvalidOperationException>(() => dollar + euro);
        Assert.Throws<InvalidOperationException>(() => dollar - euro);
        Assert.Throws<InvalidOperationException>(() => dollar < euro);
        Assert.NotEqual(dollar, euro);
    }

    [Fact]
    public void Amounts_of_one_currency_are_ordered_by_size() =>
        Any.Holds(Any.Money.SelectMany(left => Any.Minor.Select(minor => (left, right: left with { Minor = minor }))), one =>
        {
            Assert.Equal(one.left.Minor < one.right.Minor, one.left < one.right);
            Assert.Equal(one.left.Minor >= one.right.Minor, one.left >= one.right);
        });

    /// <summary>Either the exact result or an overflow, never another amount.</summary>
    private static void Agrees(BigInteger exact, Func<Money> compute)
    {
        if (exact < long.MinValue || exact > long.MaxValue)
        {
            Assert.Throws<OverflowException>(() => compute());
        }
        else
        {
            Assert.Equal((long)exact, compute().Minor);
        }
    }
}
