namespace Till.Core.Memberships;

/// <summary>Why what a member may has changed.</summary>
public enum MembershipCause
{
    /// <summary>Stripe has not said yet that the first payment is through.</summary>
    PaymentUnderWay,
    TrialBegan,
    Joined,
    NeverPaid,

    /// <summary>The trial is over, and the first period is paid.</summary>
    TrialPaid,
    Renewed,
    PaymentFailed,

    /// <summary>What had failed was paid.</summary>
    PaymentMended,

    /// <summary>Stripe does not try any more.</summary>
    PaymentGivenUp,

    /// <summary>The trial ended with nothing to pay with.</summary>
    Paused,
    Resumed,
    PlanSwitched,
    PriceChanged,

    /// <summary>Will end.</summary>
    Cancelled,
    CancellationWithdrawn,
    Ended,
    Refunded,
    RefundFailed,
    Disputed,
    DisputeWon,
}

/// <summary>What the member is written about.</summary>
public enum MembershipNotice
{
    Welcome,
    TrialEnding,
    RenewalReceipt,
    RenewalFailed,
    AuthenticationNeeded,

    /// <summary>Will end, and when.</summary>
    Cancelled,
    Ended,
}

/// <param name="InvoiceId">Stripe's; null where it is about none.</param>
public sealed record DueNotice(MembershipNotice Kind, string? InvoiceId);

/// <summary>What is known of a membership already.</summary>
/// <param name="Invoices">Those of its invoices that are known, by Stripe's id.</param>
public sealed record KnownMembership(MembershipRecord Record, IReadOnlyDictionary<string, KnownInvoice> Invoices);

public sealed record KnownInvoice(InvoiceState State, InvoiceWithdrawal? Withdrawn);

/// <summary>What a reading of Stripe makes of a membership.</summary>
/// <param name="Access">By the new record.</param>
/// <param name="Causes">Of what has changed, in the order in which to tell them; none: nothing has.</param>
/// <param name="Notices">Some may have been sent already: each is noted under a name of its own, and goes out once.</param>
public sealed record MembershipDecision(MembershipRecord Record, Access Access, IReadOnlyList<MembershipCause> Causes, IReadOnlyList<DueNotice> Notices)
{
    /// <summary>Stripe announces the end of a trial three days ahead, and an event may be a little early by our clock.</summary>
    private static readonly TimeSpan TrialNotice = TimeSpan.FromDays(3) + TimeSpan.FromHours(1);

    public static MembershipDecision Decide(KnownMembership? known, SubscriptionReading reading, AccessPolicy policy, DateTimeOffset now)
    {
        var record = MembershipRecord.Of(reading);
        var access = Access.Decide(record.Facts, policy, now);
        var causes = MembershipCauses.Of(known, record, reading);
        return new MembershipDecision(record, access, causes, NoticesOf(known, reading, record, access, now));
    }

    private static List<DueNotice> NoticesOf(
        KnownMembership? known, SubscriptionReading reading, MembershipRecord record, Access access, DateTimeOffset now)
    {
        var due = new List<DueNotice>();
        var begins = known is null or { Record.Status: SubscriptionStatus.Incomplete };
        if (begins && access.IsIn)
        {
            var first = reading.Invoices.Where(static invoice => invoice.IsPaid).OrderBy(static invoice => invoice.CreatedAt).FirstOrDefault();
            due.Add(new DueNotice(MembershipNotice.Welcome, first?.Id));
        }

        if (!begins)
        {
            foreach (var paid in reading.Invoices.Where(invoice => invoice is { IsPaid: true, TookMoney: true }
                && known!.Invoices.GetValueOrDefault(invoice.Id)?.State != InvoiceState.Paid))
            {
                due.Add(new DueNotice(MembershipNotice.RenewalReceipt, paid.Id));
            }
        }

        foreach (var owed in reading.Invoices.Where(invoice => invoice.IsOwed && record.Status == SubscriptionStatus.PastDue))
        {
            due.Add(new DueNotice(owed.NeedsAction ? MembershipNotice.AuthenticationNeeded : MembershipNotice.RenewalFailed, owed.Id));
        }

        if (record is { Status: SubscriptionStatus.Trialing, CancelAt: null, TrialEndsAt: { } end } && end - TrialNotice <= now && now < end
            && end - reading.TrialStartsAt > TrialNotice) // of a shorter one the welcome has just told
        {
            due.Add(new DueNotice(MembershipNotice.TrialEnding, null));
        }

        if (known is not null && Ending(known.Record, record, access) is { } ending)
        {
            due.Add(new DueNotice(ending, null));
        }

        return due;
    }

    /// <summary>Who was told when it will end hears again when it has, unless they were never in.</summary>
    private static MembershipNotice? Ending(MembershipRecord before, MembershipRecord after, Access access)
    {
        var stops = Asks(before.Status) && !Asks(after.Status) && after.Status != SubscriptionStatus.IncompleteExpired;
        return stops && before.Status != SubscriptionStatus.Incomplete
            ? access.IsIn ? MembershipNotice.Cancelled : MembershipNotice.Ended
            : Asks(after.Status) && after.CancelAt is not null && before.CancelAt != after.CancelAt ? MembershipNotice.Cancelled : null;
    }

    /// <summary>Whether it goes on asking for money, with what that pays for.</summary>
    private static bool Asks(SubscriptionStatus status) =>
        status is SubscriptionStatus.Incomplete or SubscriptionStatus.Trialing or SubscriptionStatus.Active or SubscriptionStatus.PastDue;
}
