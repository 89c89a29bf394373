using System.Data.Common;

namespace Till.Memberships;

/// <summary>A membership as JSON shows it, to its member and to a script; amounts in minor units.</summary>
internal static class MembershipDocument
{
    public static async Task<object> ReadAsync(DbConnection db, MembershipRow row) => new
    {
        row.Plan,
        row.Interval,
        row.Currency,
        row.AmountMinor,
        row.Status,
        row.Role,
        Subscription = row.StripeSubscriptionId,
        row.JoinedAt,
        row.PaidThrough,
        row.TrialEndsAt,
        row.CancelAt,
        row.PastDueSince,
        row.EndedAt,
        Card = row.CardLast4 is null ? null : new { Brand = row.CardBrand, Last4 = row.CardLast4, Expires = row.CardExpires },
        row.CheckedAt,
        Invoices = (await MembershipView.InvoicesAsync(db, row.Id)).Select(invoice => new
        {
            invoice.Number, invoice.Date, invoice.Currency, invoice.TotalMinor, invoice.RefundedMinor, invoice.State, invoice.Withdrawn,
        }),
        Changes = (await MembershipView.ChangesAsync(db, row.Id)).Select(change => new { change.At, change.Cause, change.Access, change.Plan, change.Until }),
    };
}
