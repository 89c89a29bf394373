using System.Globalization;

namespace Till.Core.Pricing;

/// <summary>Shares of a whole, counted in hundredths of a percent: 8.25 % is 825.</summary>
public static class BasisPoints
{
    public const int Whole = 10_000;

    /// <summary>Reads "10", "8.25" or "8.25 %", from nothing to all of it. More than two decimals are refused.</summary>
    public static bool TryParse(string? text, out int points)
    {
        points = 0;
        var parts = (text?.Trim() ?? "").TrimEnd('%').TrimEnd().Split('.');
        if (parts.Length > 2 || parts[0].Length is 0 or > 3 || !parts.All(part => part.All(char.IsAsciiDigit))
            || (parts.Length == 2 && parts[1].Length is 0 or > 2))
        {
            return false;
        }

        var hundredths = parts.Length == 2 ? parts[1].PadRight(2, '0') : "00";
        points = int.Parse(parts[0] + hundredths, CultureInfo.InvariantCulture);
        return points <= Whole;
    }

    /// <summary>For people: "20 %", "8.25 %", "8.5 %".</summary>
    public static string ToText(int points)
    {
        var rest = (points % 100).ToString("00", CultureInfo.InvariantCulture).TrimEnd('0');
        var whole = (points / 100).ToString(CultureInfo.InvariantCulture);
        return (rest.Length == 0 ? whole : $"{whole}.{rest}") + "\u00a0%";
    }
}
