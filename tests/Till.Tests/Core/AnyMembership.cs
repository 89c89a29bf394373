using FsCheck;
using FsCheck.Fluent;
using Till.Core;
using Till.Core.Memberships;

namespace Till.Tests.Core;

/// <summary>Generators of what Stripe may say of a subscription.</summary>
internal static class AnyMembership
{
    public static readonly DateTimeOffset Start = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Times of two years, in steps that let them meet.</summary>
    public static Gen<DateTimeOffset> Time { get; } = Gen.Choose(0, 730 * 2).Select(halfDays => Start.AddDays(halfDays / 2.0));

    public static Gen<DateTimeOffset?> TimeOrNone { get; } = Gen.OneOf(Time.Select(time => (DateTimeOffset?)time), Gen.Constant((DateTimeOffset?)null));

    public static Gen<AccessPolicy> Policy { get; } = Gen.Choose(0, 30).SelectMany(leeway =>
        Gen.Choose(0, 60).Select(grace => new AccessPolicy(TimeSpan.FromDays(leeway), TimeSpan.FromDays(grace))));

    public static Gen<InvoiceReading> Invoice { get; } =
        from id in Gen.Choose(1, 6)
        from state in Gen.Elements(Enum.GetValues<InvoiceState>())
        from created in Time
        from days in Gen.Choose(0, 400)
        from asked in TimeOrNone
        from flags in Gen.Choose(0, 7)
        from withdrawn in Gen.Frequency(
            (6, Gen.Constant((InvoiceWithdrawal?)null)),
            (1, Gen.Elements<InvoiceWithdrawal?>(InvoiceWithdrawal.Refunded, InvoiceWithdrawal.Disputed)))
        select new InvoiceReading(
            $"in_{id}", state, created, created.AddDays(days), asked, (flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0,
            state == InvoiceState.Paid ? withdrawn : null);

    public static Gen<SubscriptionReading> Reading { get; } =
        from status in Gen.Elements(Enum.GetValues<SubscriptionStatus>())
        from plan in Gen.Elements(
            new PlanTerms(new Guid(1, 0, 0, new byte[8]), "Friend", "month", new Money(1500, Currency.Usd)),
            new PlanTerms(new Guid(1, 0, 0, new byte[8]), "Friend", "year", new Money(15_000, Currency.Usd)),
            new PlanTerms(new Guid(2, 0, 0, new byte[8]), "Patron", "month", new Money(4000, Currency.Usd)))
        from period in TimeOrNone
        from trialStart in TimeOrNone
        from trialDays in Gen.Choose(0, 40)
        from cancelAt in TimeOrNone
        from ended in TimeOrNone
        from forNoPayment in Gen.Elements(true, false)
        from invoices in Invoice.ListOf()
        select new SubscriptionReading(
            status, plan, period, trialStart, trialStart?.AddDays(trialDays), cancelAt, ended, forNoPayment, [.. invoices.DistinctBy(one => one.Id)]);
}
