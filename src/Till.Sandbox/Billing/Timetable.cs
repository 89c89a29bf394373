using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>What happens to subscriptions and invoices by themselves, by the sandbox's clock or a test clock.</summary>
internal static class Timetable
{
    public const string Renew = "subscription.renew";
    public const string Upcoming = "subscription.upcoming";
    public const string TrialWillEnd = "subscription.trial_will_end";
    public const string Cancel = "subscription.cancel";
    public const string Expire = "subscription.expire";
    public const string ResumeCollection = "subscription.resume_collection";
    public const string DropUpdate = "subscription.drop_update";
    public const string Finalise = "invoice.finalize";
    public const string Retry = "invoice.retry";
    public const string Overdue = "invoice.overdue";
    public const string Advance = "test_clock.advance";

    public static IReadOnlyList<string> OfSubscriptions { get; } = [Renew, Upcoming, TrialWillEnd, Cancel, Expire, ResumeCollection, DropUpdate];

    public static bool Knows(string action) =>
        action.StartsWith("subscription.", StringComparison.Ordinal) || action.StartsWith("invoice.", StringComparison.Ordinal) || action == Advance;

    public static void Happen(Unit unit, string action, Doc subject)
    {
        switch (action)
        {
            case Renew: Renewal.Renew(unit, subject); break;
            case Upcoming: Renewal.TellAhead(unit, subject); break;
            case TrialWillEnd: unit.Emit("customer.subscription.trial_will_end", subject); break;
            case Cancel: Subscriptions.Cancel(unit, subject, null); break;
            case Expire: Subscriptions.Expire(unit, subject); break;
            case ResumeCollection: Subscriptions.Change(unit, subject, () => subject["pause_collection"] = null); break;
            case DropUpdate: PendingUpdates.Drop(unit, subject); break;
            case Finalise: Renewal.FinishDraft(unit, subject); break;
            case Retry: Collection.Attempt(unit, subject, null, offSession: true, asked: false); break;
            case Overdue: Renewal.IsOverdue(unit, subject); break;
            case Advance: TestClocks.Go(unit, subject); break;
            default: throw new InvalidOperationException($"Nothing is known to happen by the name of {action}.");
        }
    }
}
