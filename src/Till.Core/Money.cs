using System.Globalization;
using System.Numerics;

namespace Till.Core;

/// <summary>
/// An amount of one currency, counted in its minor unit: $19.99 is 1999. Sums of different currencies and overflows throw;
/// there is no floating point anywhere.
/// </summary>
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    public bool IsZero => Minor == 0;

    public bool IsNegative => Minor < 0;

    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>
    /// Reads "19.99", "1,999" or "5.120" as the currency writes it. More decimals than the currency has are refused, and so
    /// is a comma that does not part thousands: "19,99" must not become a hundredfold price.
    /// </summary>
    public static bool TryParse(string? text, Currency currency, out Money money)
    {
        money = Zero(currency);
        const NumberStyles styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign
            | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        if (!decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var major)
            || Math.Abs(major) > (decimal)long.MaxValue / currency.MinorPerMajor
            || !PartsThousands(text))
        {
            return false;
        }

        var minor = major * currency.MinorPerMajor;
        if (minor != decimal.Truncate(minor))
        {
            return false;
        }

        money = new Money((long)minor, currency);
        return true;
    }

    /// <summary>
    /// The share of <paramref name="basisPoints"/> hundredths of a percent (10 % is 1000), rounded half away from zero
    /// to the step that the currency can charge.
    /// </summary>
    public Money Percent(int basisPoints) => Share(basisPoints, 10_000);

    /// <summary>
    /// The part of an amount that was added to another as its share of <paramref name="basisPoints"/>: of $12.00 that contain 20 %
    /// tax, $2.00. Rounded as <see cref="Percent"/> does.
    /// </summary>
    public Money PercentWithin(int basisPoints) => Share(basisPoints, 10_000 + basisPoints);

    /// <summary>The nearest amount that the currency can charge, half away from zero.</summary>
    public Money ToStep() => Share(1, 1);

    /// <summary>For people: "$1,999.50", "¥1,999", "KWD 5.120", "-$0.50".</summary>
    public override string ToString()
    {
        var perMajor = (ulong)Currency.MinorPerMajor;
        var size = Minor < 0 ? (ulong)(-(Int128)Minor) : (ulong)Minor;
        var major = (size / perMajor).ToString("N0", CultureInfo.InvariantCulture);
        var rest = Currency.Decimals == 0
            ? ""
            : "." + (size % perMajor).ToString(CultureInfo.InvariantCulture).PadLeft(Currency.Decimals, '0');
        return $"{(Minor < 0 ? "-" : "")}{Currency.Prefix}{major}{rest}";
    }

    /// <summary>For forms, files and structured data: "1999.50", "1999", "5.120".</summary>
    public string ToPlainString() =>
        ((decimal)Minor / Currency.MinorPerMajor).ToString("F" + Currency.Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    public static Money operator +(Money left, Money right) => left with { Minor = left.Minor + Same(left, right).Minor };

    public static Money operator -(Money left, Money right) => left with { Minor = left.Minor - Same(left, right).Minor };

    public static Money operator -(Money money) => money with { Minor = -money.Minor };

    public static Money operator *(Money money, int quantity) => money with { Minor = money.Minor * quantity };

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public static Money Add(Money left, Money right) => left + right;

    public static Money Subtract(Money left, Money right) => left - right;

    public static Money Multiply(Money left, int right) => left * right;

    public static Money Negate(Money item) => -item;

    private Money Share(int numerator, int denominator)
    {
        BigInteger step = Currency.StepMinor;
        var parts = (BigInteger)Minor * numerator;
        var unit = denominator * step;
        var (whole, rest) = BigInteger.DivRem(BigInteger.Abs(parts), unit);
        var rounded = (rest * 2 >= unit ? whole + 1 : whole) * step;
        return new Money((long)(parts.Sign < 0 ? -rounded : rounded), Currency);
    }

    private static bool PartsThousands(string text)
    {
        var groups = text.Split('.')[0].Trim().TrimStart('+', '-').Split(',');
        return groups.Length == 1 || (groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(group => group.Length == 3));
    }

    private static Money Same(Money left, Money right) => left.Currency == right.Currency
        ? right
        : throw new InvalidOperationException($"Amounts in {left.Currency} and {right.Currency} cannot be put together.");
}
