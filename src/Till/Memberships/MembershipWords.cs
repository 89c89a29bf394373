using Till.Core.Memberships;

namespace Till.Memberships;

/// <summary>What happened to a membership, as its member and the owner read it.</summary>
internal static class MembershipWords
{
    public static string Of(MembershipCause cause, string plan) => cause switch
    {
        MembershipCause.PaymentUnderWay => $"Joined {plan}; the first payment is being confirmed",
        MembershipCause.TrialBegan => $"Joined {plan} with a trial",
        MembershipCause.Joined => $"Joined {plan}",
        MembershipCause.NeverPaid => "The first payment was never made",
        MembershipCause.TrialPaid => "The trial is over, and the first period is paid",
        MembershipCause.Renewed => "Renewed",
        MembershipCause.PaymentFailed => "A payment failed; it is tried again",
        MembershipCause.PaymentMended => "The payment that had failed was made",
        MembershipCause.PaymentGivenUp => "The payment went on failing, and is not tried any more",
        MembershipCause.Paused => "The trial ended with nothing to pay with",
        MembershipCause.Resumed => "Goes on",
        MembershipCause.PlanSwitched => $"Switched to {plan}",
        MembershipCause.PriceChanged => "The price of the next renewal changed",
        MembershipCause.Cancelled => "Cancelled; stays until the end of what is paid",
        MembershipCause.CancellationWithdrawn => "Cancellation taken back",
        MembershipCause.Ended => "Ended",
        MembershipCause.Refunded => "What was paid was given back",
        MembershipCause.RefundFailed => "A refund did not arrive, and the payment counts again",
        MembershipCause.Disputed => "The payment is disputed",
        MembershipCause.DisputeWon => "The dispute is over, and the payment counts again",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "Unknown cause."),
    };
}
