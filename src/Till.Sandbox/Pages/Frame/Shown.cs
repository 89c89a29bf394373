using System.Globalization;
using Till.Sandbox.Payments;

namespace Till.Sandbox.Pages.Frame;

/// <summary>How pages write amounts, times and cards.</summary>
internal static class Shown
{
    /// <summary>As a buyer reads it: <c>$9.99</c>, <c>¥500</c>, <c>KWD 5.120</c>.</summary>
    /// <param name="amount">In the currency's minor unit.</param>
    /// <param name="currency">In lower case.</param>
    public static string Money(long amount, string currency)
    {
        var symbol = Currencies.Symbol(currency);
        var sign = amount < 0 ? "−" : "";
        return sign + (symbol.Length > 0 ? symbol : currency.ToUpperInvariant() + "\u00a0") + Currencies.Major(Math.Abs(amount), currency);
    }

    /// <summary>Never ambiguous: <c>$9.99 USD</c>.</summary>
    public static string MoneyAndCurrency(long amount, string currency) => Currencies.Symbol(currency).Length > 0
        ? $"{Money(amount, currency)} {currency.ToUpperInvariant()}"
        : Money(amount, currency);

    public static string Day(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("MMM d, yyyy", CultureInfo.InvariantCulture);

    /// <summary>In UTC, to the second.</summary>
    public static string Moment(long unixSeconds) => Moment(DateTimeOffset.FromUnixTimeSeconds(unixSeconds));

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("MMM d, yyyy, HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>For <c>datetime</c> attributes.</summary>
    public static string Machine(long unixSeconds) => Machine(DateTimeOffset.FromUnixTimeSeconds(unixSeconds));

    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Brand(string? brand) => brand switch
    {
        "visa" => "Visa", "mastercard" => "Mastercard", "amex" => "American Express", "discover" => "Discover", "diners" => "Diners Club",
        "jcb" => "JCB", "unionpay" => "UnionPay", null => "Card", _ => brand,
    };
}
