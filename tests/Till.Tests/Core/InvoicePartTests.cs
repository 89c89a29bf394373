using FsCheck;
using FsCheck.Fluent;
using Till.Core;
using Till.Core.Memberships;

namespace Till.Tests.Core;

/// <summary>What an invoice was paid from, and what of it is sale and what tax.</summary>
public sealed class InvoicePartTests
{
    private static readonly Gen<Case> Cases =
        from currency in Any.Currency
        from total in Gen.Choose(-50_000, 50_000)
        from tax in Gen.Choose(-5_000, 5_000)
        from credit in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(-50_000, 50_000)))
        from payments in Gen.Choose(1, 30_000).ListOf(3)
        from count in Gen.Choose(0, 3)
        from isPaid in Gen.Elements(true, false)
        select new Case(
            new Money(total, currency), new Money(tax, currency), new Money(credit, currency),
            [.. payments.Take(count).Select((minor, i) => ($"pi_{i}", new Money(minor, currency)))], isPaid);

    [Fact]
    public void Sales_and_taxes_of_a_paid_invoice_add_up_to_its_total_and_tax() => Any.Holds(Cases, one =>
    {
        var parts = one.Split(isPaid: true);

        Assert.Equal(one.Total, parts.Aggregate(Money.Zero(one.Total.Currency), (sum, part) => sum + part.Sale + part.Tax));
        Assert.Equal(one.Tax, parts.Aggregate(Money.Zero(one.Total.Currency), (sum, part) => sum + part.Tax));
    });

    [Fact]
    public void Each_payment_is_a_part_of_its_own_amount() => Any.Holds(Cases, one => Assert.Equal(
        one.Payments,
        one.Split(one.IsPaid).Where(part => part.From == PaidFrom.Payment).Select(part => (part.PaymentIntentId!, part.Sale + part.Tax))));

    [Fact]
    public void Until_it_is_paid_only_its_payments_are_booked() => Any.Holds(Cases, one =>
        Assert.All(one.Split(isPaid: false), part => Assert.Equal(PaidFrom.Payment, part.From)));

    [Fact]
    public void A_payment_s_part_is_the_same_before_and_after_the_invoice_is_paid() => Any.Holds(Cases, one =>
        Assert.Equal(one.Split(isPaid: false), one.Split(isPaid: true).Where(part => part.From == PaidFrom.Payment)));

    [Fact]
    public void What_was_paid_from_credit_alone_moves_no_money_at_Stripe()
    {
        var fifteen = new Money(1500, Currency.Usd);

        var part = Assert.Single(InvoicePart.Split(fifteen, Money.Zero(Currency.Usd), fifteen, [], isPaid: true));

        Assert.Equal((PaidFrom.Credit, fifteen), (part.From, part.Sale));
    }

    private sealed record Case(Money Total, Money Tax, Money Credit, IReadOnlyList<(string, Money)> Payments, bool IsPaid)
    {
        public IReadOnlyList<InvoicePart> Split(bool isPaid) => InvoicePart.Split(Total, Tax, Credit, Payments, isPaid);
    }
}
