using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Memberships;
using Till.Storage;

namespace Till.Memberships;

/// <summary>A membership as stored: the shop's own record of one subscription at Stripe.</summary>
internal sealed record MembershipRow(
    Guid Id, Guid? AccountId, string StripeSubscriptionId, string StripeCustomerId, string Role, string Status, Guid ProductId, string Plan,
    string Interval, string Currency, long AmountMinor, DateTimeOffset? PaidThrough, DateTimeOffset? TrialEndsAt, DateTimeOffset? PeriodEndsAt,
    DateTimeOffset? CancelAt, DateTimeOffset? PastDueSince, DateTimeOffset? EndedAt, string? CardBrand, string? CardLast4, string? CardExpires,
    DateTimeOffset JoinedAt, DateTimeOffset CheckedAt, int Readings, DateTimeOffset CreatedAt, string? Withdrawn)
{
    /// <summary>Over memberships <c>m</c>.</summary>
    public const string Columns =
        """
        m.id, m.account_id, m.stripe_subscription_id, m.stripe_customer_id, m.role, m.status, m.product_id, m.plan, m.interval, m.currency,
        m.amount_minor, m.paid_through, m.trial_ends_at, m.period_ends_at, m.cancel_at, m.past_due_since, m.ended_at, m.card_brand, m.card_last4,
        m.card_expires, m.joined_at, m.checked_at, m.readings, m.created_at,
        (SELECT i.withdrawn FROM membership_invoices i
         WHERE i.membership_id = m.id AND i.state = 'paid'
         ORDER BY i.period_ends_at DESC, i.created_at DESC LIMIT 1) AS withdrawn
        """;

    /// <summary>Of <c>@accountId</c>, over memberships <c>m</c>: it can still ask for money, so there is at most one.</summary>
    public const string Living = "m.account_id = @accountId AND m.role = 'member' AND m.status NOT IN ('canceled', 'incomplete_expired')";

    public bool IsSurplus => Role == "surplus";

    public Money Price => new(AmountMinor, Core.Currency.Parse(Currency));

    public PlanTerms Terms => new(ProductId, Plan, Interval, Price);

    public MembershipRecord Record => new(
        At, Terms, PaidThrough, TrialEndsAt, PeriodEndsAt, CancelAt, PastDueSince, EndedAt,
        Withdrawn is null ? null : Words.Parse<InvoiceWithdrawal>(Withdrawn));

    public SubscriptionStatus At => Words.Parse<SubscriptionStatus>(Status);

    /// <summary>It is in, or can still ask for money.</summary>
    public bool IsLiving => At.IsLiving();

    public MembershipFacts Facts => Record.Facts;

    /// <summary>
    /// The one that counts for an account: that by which it is in, else the living one, else the last it had. Null: never a member.
    /// </summary>
    public static async Task<MembershipRow?> FindAsync(DbConnection db, Guid accountId, AccessPolicy policy, DateTimeOffset now)
    {
        var rows = (await db.QueryAsync<MembershipRow>(
            $"""
            SELECT {Columns} FROM memberships m
            WHERE m.account_id = @accountId AND m.role = 'member'
            ORDER BY CASE WHEN m.status IN ('canceled', 'incomplete_expired') THEN 1 ELSE 0 END, m.created_at DESC, m.id DESC
            LIMIT 5
            """,
            new { accountId })).AsList();
        return rows.Find(row => Access.Decide(row.Facts, policy, now).IsIn) ?? rows.FirstOrDefault();
    }

    public static Task<MembershipRow?> FindAsync(DbConnection db, string subscriptionId) => db.QuerySingleOrDefaultAsync<MembershipRow?>(
        $"SELECT {Columns} FROM memberships m WHERE m.stripe_subscription_id = @subscriptionId", new { subscriptionId });

    /// <summary>All that an account ever had, surplus ones among them; the oldest first.</summary>
    public static async Task<IReadOnlyList<MembershipRow>> ListAsync(DbConnection db, Guid accountId) => (await db.QueryAsync<MembershipRow>(
        $"SELECT {Columns} FROM memberships m WHERE m.account_id = @accountId ORDER BY m.created_at, m.id", new { accountId })).AsList();
}
