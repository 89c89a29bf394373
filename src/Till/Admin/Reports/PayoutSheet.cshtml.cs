using Microsoft.AspNetCore.Mvc;
using Till.Storage;

namespace Till.Admin.Reports;

/// <summary>One payout with all that it is made of; <c>?show=apart</c>: what does not tie; <c>?as=csv</c>: all of it as a file.</summary>
[Needs(Right.SeeMoney)]
internal sealed class PayoutSheetModel(Database database) : AdminPage
{
    private const int PerPage = 50;

    public PayoutRow Payout { get; private set; } = null!;

    public IReadOnlyList<PayoutPart> Parts { get; private set; } = [];

    public IReadOnlyList<PayoutBooking> Bookings { get; private set; } = [];

    /// <summary>Whether only those are shown that do not tie.</summary>
    public bool Apart { get; private set; }

    public PagesView At { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, string? show, string? @as, CancellationToken cancel)
    {
        if (await database.ReadAsync(db => PayoutRow.FindAsync(db, id), cancel) is not { } payout)
        {
            return NotFound();
        }

        if (@as == "csv")
        {
            Response.ContentType = "text/csv; charset=utf-8";
            Response.Headers.ContentDisposition = $"attachment; filename=\"payout-{ReportPeriod.Write(DateOnly.FromDateTime(payout.CreatedAt.UtcDateTime))}-{payout.StripePayoutId}.csv\"";
            await PayoutFile.WriteAsync(database, payout, Response.Body, cancel);
            return new EmptyResult();
        }

        (Payout, Apart) = (payout, show == "apart");
        await database.ReadAsync(
            async db =>
            {
                At = PagesView.Of(
                    await PayoutBooking.CountAsync(db, id, Apart), PerPage, Request.Query["page"], $"/admin/reports/payouts/{id}?{(Apart ? "show=apart&" : "")}page=");
                Parts = await PayoutPart.ListAsync(db, payout);
                Bookings = await PayoutBooking.ListAsync(db, id, Apart, (At.Number - 1) * PerPage, PerPage);
                return true;
            },
            cancel);
        return Page();
    }
}
