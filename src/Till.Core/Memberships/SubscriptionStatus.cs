namespace Till.Core.Memberships;

/// <summary>Stripe's words for where a subscription stands.</summary>
public enum SubscriptionStatus
{
    /// <summary>The first payment has not been made; it has 23 hours.</summary>
    Incomplete,

    /// <summary>It was not made in time. Final.</summary>
    IncompleteExpired,

    Trialing,

    /// <summary>In good standing, which is no proof that every invoice was paid.</summary>
    Active,

    /// <summary>The last invoice could not be paid, and is tried again.</summary>
    PastDue,

    /// <summary>It is not tried any more; invoices go on.</summary>
    Unpaid,

    /// <summary>Final.</summary>
    Canceled,

    /// <summary>A trial ended and there was nothing to pay with.</summary>
    Paused,
}

public static class SubscriptionStatuses
{
    /// <summary>Reads Stripe's word. An unknown one counts as active, which alone gives nobody more than what was paid for.</summary>
    public static SubscriptionStatus FromStripe(string? status) => status switch
    {
        "incomplete" => SubscriptionStatus.Incomplete,
        "incomplete_expired" => SubscriptionStatus.IncompleteExpired,
        "trialing" => SubscriptionStatus.Trialing,
        "past_due" => SubscriptionStatus.PastDue,
        "unpaid" => SubscriptionStatus.Unpaid,
        "canceled" => SubscriptionStatus.Canceled,
        "paused" => SubscriptionStatus.Paused,
        _ => SubscriptionStatus.Active,
    };

    /// <summary>Whether a member with it must not begin another one: it can still ask for money.</summary>
    public static bool IsLiving(this SubscriptionStatus status) =>
        status is not (SubscriptionStatus.Canceled or SubscriptionStatus.IncompleteExpired);
}
