using Microsoft.AspNetCore.Mvc;
using Till.Storage;

namespace Till.Admin.Reports;

/// <summary><c>/admin/reports/payouts?from=2026-11-01&amp;to=2026-11-30</c>, and the same as a file with <c>&amp;as=csv</c>.</summary>
[Needs(Right.SeeMoney)]
internal sealed class PayoutsPageModel(Database database, TimeProvider time) : AdminPage
{
    public ReportPeriod Period { get; private set; } = null!;

    public IReadOnlyList<PayoutRow> Rows { get; private set; } = [];

    /// <summary>Why this is not what was asked for; null where it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the key may not read them.</summary>
    public bool IsRefused { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? from, string? to, string? @as, CancellationToken cancel)
    {
        (Period, Problem) = ReportPeriod.Read(from, to, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        Problem ??= @as is null or "csv" ? null : "A report can be had as a page or as a file (csv).";
        Rows = await database.ReadAsync(db => PayoutRow.ListAsync(db, Period), cancel);
        IsRefused = !string.IsNullOrEmpty(await Settings.FindAsync(database, Settings.PayoutsRefused, cancel));
        if (Problem is not null)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        if (@as is null)
        {
            return Page();
        }

        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"payouts-{ReportPeriod.Write(Period.First)}-to-{ReportPeriod.Write(Period.Last)}.csv\"";
        await PayoutFile.WriteAsync(Rows, Response.Body);
        return new EmptyResult();
    }
}
