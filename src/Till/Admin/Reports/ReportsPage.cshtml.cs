using Microsoft.AspNetCore.Mvc;
using Till.Storage;

namespace Till.Admin.Reports;

/// <summary><c>/admin/reports?report=sales&amp;from=2026-11-01&amp;to=2026-11-30</c>, and the same as a file with <c>&amp;as=csv</c>.</summary>
[Needs(Right.SeeMoney)]
internal sealed class ReportsPageModel(Database database, ShopSettings settings, TimeProvider time) : AdminPage
{
    /// <summary>Of a list that may be long the page shows the first rows; the file has all.</summary>
    public const int MostRows = 50;

    public ReportKind Kind { get; private set; } = ReportKind.All[0];

    public ReportPeriod Period { get; private set; } = null!;

    public Report Report { get; private set; } = null!;

    /// <summary>Why this is not what was asked for; null where it is.</summary>
    public string? Problem { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? report, string? from, string? to, string? @as, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        (Period, Problem) = ReportPeriod.Read(from, to, DateOnly.FromDateTime(now.UtcDateTime));
        if (ReportKind.Find(report ?? Kind.Slug) is { } kind)
        {
            Kind = kind;
        }
        else
        {
            Problem = "There is no such report; choose one from the list.";
        }

        Problem ??= @as is null or "csv" ? null : "A report can be had as a page or as a file (csv).";
        Report = await database.ReadAsync(db => Kind.ReadAsync(new ReportQuery(db, database.Engine, settings.Currency, Period, now)), cancel);
        if (Problem is not null)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        return @as is null
            ? Page()
            : File(await ReportFile.WriteAsync(Report, settings.Currency), "text/csv; charset=utf-8", Kind.IsDated
                ? $"{Kind.Slug}-{ReportPeriod.Write(Period.First)}-to-{ReportPeriod.Write(Period.Last)}.csv"
                : $"{Kind.Slug}-{ReportPeriod.Write(DateOnly.FromDateTime(now.UtcDateTime))}.csv");
    }
}
