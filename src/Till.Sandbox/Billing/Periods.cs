using System.Globalization;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>The calendar of recurring prices. Times are Unix seconds; months and years keep the anchor's day, or take the month's last.</summary>
internal static class Periods
{
    public const long Hour = 3_600;
    public const long Day = 24 * Hour;

    /// <summary>The first end of a period after a time, counted from an anchor that may lie before or after it.</summary>
    public static long EndAfter(long time, long anchor, Doc recurring)
    {
        // Too few steps rather than too many, so that counting on from there finds the first.
        var steps = ((time - anchor) / (time >= anchor ? Longest(recurring) : Shortest(recurring))) - 2;
        while (After(anchor, recurring, steps) <= time)
        {
            steps++;
        }
        return After(anchor, recurring, steps);
    }

    /// <summary>So many intervals after the anchor, or before it.</summary>
    public static long After(long anchor, Doc recurring, long intervals)
    {
        var count = checked((int)(intervals * recurring.Number("interval_count")));
        var from = DateTimeOffset.FromUnixTimeSeconds(anchor);
        return (recurring.Text("interval") switch
        {
            "day" => from.AddDays(count),
            "week" => from.AddDays(7L * count),
            "month" => from.AddMonths(count),
            _ => from.AddYears(count),
        }).ToUnixTimeSeconds();
    }

    /// <summary>So many months after a time, and a century at the most.</summary>
    public static long MonthsAfter(long time, long months) =>
        DateTimeOffset.FromUnixTimeSeconds(time).AddMonths((int)Math.Min(months, 1_200)).ToUnixTimeSeconds();

    /// <summary>Such as <c>$25.00 / month</c> or <c>$25.00 every 3 months</c> says after the amount.</summary>
    public static string Words(Doc recurring) => recurring.Number("interval_count") == 1
        ? $"/ {recurring.Text("interval")}"
        : string.Create(CultureInfo.InvariantCulture, $"every {recurring.Number("interval_count")} {recurring.Text("interval")}s");

    /// <summary>As prorations write a day: 03 Nov 2025.</summary>
    public static string Written(long time) => DateTimeOffset.FromUnixTimeSeconds(time).ToString("dd MMM yyyy", CultureInfo.InvariantCulture);

    public static bool Same(Doc left, Doc right) =>
        left.Text("interval") == right.Text("interval") && left.Number("interval_count") == right.Number("interval_count");

    /// <summary>In seconds.</summary>
    public static long Longest(Doc recurring) => recurring.Number("interval_count") * recurring.Text("interval") switch
    {
        "day" => Day, "week" => 7 * Day, "month" => 31 * Day, _ => 366 * Day,
    };

    private static long Shortest(Doc recurring) => recurring.Number("interval_count") * recurring.Text("interval") switch
    {
        "day" => Day, "week" => 7 * Day, "month" => 28 * Day, _ => 365 * Day,
    };
}
