using FsCheck;
using FsCheck.Fluent;
using Till.Core.Memberships;

namespace Till.Tests.Core;

/// <summary>What readings of Stripe make of a membership, held against whatever may be read, in any order, any number of times.</summary>
public sealed class MembershipDecisionTests
{
    private static readonly Gen<(SubscriptionReading[] Story, AccessPolicy Policy, DateTimeOffset Now)> Stories =
        from story in AnyMembership.Reading.NonEmptyListOf()
        from policy in AnyMembership.Policy
        from now in AnyMembership.Time
        select (story.ToArray(), policy, now);

    [Fact]
    public void Whatever_was_read_before_the_record_is_that_of_the_last_reading() => Any.Holds(Stories, story =>
    {
        var alone = MembershipDecision.Decide(null, story.Story[^1], story.Policy, story.Now);

        var after = Shelf.After(story.Story, story.Policy, story.Now);

        Assert.Equal(alone.Record, after.Known!.Record);
        Assert.Equal(alone.Access, Access.Decide(after.Known.Record.Facts, story.Policy, story.Now));
    });

    [Fact]
    public void A_reading_that_is_repeated_changes_nothing_and_writes_to_nobody_anew() => Any.Holds(Stories, story =>
    {
        var shelf = Shelf.After(story.Story, story.Policy, story.Now);
        var sent = shelf.Sent.ToHashSet();

        var again = MembershipDecision.Decide(shelf.Known, story.Story[^1], story.Policy, story.Now);

        Assert.Empty(again.Causes);
        // Those that are decided again bear the name of those that were noted.
        Assert.All(again.Notices, notice => Assert.Contains(notice, sent));
    });

    [Fact]
    public void The_order_of_a_subscription_s_invoices_says_nothing() => Any.Holds(
        from reading in AnyMembership.Reading from shuffled in Gen.Shuffle(reading.Invoices.ToArray()) select (reading, shuffled),
        pair => Assert.Equal(MembershipRecord.Of(pair.reading), MembershipRecord.Of(pair.reading with { Invoices = [.. pair.shuffled] })));

    [Fact]
    public void Access_never_outlives_what_was_paid_plus_the_shop_s_patience() => Any.Holds(Stories, story =>
    {
        var reading = story.Story[^1];
        var paid = reading.Invoices.Where(one => one is { IsPaid: true, Withdrawn: null }).Select(one => one.EndsAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var free = reading is { Status: SubscriptionStatus.Trialing, TrialEndsAt: { } end } ? end : DateTimeOffset.MinValue;

        var access = Access.Decide(MembershipRecord.Of(reading).Facts, story.Policy, story.Now);

        if (access.IsIn)
        {
            Assert.True(story.Now < (paid > free ? paid : free) + story.Policy.Leeway + story.Policy.Grace, $"{access} at {story.Now}");
        }
    });

    [Fact]
    public void Who_has_paid_for_now_and_goes_on_paying_is_in() => Any.Holds(Stories, story =>
    {
        var record = MembershipRecord.Of(story.Story[^1]);

        if (record is { PaidThrough: { } paid, Status: SubscriptionStatus.Active or SubscriptionStatus.PastDue or SubscriptionStatus.Canceled } && story.Now < paid)
        {
            Assert.True(Access.Decide(record.Facts, story.Policy, story.Now).IsIn, $"{record} at {story.Now}");
        }
    });

    [Fact]
    public void What_ends_does_not_come_back_by_itself() => Any.Holds(Stories, story =>
    {
        var facts = MembershipRecord.Of(story.Story[^1]).Facts;
        var wasIn = true;
        for (var day = 0; day < 800; day += 5)
        {
            var isIn = Access.Decide(facts, story.Policy, AnyMembership.Start.AddDays(day)).IsIn;
            Assert.True(wasIn || !isIn, $"In again on day {day}: {facts}");
            wasIn = isIn;
        }
    });

    [Fact]
    public void A_refund_of_the_last_period_ends_what_it_paid_for_and_its_failure_brings_it_back()
    {
        var reading = Reading(SubscriptionStatus.Active, Paid("in_1", 0, 31), Paid("in_2", 31, 59));
        var policy = AccessPolicy.Default;
        var now = AnyMembership.Start.AddDays(40);
        var given = reading with { Invoices = [reading.Invoices[0], reading.Invoices[1] with { Withdrawn = InvoiceWithdrawal.Refunded }] };

        var before = MembershipDecision.Decide(null, reading, policy, now);
        var refunded = MembershipDecision.Decide(Shelf.Knows(before, reading), given, policy, now);
        var failed = MembershipDecision.Decide(Shelf.Knows(refunded, given), reading, policy, now);

        Assert.Equal((AccessState.Ended, EndReason.Refunded), (refunded.Access.State, refunded.Access.Ended));
        Assert.Equal([MembershipCause.Refunded], refunded.Causes);
        Assert.Equal((AccessState.Active, MembershipCause.RefundFailed), (failed.Access.State, Assert.Single(failed.Causes)));
    }

    [Fact]
    public void A_switch_to_a_shorter_interval_is_paid_through_to_its_own_end()
    {
        var reading = Reading(SubscriptionStatus.Active, Paid("in_1", 0, 365), Paid("in_2", 10, 41) with { TookMoney = false }) with
        {
            PeriodEndsAt = AnyMembership.Start.AddDays(41),
        };

        Assert.Equal(AnyMembership.Start.AddDays(41), MembershipRecord.Of(reading).PaidThrough);
    }

    [Theory]
    [InlineData("won", null)]
    [InlineData("warning_needs_response", null)]
    [InlineData("prevented", null)]
    [InlineData("needs_response", InvoiceWithdrawal.Disputed)]
    [InlineData("lost", InvoiceWithdrawal.Disputed)]
    public void A_dispute_withdraws_while_the_bank_has_the_money(string status, InvoiceWithdrawal? expected) =>
        Assert.Equal(expected, InvoiceStates.Withdrawal(1500, [], [status]));

    [Theory]
    [InlineData(1499, "succeeded", null)]
    [InlineData(1500, "succeeded", InvoiceWithdrawal.Refunded)]
    [InlineData(1500, "pending", InvoiceWithdrawal.Refunded)]
    [InlineData(1500, "failed", null)]
    public void A_refund_withdraws_when_it_is_all_of_it(long minor, string status, InvoiceWithdrawal? expected) =>
        Assert.Equal(expected, InvoiceStates.Withdrawal(1500, [(Till.Core.RefundStates.FromStripe(status), minor)], []));

    private static InvoiceReading Paid(string id, int from, int to) => new(
        id, InvoiceState.Paid, AnyMembership.Start.AddDays(from), AnyMembership.Start.AddDays(to), AnyMembership.Start.AddDays(from), true, false, true, null);

    private static SubscriptionReading Reading(SubscriptionStatus status, params InvoiceReading[] invoices) => new(
        status, new PlanTerms(Guid.Empty, "Friend", "month", new Till.Core.Money(1500, Till.Core.Currency.Usd)), invoices.Max(one => one.EndsAt), null, null, null, null,
        false, invoices);

    /// <summary>Writes what is decided, as the shop does.</summary>
    private sealed class Shelf
    {
        public KnownMembership? Known { get; private set; }

        public List<DueNotice> Sent { get; } = [];

        public static KnownMembership Knows(MembershipDecision decision, SubscriptionReading reading) => new(
            decision.Record, reading.Invoices.ToDictionary(one => one.Id, one => new KnownInvoice(one.State, one.Withdrawn), StringComparer.Ordinal));

        public static Shelf After(IEnumerable<SubscriptionReading> story, AccessPolicy policy, DateTimeOffset now)
        {
            var shelf = new Shelf();
            foreach (var reading in story)
            {
                var decision = MembershipDecision.Decide(shelf.Known, reading, policy, now);
                shelf.Sent.AddRange(decision.Notices);
                shelf.Known = Knows(decision, reading);
            }

            return shelf;
        }
    }
}
