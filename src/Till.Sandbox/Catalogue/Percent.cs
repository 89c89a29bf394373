using System.Globalization;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Catalogue;

/// <summary>Percentages as whole numbers: a ten-thousandth of a percent is 1, so that 19 % is 190,000.</summary>
internal static class Percent
{
    private const long One = 10_000;
    private const long Whole = 100 * One;

    /// <param name="text">Such as 7.5, with at most four decimals.</param>
    /// <param name="param">For the error.</param>
    public static long Parse(string text, string param)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value < 0 || value > 100)
        {
            throw StripeError.Invalid("Invalid decimal: must be a number from 0 to 100", param, "parameter_invalid_decimal");
        }
        return value * One == decimal.Truncate(value * One)
            ? (long)(value * One)
            : throw StripeError.Invalid("Invalid decimal: must contain at maximum four decimal places.", param, "parameter_invalid_decimal");
    }

    /// <summary>As JSON has it: 19, or 7.5.</summary>
    public static object Shown(long percent) => percent % One == 0 ? percent / One : (double)percent / One;

    /// <summary>So much of an amount, rounded half up.</summary>
    public static long Of(long amount, long percent) => checked((amount * percent) + (Whole / 2)) / Whole;

    /// <summary>The part of an amount that is tax included in it, rounded half up.</summary>
    public static long Within(long amount, long percent) => checked((amount * percent) + ((Whole + percent) / 2)) / (Whole + percent);
}
