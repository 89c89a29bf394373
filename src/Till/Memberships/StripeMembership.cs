using Till.Core;
using Till.Core.Memberships;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>A subscription with its invoices and their payments, fetched now.</summary>
internal sealed record StripeMembership(Subscription Subscription, IReadOnlyList<StripeInvoice> Invoices)
{
    /// <summary>By which the next invoice is paid.</summary>
    public PaymentMethodCard? Card =>
        (Subscription.DefaultPaymentMethod.Object ?? Subscription.Customer.Object?.InvoiceSettings?.DefaultPaymentMethod.Object)?.Card;

    /// <summary>Set by this shop when it made the session.</summary>
    public Guid? JoinId => Guid.TryParse(Subscription.Metadata.GetValueOrDefault("join"), out var id) ? id : null;

    public Guid? NamedAccountId => Guid.TryParse(Subscription.Metadata.GetValueOrDefault("account"), out var id) ? id : null;

    public SubscriptionReading Read(PlanTerms plan) => new(
        Core.Memberships.SubscriptionStatuses.FromStripe(Subscription.Status),
        plan,
        Subscription.Items.Data.Count == 0 ? null : Subscription.Items.Data.Max(item => item.CurrentPeriodEnd),
        Subscription.TrialStart,
        Subscription.TrialEnd,
        Subscription.CancelAt,
        Subscription.EndedAt,
        Subscription.CancellationDetails?.Reason == "payment_failed",
        [.. Invoices.Select(invoice => invoice.Read())]);
}

/// <param name="Known">What was known of it before.</param>
/// <param name="Payments">Those that matter: paid ones, and those that wait for the member.</param>
internal sealed record StripeInvoice(Invoice Invoice, KnownSubscription.Invoice? Known, IReadOnlyList<StripePayment> Payments)
{
    public InvoiceState State => InvoiceStates.FromStripe(Invoice.Status);

    public Currency Currency => Currency.Parse(Invoice.Currency);

    public long PaidMinor => Payments.Where(one => one.IsPaid).Sum(one => one.PaidMinor);

    public Money Total => In(Invoice.Total);

    /// <summary>Contained in the total, whether the prices contain it or not.</summary>
    public Money Tax => In(Invoice.TotalTaxes.Sum(one => one.Amount));

    public long DiscountMinor => Invoice.TotalDiscountAmounts.Sum(one => one.Amount);

    /// <summary>Used up of the customer's credit, which Stripe writes as a negative balance.</summary>
    public Money CreditUsed => In((Invoice.EndingBalance ?? Invoice.StartingBalance) - Invoice.StartingBalance);

    /// <summary>What it asks for. Lines that give back what was not used say nothing of that.</summary>
    public (DateTimeOffset StartsAt, DateTimeOffset EndsAt) Period
    {
        get
        {
            var asked = Invoice.Lines.Data.Where(line => line.Amount >= 0).Select(line => line.Period).ToList();
            return asked.Count == 0 ? (Invoice.Created, Invoice.Created) : (asked.Min(one => one.Start), asked.Max(one => one.End));
        }
    }

    public InvoiceWithdrawal? Withdrawn => Payments.Any(one => one.IsPaid && one.Refunds is not null)
        ? InvoiceStates.Withdrawal(
            PaidMinor,
            Payments.SelectMany(one => one.Refunds ?? []).Select(refund => (RefundStates.FromStripe(refund.Status), refund.Amount)),
            Payments.SelectMany(one => one.Disputes ?? []).Select(dispute => dispute.Status))
        : Known?.WithdrawnFor;

    public InvoiceReading Read() => new(
        Invoice.Id, State, Invoice.Created, Period.EndsAt, Invoice.StatusTransitions?.FinalizedAt, Invoice.Attempted,
        Payments.Any(one => one.NeedsAction), PaidMinor > 0, State == InvoiceState.Paid ? Withdrawn : null);

    private Money In(long minor) => new(minor, Currency);
}

/// <summary>A payment of an invoice.</summary>
/// <param name="IsPaid">Money came in by it.</param>
/// <param name="Intent">Null where all of it is known already.</param>
/// <param name="Refunds">Null where they were not asked for.</param>
internal sealed record StripePayment(
    string IntentId, bool IsPaid, long PaidMinor, PaymentIntent? Intent, IReadOnlyList<Refund>? Refunds, IReadOnlyList<Dispute>? Disputes)
{
    public bool NeedsAction => !IsPaid
        && Intent is { Status: PaymentIntentStatuses.RequiresAction } or { LastPaymentError.Code: "authentication_required" };
}
