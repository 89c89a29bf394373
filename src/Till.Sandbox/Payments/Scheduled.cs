using Till.Sandbox.Balance;
using Till.Sandbox.Billing;
using Till.Sandbox.Checkout;
using Till.Sandbox.Disputes;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>What happens to objects by themselves when their time has come.</summary>
internal static class Scheduled
{
    public const string ExpireSession = "checkout.session.expire";
    public const string ReleaseAuthorisation = "payment_intent.release";
    public const string RefundSucceeds = "refund.succeed";
    public const string Settle = "payment_intent.settle";
    public const string RefundFails = "refund.fail";
    public const string DisputeDecided = "dispute.decide";
    public const string DisputeLapses = "dispute.lapse";
    public const string PayoutArrives = "payout.arrive";
    public const string PayoutsOfTheDay = "payouts.daily";

    public static Schedule Rules { get; } = new(Happen, SetAside);

    public static void Happen(Unit unit, string action, string subject)
    {
        if (action == PayoutsOfTheDay)
        {
            Payouts.Daily(unit);
            return;
        }
        if (unit.Find(subject) is not { } doc)
        {
            return;
        }
        switch (action)
        {
            case ExpireSession: CheckoutEngine.Expire(unit, doc); break;
            case ReleaseAuthorisation: Intents.Release(unit, doc); break;
            case Settle: Delayed.Due(unit, doc); break;
            case RefundSucceeds: Refunds.Succeed(unit, doc); break;
            case RefundFails: Refunds.Fail(unit, doc); break;
            case DisputeDecided: Disputing.Decide(unit, doc); break;
            case PayoutArrives: Payouts.Arrive(unit, doc); break;
            case DisputeLapses: Disputing.Lapse(unit, doc); break;
            case var billing when Timetable.Knows(billing): Timetable.Happen(unit, billing, doc); break;
            default: throw new InvalidOperationException($"Nothing is known to happen by the name of {action}.");
        }
    }

    /// <summary>What is left to say of an action that failed: a clock that cannot go on says so, as Stripe's do.</summary>
    private static void SetAside(Unit unit, string action, string subject)
    {
        if (action == Timetable.Advance && unit.Find(subject) is { } clock)
        {
            TestClocks.Fail(unit, clock);
        }
    }
}
