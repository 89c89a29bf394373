namespace Till.Payments;

/// <summary>What a reconciliation found and did.</summary>
internal sealed record ReconcileReport
{
    /// <summary>From when on Stripe's lists were walked.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Nothing was changed.</summary>
    public required bool DryRun { get; init; }

    public int EventsFetched { get; init; }

    public int AttemptsAsked { get; init; }

    public required int PaymentsSeen { get; init; }

    public required int ForeignPayments { get; init; }

    public required long OrdersHealed { get; init; }

    /// <summary>Of those, orders that were lost with a restored backup's time, made again out of what Stripe knows.</summary>
    public required int OrdersRemade { get; init; }

    public required long RefundsHealed { get; init; }

    public int JoinsAsked { get; init; }

    public int MembershipsAsked { get; init; }

    public required int SubscriptionsSeen { get; init; }

    public required int ForeignSubscriptions { get; init; }

    /// <summary>Changes of memberships that nothing had told of before.</summary>
    public required long MembershipChanges { get; init; }

    /// <summary>Payouts whose bookings were tied to orders and invoices; null where the key may not read payouts, or nothing was healed.</summary>
    public int? PayoutsSeen { get; init; }

    public required long AttemptsOpen { get; init; }

    public required long EventsWaiting { get; init; }

    public required long AttentionOpen { get; init; }

    /// <summary>
    /// Paid orders without a payment, payments without a paid order, invoices whose payments are not what was paid for them. Always zero, or the shop
    /// has a bug.
    /// </summary>
    public required long Imbalance { get; init; }

    /// <summary>In how many things Stripe's lists and the books did not agree.</summary>
    public required long DifferencesFound { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<Difference> Differences { get; init; }

    /// <summary>Whether a person has something to decide; of a dry run, whether there is something to heal as well.</summary>
    public bool NeedsAttention => AttentionOpen > 0 || EventsWaiting > 0 || Imbalance > 0 || (DryRun && DifferencesFound > 0);
}
