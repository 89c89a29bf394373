namespace Till.Core.Memberships;

/// <summary>Finds out, from what was known and what is so now, what has happened in between.</summary>
internal static class MembershipCauses
{
    private static readonly Dictionary<string, KnownInvoice> NoInvoices = [];

    public static IReadOnlyList<MembershipCause> Of(KnownMembership? known, MembershipRecord after, SubscriptionReading reading) =>
        // What is heard of for the first time may have been given back or disputed already.
        known is null ? [First(after.Status), .. Withdrawals(NoInvoices, reading.Invoices)] : [.. Between(known.Record, after), .. Withdrawals(known.Invoices, reading.Invoices)];

    private static MembershipCause First(SubscriptionStatus status) => status switch
    {
        SubscriptionStatus.Incomplete => MembershipCause.PaymentUnderWay,
        SubscriptionStatus.IncompleteExpired => MembershipCause.NeverPaid,
        SubscriptionStatus.Trialing => MembershipCause.TrialBegan,
        SubscriptionStatus.Paused => MembershipCause.Paused,
        SubscriptionStatus.Unpaid => MembershipCause.PaymentGivenUp,
        SubscriptionStatus.Canceled => MembershipCause.Ended,
        _ => MembershipCause.Joined,
    };

    private static List<MembershipCause> Between(MembershipRecord before, MembershipRecord after)
    {
        var causes = new List<MembershipCause>();
        if (before.Plan.ProductId != after.Plan.ProductId || before.Plan.Interval != after.Plan.Interval)
        {
            causes.Add(MembershipCause.PlanSwitched);
        }
        else if (before.Plan.Price != after.Plan.Price)
        {
            causes.Add(MembershipCause.PriceChanged);
        }

        if (Moved(before, after) is { } moved)
        {
            causes.Add(moved);
        }

        var living = after.Status.IsLiving();
        if (living && before.CancelAt != after.CancelAt)
        {
            causes.Add(after.CancelAt is null ? MembershipCause.CancellationWithdrawn : MembershipCause.Cancelled);
        }

        return causes;
    }

    /// <summary>What the change of status says, or the same status with more paid for.</summary>
    private static MembershipCause? Moved(MembershipRecord before, MembershipRecord after) => (before.Status, after.Status) switch
    {
        var (was, now) when was == now => before.Plan.Interval == after.Plan.Interval && after.PaidThrough > before.PaidThrough && before.Withdrawn == after.Withdrawn
            ? MembershipCause.Renewed
            : null,
        (SubscriptionStatus.Incomplete, SubscriptionStatus.Active) => MembershipCause.Joined,
        (SubscriptionStatus.Trialing, SubscriptionStatus.Active) => MembershipCause.TrialPaid,
        (SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid, SubscriptionStatus.Active) => MembershipCause.PaymentMended,
        (SubscriptionStatus.Paused, SubscriptionStatus.Active) => MembershipCause.Resumed,
        _ => after.Status switch
        {
            SubscriptionStatus.PastDue => MembershipCause.PaymentFailed,
            SubscriptionStatus.Canceled => after.PastDueSince is null ? MembershipCause.Ended : MembershipCause.PaymentGivenUp,
            var other => First(other),
        },
    };

    private static IEnumerable<MembershipCause> Withdrawals(IReadOnlyDictionary<string, KnownInvoice> known, IReadOnlyList<InvoiceReading> invoices) => invoices
        .Select(invoice => (Before: known.GetValueOrDefault(invoice.Id)?.Withdrawn, After: invoice.Withdrawn))
        .Where(static pair => pair.Before != pair.After)
        .Select(static pair => pair switch
        {
            (_, InvoiceWithdrawal.Refunded) => MembershipCause.Refunded,
            (_, InvoiceWithdrawal.Disputed) => MembershipCause.Disputed,
            (InvoiceWithdrawal.Refunded, _) => MembershipCause.RefundFailed,
            _ => MembershipCause.DisputeWon,
        })
        .Distinct();
}
