namespace Till.Core.Memberships;

/// <summary>
/// The shop's own record of a subscription. It is made of one reading and of nothing that was known before: in whatever order readings are
/// taken, and however often, it is what the last one says.
/// </summary>
/// <param name="PaidThrough">The end of the last period that was paid for, or was free; null: nothing was yet.</param>
/// <param name="Withdrawn">Why the payment of the last period counts for nothing any more; null if it counts.</param>
public sealed record MembershipRecord(
    SubscriptionStatus Status, PlanTerms Plan, DateTimeOffset? PaidThrough, DateTimeOffset? TrialEndsAt, DateTimeOffset? PeriodEndsAt,
    DateTimeOffset? CancelAt, DateTimeOffset? PastDueSince, DateTimeOffset? EndedAt, InvoiceWithdrawal? Withdrawn)
{
    public MembershipFacts Facts => new(Status, PaidThrough, TrialEndsAt, PastDueSince, Withdrawn switch
    {
        InvoiceWithdrawal.Refunded => EndReason.Refunded,
        InvoiceWithdrawal.Disputed => EndReason.Disputed,
        _ => null,
    });

    public static MembershipRecord Of(SubscriptionReading reading)
    {
        var paid = reading.Invoices.Where(static invoice => invoice.IsPaid).ToList();
        return new MembershipRecord(
            reading.Status,
            reading.Plan,
            // A plan of a shorter interval ends sooner than what was paid for the longer one before it.
            Earlier(Latest(paid.Where(static invoice => invoice.Withdrawn is null).Select(static invoice => invoice.EndsAt)), reading.PeriodEndsAt),
            reading.TrialEndsAt,
            reading.PeriodEndsAt,
            reading.CancelAt,
            OwedSince(reading),
            reading.EndedAt,
            paid.OrderBy(static invoice => invoice.EndsAt).ThenBy(static invoice => invoice.CreatedAt).ThenBy(static invoice => invoice.Id, StringComparer.Ordinal)
                .LastOrDefault()?.Withdrawn);
    }

    private static DateTimeOffset? OwedSince(SubscriptionReading reading)
    {
        if (!(reading.Status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid || (reading.Status == SubscriptionStatus.Canceled && reading.EndedForNoPayment)))
        {
            return null;
        }

        var owed = reading.Invoices.Where(static invoice => invoice.IsOwed).Select(static invoice => invoice.AskedAt ?? invoice.CreatedAt).ToList();
        return owed.Count > 0 ? owed.Min() : reading.EndedAt;
    }

    private static DateTimeOffset? Latest(IEnumerable<DateTimeOffset> times) => times.Cast<DateTimeOffset?>().Max();

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one > other ? other : one;
}
