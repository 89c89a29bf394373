using System.Globalization;

namespace Till.Admin.Reports;

/// <summary>The days that a report is about, the first and the last included. Days are UTC's.</summary>
internal sealed record ReportPeriod(DateOnly First, DateOnly Last)
{
    /// <summary>What is shown to who asks for nothing else: four weeks and today, as the first page's chart.</summary>
    public const int Usual = 29;

    /// <summary>Ten years; more of them, and a report would be a burden to the shop that is asked for it.</summary>
    private const int Most = 3660;

    /// <summary>As many as can be read one by one; longer periods are told by the month.</summary>
    private const int MostDays = 92;

    public bool ByMonth => Last.DayNumber - First.DayNumber >= MostDays;

    public DateTimeOffset From => Midnight(First);

    /// <summary>The first moment that is no longer part of it.</summary>
    public DateTimeOffset To => Midnight(Last.AddDays(1));

    /// <summary>Every day of it, or every month, as reports name them: 2026-11-27, 2026-11.</summary>
    public IReadOnlyList<string> Steps => ByMonth
        ? Months
        : [.. Enumerable.Range(0, Last.DayNumber - First.DayNumber + 1).Select(at => Write(First.AddDays(at)))];

    /// <summary>Every month that a day of it is in.</summary>
    public IReadOnlyList<string> Months =>
        [.. Enumerable.Range(0, ((Last.Year - First.Year) * 12) + Last.Month - First.Month + 1).Select(at => Month(First.AddDays(1 - First.Day).AddMonths(at)))];

    /// <summary>Reads what was typed; empty fields are the usual period.</summary>
    /// <returns>The period, or what is wrong with it in the person's own terms.</returns>
    public static (ReportPeriod Period, string? Problem) Read(string? first, string? last, DateOnly today)
    {
        var usual = new ReportPeriod(today.AddDays(1 - Usual), today);
        var until = today;
        if (!string.IsNullOrWhiteSpace(last) && !TryRead(last, out until))
        {
            return (usual, "The last day is no date; write it as 2026-11-27.");
        }

        var since = until.AddDays(1 - Math.Min(Usual, until.DayNumber + 1));
        if (!string.IsNullOrWhiteSpace(first) && !TryRead(first, out since))
        {
            return (usual, "The first day is no date; write it as 2026-11-27.");
        }

        return since > until ? (usual, "The first day comes after the last one.")
            : until.Year > 9000 || until.DayNumber - since.DayNumber >= Most ? (usual, "A report covers up to ten years.")
            : (new ReportPeriod(since, until), null);
    }

    public static string Write(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static bool TryRead(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
