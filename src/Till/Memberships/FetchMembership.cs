using Till.Core.Memberships;
using Till.Payments;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>Asks Stripe for a subscription, its invoices, and whatever of their payments is not known yet or can have changed.</summary>
internal sealed class FetchMembership(StripeClient stripe, RefundSettlement refunds, DisputeSettlement disputes)
{
    /// <param name="hint">A payment that an event spoke of.</param>
    /// <returns>Null where Stripe has no such subscription.</returns>
    /// <exception cref="StripeException">Stripe could not be asked.</exception>
    public async Task<StripeMembership?> RunAsync(string subscriptionId, KnownSubscription known, StripeHint hint, CancellationToken cancel)
    {
        try
        {
            var subscription = await stripe.Subscriptions.GetAsync(
                subscriptionId, new GetOptions { Expand = ["default_payment_method", "customer.invoice_settings.default_payment_method"] }, cancel);
            var invoices = await stripe.Invoices
                .ListAutoPagingAsync(new InvoiceListOptions { Subscription = subscriptionId, Expand = ["data.payments"] }, cancel)
                .AllAsync();
            // By the last paid one the member is in, so what became of its payment is always asked: an event can be lost.
            var last = invoices.Where(one => one.Status == InvoiceStatuses.Paid).MaxBy(one => one.Created);
            var read = new List<StripeInvoice>(invoices.Count);
            foreach (var invoice in invoices)
            {
                read.Add(await ReadAsync(invoice, invoice == last, known, hint, cancel));
            }

            return new StripeMembership(subscription, read);
        }
        catch (StripeInvalidRequestException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    private async Task<StripeInvoice> ReadAsync(Invoice invoice, bool isLast, KnownSubscription known, StripeHint hint, CancellationToken cancel)
    {
        var payments = new List<StripePayment>();
        foreach (var payment in invoice.Payments?.Data ?? [])
        {
            if (payment.Payment.PaymentIntent.Id is { } intentId)
            {
                payments.Add(payment.Status == InvoicePaymentStatuses.Paid
                    ? await ReadPaidAsync(payment, intentId, isLast, known, hint, cancel)
                    : await ReadOpenAsync(invoice, payment, intentId, cancel));
            }
        }

        return new StripeInvoice(invoice, known.Find(invoice.Id), payments);
    }

    private async Task<StripePayment> ReadPaidAsync(
        InvoicePayment payment, string intentId, bool isLast, KnownSubscription known, StripeHint hint, CancellationToken cancel)
    {
        var booked = known.Payments.FirstOrDefault(one => one.StripePaymentIntentId == intentId);
        var isHinted = hint.PaymentIntentId == intentId;
        if (booked is { FeeMinor: not null, IsReturning: false } && !isLast && !isHinted)
        {
            return new StripePayment(intentId, true, booked.AmountMinor, null, null, null);
        }

        var intent = await GetAsync(intentId, cancel);
        var charge = intent.LatestCharge.Object;
        var given = await refunds.FetchAsync(intentId, charge, isHinted && hint.IsRefund, cancel);
        var asked = await disputes.FetchAsync(intentId, charge, isHinted && hint.IsDispute, cancel);
        return new StripePayment(intentId, true, intent.AmountReceived, intent, given, asked);
    }

    /// <summary>What is owed may wait for the member, which only the payment itself tells.</summary>
    private async Task<StripePayment> ReadOpenAsync(Invoice invoice, InvoicePayment payment, string intentId, CancellationToken cancel)
    {
        var intent = invoice is { Attempted: true, Status: InvoiceStatuses.Open } && payment.Status == InvoicePaymentStatuses.Open
            ? await GetAsync(intentId, cancel)
            : null;
        return new StripePayment(intentId, false, 0, intent, null, null);
    }

    private Task<PaymentIntent> GetAsync(string intentId, CancellationToken cancel) =>
        stripe.PaymentIntents.GetAsync(intentId, new GetOptions { Expand = ["latest_charge.balance_transaction"] }, cancel);
}
