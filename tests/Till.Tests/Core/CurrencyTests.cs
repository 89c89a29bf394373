using FsCheck.Fluent;
using Till.Core;

namespace Till.Tests.Core;

public sealed class CurrencyTests
{
    [Fact]
    public void A_code_is_read_in_either_case_and_kept_in_lower_case() => Any.Holds(Any.Currency, currency =>
    {
        Assert.Equal(currency, Currency.Parse(currency.Code.ToUpperInvariant()));
        Assert.Equal(currency, Currency.Parse($" {currency.Code} "));
        Assert.Equal(currency.Code, currency.ToString());
    });

    [Theory]
    [InlineData("usd", 2, 1, 100)]
    [InlineData("jpy", 0, 1, 1)]
    [InlineData("krw", 0, 1, 1)]
    [InlineData("kwd", 3, 10, 1000)]
    [InlineData("tnd", 3, 10, 1000)]
    [InlineData("isk", 2, 100, 100)]
    [InlineData("ugx", 2, 100, 100)]
    [InlineData("huf", 2, 1, 100)]
    public void A_currency_has_its_decimals_and_its_step(string code, int decimals, long step, long perMajor)
    {
        var currency = Currency.Parse(code);

        Assert.Equal((decimals, step, perMajor), (currency.Decimals, currency.StepMinor, currency.MinorPerMajor));
    }

    [Fact]
    public void What_can_be_charged_at_least_and_at_most_are_chargeable_steps_in_order() => Any.Holds(Any.Currency, currency =>
    {
        Assert.Equal(0, currency.MinimumChargeMinor % currency.StepMinor);
        Assert.True(currency.MinimumChargeMinor > 0);
        Assert.True(currency.MinimumChargeMinor < currency.MaximumChargeMinor);
    });

    [Fact]
    public void An_amount_s_prefix_is_never_mistaken_for_that_of_another_currency() =>
        Any.Holds(Any.Currency.Two(), pair => Assert.Equal(pair.Item1 == pair.Item2, pair.Item1.Prefix == pair.Item2.Prefix));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("us")]
    [InlineData("usdt")]
    [InlineData("u$d")]
    [InlineData("üsd")]
    [InlineData("12 ")]
    public void What_is_no_code_is_refused(string? text)
    {
        Assert.False(Currency.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Currency.Parse(text!));
    }

    [Fact]
    public void A_currency_that_was_never_set_is_the_dollar() => Assert.Equal(Currency.Usd, default);

    [Theory]
    [InlineData("xyz")]
    [InlineData("usdc")]
    [InlineData("xau")]
    public void What_Stripe_does_not_charge_in_cannot_be_chosen(string code) => Assert.False(Currency.TryParse(code, out _));

    [Fact]
    public void What_the_books_say_is_believed() => Assert.Equal("hrk", Currency.Parse("HRK").Code);
}
