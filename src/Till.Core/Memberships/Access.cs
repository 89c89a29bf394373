namespace Till.Core.Memberships;

/// <summary>What a member may, in one word.</summary>
public enum AccessState
{
    /// <summary>No member, and never was one.</summary>
    None,

    /// <summary>Joined, and Stripe has not said yet that it was paid.</summary>
    Confirming,

    /// <summary>In, and nothing is due yet.</summary>
    Trial,

    /// <summary>In, and paid.</summary>
    Active,

    /// <summary>Still in, although the last payment failed: it is tried again, and the member can mend it.</summary>
    Grace,

    /// <summary>Was a member.</summary>
    Ended,
}

/// <summary>Why access has ended.</summary>
public enum EndReason
{
    /// <summary>Cancelled, and what was paid for is over.</summary>
    Cancelled,

    /// <summary>The payment failed, and went on failing.</summary>
    PaymentFailed,

    /// <summary>The first payment was never made.</summary>
    NeverPaid,

    /// <summary>The trial ended with nothing to pay with.</summary>
    NothingToPayWith,

    /// <summary>What was paid was given back.</summary>
    Refunded,

    /// <summary>The payment is disputed.</summary>
    Disputed,

    /// <summary>What was paid for is over, and Stripe has told of no new payment.</summary>
    Unconfirmed,
}

/// <summary>The shop's own record of a subscription, as settled by asking Stripe.</summary>
/// <param name="PaidThrough">The end of the last period that was paid for, or was free; null: nothing was yet.</param>
/// <param name="Withdrawn">Why the last period's payment counts for nothing any more; null if it counts.</param>
public sealed record MembershipFacts(
    SubscriptionStatus Status, DateTimeOffset? PaidThrough, DateTimeOffset? TrialEndsAt, DateTimeOffset? PastDueSince, EndReason? Withdrawn);

/// <summary>How patient the shop is.</summary>
/// <param name="Leeway">After what was paid for, until a renewal must have been heard of: Stripe takes some hours, and webhooks may take longer.</param>
/// <param name="Grace">From the first failure of a renewal on, for as long as Stripe goes on trying.</param>
public sealed record AccessPolicy(TimeSpan Leeway, TimeSpan Grace)
{
    /// <summary>Stripe advises a day or two; its own retries take two weeks unless set otherwise.</summary>
    public static AccessPolicy Default { get; } = new(TimeSpan.FromDays(2), TimeSpan.FromDays(14));
}

/// <summary>Who may what until when: decided anew from the record at each look, so that it ends by itself with no event and no clockwork.</summary>
/// <param name="Until">When it ends unless something happens; for what has ended, when it did. Null where there is no such moment.</param>
/// <param name="Ended">Why; null while it has not.</param>
public sealed record Access(AccessState State, DateTimeOffset? Until, EndReason? Ended)
{
    public static Access None { get; } = new(AccessState.None, null, null);

    /// <summary>May see, download and pay what members may.</summary>
    public bool IsIn => State is AccessState.Trial or AccessState.Active or AccessState.Grace;

    public static Access Decide(MembershipFacts facts, AccessPolicy policy, DateTimeOffset now) => facts.Status switch
    {
        SubscriptionStatus.Incomplete => new(AccessState.Confirming, null, null),
        SubscriptionStatus.IncompleteExpired => End(EndReason.NeverPaid, null),
        SubscriptionStatus.Trialing => Trial(facts, policy, now),
        SubscriptionStatus.Active => Paid(facts, policy.Leeway, EndReason.Unconfirmed, now),
        SubscriptionStatus.PastDue => PastDue(facts, policy, now),
        SubscriptionStatus.Unpaid => End(facts.Withdrawn ?? EndReason.PaymentFailed, facts.PaidThrough),
        SubscriptionStatus.Paused => End(EndReason.NothingToPayWith, facts.TrialEndsAt),
        // What was paid for stays theirs to its end, whoever cancelled.
        SubscriptionStatus.Canceled => Paid(
            facts, TimeSpan.Zero, facts.PaidThrough is null ? EndReason.NeverPaid : facts.PastDueSince is null ? EndReason.Cancelled : EndReason.PaymentFailed, now),
        _ => throw new ArgumentOutOfRangeException(nameof(facts), facts.Status, "Unknown status."),
    };

    private static Access Trial(MembershipFacts facts, AccessPolicy policy, DateTimeOffset now) =>
        facts.TrialEndsAt is { } end && now < end + policy.Leeway
            ? new(AccessState.Trial, end, null)
            : End(EndReason.Unconfirmed, facts.TrialEndsAt);

    private static Access Paid(MembershipFacts facts, TimeSpan leeway, EndReason otherwise, DateTimeOffset now) =>
        facts.PaidThrough is { } paid && now < paid + leeway
            ? new(AccessState.Active, paid, null)
            : End(facts.Withdrawn ?? otherwise, facts.PaidThrough);

    /// <summary>What was paid for before counts first: a switch of plans that fails must not shorten it.</summary>
    private static Access PastDue(MembershipFacts facts, AccessPolicy policy, DateTimeOffset now)
    {
        if (facts.Withdrawn is { } withdrawn && !(now < facts.PaidThrough))
        {
            return End(withdrawn, facts.PaidThrough);
        }

        // Who was last paid for long ago gets no new grace by a failure of today.
        var since = Earlier(facts.PastDueSince ?? facts.PaidThrough, facts.PaidThrough + policy.Leeway);
        var until = facts.PaidThrough is null ? null : Later(since + policy.Grace, facts.PaidThrough);
        return now < until ? new(AccessState.Grace, until, null) : End(EndReason.PaymentFailed, until);
    }

    private static Access End(EndReason reason, DateTimeOffset? at) => new(AccessState.Ended, at, reason);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => other is null || one < other ? one : other;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => other is null || one > other ? one : other;
}
