using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Memberships;
using Till.Storage;

namespace Till.Memberships;

/// <summary>All that a member is shown, from the shop's own record, in four queries.</summary>
/// <param name="Id">Null while joining, before there is a subscription.</param>
/// <param name="Price">Of the next renewal, before discount and tax.</param>
/// <param name="NextChargeAt">Null where nothing more will be charged.</param>
/// <param name="CancelAt">Ends then; null: goes on.</param>
/// <param name="TrialEndsAt">Null where there is no trial, or it is over.</param>
/// <param name="CardExpires">As 2027-04.</param>
/// <param name="IsJoining">A page to pay on is open, or its payment is being confirmed.</param>
internal sealed record MembershipView(
    Guid? Id, Access Access, string Plan, string Interval, Money Price, DateTimeOffset? JoinedAt, DateTimeOffset? NextChargeAt, DateTimeOffset? CancelAt,
    DateTimeOffset? TrialEndsAt, string? CardBrand, string? CardLast4, string? CardExpires, string? Badge, IReadOnlyList<string> Benefits,
    IReadOnlyList<MembershipView.Invoice> Invoices, IReadOnlyList<MembershipView.Change> Changes, bool IsJoining)
{
    /// <returns>Null for who is no member, never was one, and is not joining.</returns>
    public static async Task<MembershipView?> FindAsync(DbConnection db, Guid accountId, AccessPolicy policy, DateTimeOffset now) =>
        await ReadAsync(db, accountId, await MembershipRow.FindAsync(db, accountId, policy, now), policy, now);

    /// <param name="row">The one that counts for the account.</param>
    public static async Task<MembershipView?> ReadAsync(DbConnection db, Guid accountId, MembershipRow? row, AccessPolicy policy, DateTimeOffset now)
    {
        var plan = await db.QueryFirstOrDefaultAsync<PlanRow?>(
            """
            SELECT p.title, x.interval, x.currency, x.amount_minor, l.badge, l.benefits, j.id IS NOT NULL AS is_joining
            FROM accounts a
            LEFT JOIN join_attempts j ON j.account_id = a.id AND j.state IN ('creating', 'open')
            LEFT JOIN prices x ON x.id = j.price_id
            LEFT JOIN variants v ON v.id = x.variant_id
            LEFT JOIN plans l ON l.product_id = COALESCE(@plan, v.product_id)
            LEFT JOIN products p ON p.id = l.product_id
            WHERE a.id = @accountId
            """,
            new { accountId, plan = row?.ProductId });
        if (row is null)
        {
            return plan is { IsJoining: true, Title: { } title, Interval: { } interval, Currency: { } currency, AmountMinor: { } minor }
                ? new MembershipView(
                    null, Access.None, title, interval, new Money(minor, Currency.Parse(currency)), null, null, null, null, null, null, null, plan.Badge,
                    Lines(plan.Benefits), [], [], true)
                : null;
        }

        var access = Access.Decide(row.Facts, policy, now);
        return new MembershipView(
            row.Id, access, row.Plan, row.Interval, row.Price, row.JoinedAt, NextCharge(row), row.At.IsLiving() ? row.CancelAt : null,
            row.At == SubscriptionStatus.Trialing ? row.TrialEndsAt : null, row.CardBrand, row.CardLast4, row.CardExpires,
            access.IsIn ? plan?.Badge : null, Lines(plan?.Benefits), await InvoicesAsync(db, row.Id), await ChangesAsync(db, row.Id),
            row.At == SubscriptionStatus.Incomplete || plan is { IsJoining: true });
    }

    public static async Task<IReadOnlyList<Invoice>> InvoicesAsync(DbConnection db, Guid membershipId) => (await db.QueryAsync<Invoice>(
        """
        SELECT i.number, i.created_at AS date, i.total_minor, i.currency, i.state, i.withdrawn, i.page_url, i.pdf_url,
               (SELECT CAST(COALESCE(SUM(r.amount_minor), 0) AS bigint) FROM refunds r JOIN payments p ON p.id = r.payment_id
                WHERE p.invoice_id = i.id AND r.state = 'succeeded') AS refunded_minor
        FROM membership_invoices i WHERE i.membership_id = @membershipId AND i.state <> 'draft'
        ORDER BY i.created_at DESC, i.id DESC
        """,
        new { membershipId })).AsList();

    public static async Task<IReadOnlyList<Change>> ChangesAsync(DbConnection db, Guid membershipId) => (await db.QueryAsync<Change>(
        "SELECT at, cause, access, plan, until FROM membership_changes WHERE membership_id = @membershipId ORDER BY at, number", new { membershipId })).AsList();

    private static DateTimeOffset? NextCharge(MembershipRow row) => row.At switch
    {
        SubscriptionStatus.Trialing or SubscriptionStatus.Active or SubscriptionStatus.PastDue when !(row.CancelAt <= row.PeriodEndsAt) => row.PeriodEndsAt,
        _ => null,
    };

    private static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    internal sealed record Invoice
    {
        /// <summary>Stripe's.</summary>
        public string? Number { get; init; }

        public required DateTimeOffset Date { get; init; }

        public required long TotalMinor { get; init; }

        public required string Currency { get; init; }

        public required string State { get; init; }

        public string? Withdrawn { get; init; }

        /// <summary>Where it is shown, and an open one can be paid; null for who has left.</summary>
        public string? PageUrl { get; init; }

        public string? PdfUrl { get; init; }

        public required long RefundedMinor { get; init; }

        public Money Total => new(TotalMinor, Core.Currency.Parse(Currency));

        public Money Refunded => new(RefundedMinor, Core.Currency.Parse(Currency));

        public InvoiceState Stands => Storage.Words.Parse<InvoiceState>(State);
    }

    /// <param name="Cause">A <see cref="MembershipCause"/>, as stored; in words: <see cref="Words"/>.</param>
    internal sealed record Change(DateTimeOffset At, string Cause, string Access, string Plan, DateTimeOffset? Until)
    {
        public string Words => MembershipWords.Of(Storage.Words.Parse<MembershipCause>(Cause), Plan);
    }

    private sealed record PlanRow(string? Title, string? Interval, string? Currency, long? AmountMinor, string? Badge, string? Benefits, bool IsJoining);
}
