using Dapper;
using Till.Core;
using Till.Core.Memberships;
using Till.Payments;
using Till.Storage;

namespace Till.Memberships;

/// <summary>Writes the invoices of a membership, and books their payments, credits, refunds and disputes as those of orders are booked.</summary>
internal sealed class InvoiceBooking(Booking booking, RefundSettlement refunds, DisputeSettlement disputes, Chance chance)
{
    public async Task WriteAsync(Transaction transaction, MembershipRow membership, StripeMembership fetched, DateTimeOffset now)
    {
        // Oldest first: credit is given before it is used.
        foreach (var invoice in fetched.Invoices.OrderBy(one => one.Invoice.Created).ThenBy(one => one.Invoice.Id, StringComparer.Ordinal))
        {
            if (invoice.Known?.Stands == invoice.State && invoice.Payments.All(one => one.Intent is null))
            {
                continue; // nothing about it is new
            }

            var id = invoice.Known?.Id ?? chance.NewId(now);
            await WriteAsync(transaction, membership, invoice, id);
            var held = await PayAsync(transaction, membership, invoice, id, now);
            await BookAsync(transaction, invoice, id, held, now);
            foreach (var payment in invoice.Payments.Where(one => one.Intent is not null))
            {
                await booking.BookFeeAsync(transaction, payment.IntentId, payment.Intent!.LatestCharge.Object);
                await refunds.WriteAsync(transaction, payment.IntentId, payment.Refunds ?? []);
                await disputes.WriteAsync(transaction, payment.IntentId, payment.Disputes ?? []);
            }
        }
    }

    private static Task WriteAsync(Transaction transaction, MembershipRow membership, StripeInvoice invoice, Guid id)
    {
        var stripe = invoice.Invoice;
        return transaction.Db.ExecuteAsync(
            """
            INSERT INTO membership_invoices (id, membership_id, stripe_invoice_id, number, state, billing_reason, currency, subtotal_minor,
                                             discount_minor, tax_minor, total_minor, paid_minor, period_starts_at, period_ends_at, withdrawn,
                                             page_url, pdf_url, created_at, paid_at)
            VALUES (@id, @membership, @stripeId, @Number, @state, @reason, @Currency, @Subtotal, @DiscountMinor, @tax, @Total, @PaidMinor, @StartsAt,
                    @EndsAt, @withdrawn, @page, @pdf, @Created, @PaidAt)
            ON CONFLICT (stripe_invoice_id) DO UPDATE
            SET number = excluded.number, state = excluded.state, subtotal_minor = excluded.subtotal_minor, discount_minor = excluded.discount_minor,
                tax_minor = excluded.tax_minor, total_minor = excluded.total_minor, paid_minor = excluded.paid_minor,
                period_starts_at = excluded.period_starts_at, period_ends_at = excluded.period_ends_at, withdrawn = excluded.withdrawn,
                page_url = excluded.page_url, pdf_url = excluded.pdf_url, paid_at = excluded.paid_at
            """,
            new
            {
                id,
                membership = membership.Id,
                stripeId = stripe.Id,
                stripe.Number,
                state = Words.Of(invoice.State),
                reason = stripe.BillingReason ?? "manual",
                stripe.Currency,
                stripe.Subtotal,
                invoice.DiscountMinor,
                tax = invoice.Tax.Minor,
                stripe.Total,
                invoice.PaidMinor,
                invoice.Period.StartsAt,
                invoice.Period.EndsAt,
                withdrawn = invoice.Withdrawn is { } reason ? Words.Of(reason) : null,
                // Stripe's page names who is billed, so that of who has left it is not kept.
                page = membership.AccountId is null ? null : stripe.HostedInvoiceUrl,
                pdf = membership.AccountId is null ? null : stripe.InvoicePdf,
                stripe.Created,
                stripe.StatusTransitions?.PaidAt,
            });
    }

    /// <summary>
    /// Money that came in is a payment of the invoice; for a membership that is no one's it is held and given back.
    /// </summary>
    /// <returns>The intents whose money is held.</returns>
    private async Task<HashSet<string>> PayAsync(Transaction transaction, MembershipRow membership, StripeInvoice invoice, Guid invoiceId, DateTimeOffset now)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var payment in invoice.Payments.Where(one => one is { IsPaid: true, PaidMinor: > 0 }))
        {
            var booked = await PaymentRow.FindAsync(transaction.Db, payment.IntentId);
            if (booked is null)
            {
                booked = new PaymentRow(
                    chance.NewId(now), null, null, invoiceId, membership.IsSurplus || membership.AccountId is null ? "held" : "invoice",
                    payment.IntentId, payment.Intent?.LatestCharge.Id, invoice.Invoice.Currency, payment.PaidMinor, null);
                await PaymentRow.InsertAsync(transaction, booked, payment.Intent?.LatestCharge.Object, invoice.Invoice.StatusTransitions?.PaidAt ?? now);
                if (booked.IsHeld)
                {
                    await booking.ReturnAsync(transaction, booked.Id, new Money(payment.PaidMinor, invoice.Currency), now);
                }
            }

            if (booked.IsHeld)
            {
                held.Add(payment.IntentId);
            }
        }

        return held;
    }

    private async Task BookAsync(Transaction transaction, StripeInvoice invoice, Guid invoiceId, HashSet<string> held, DateTimeOffset now)
    {
        var payments = invoice.Payments.Where(one => one.IsPaid).Select(one => (one.IntentId, new Money(one.PaidMinor, invoice.Currency))).ToList();
        foreach (var part in InvoicePart.Split(invoice.Total, invoice.Tax, invoice.CreditUsed, payments, invoice.State == InvoiceState.Paid))
        {
            var (source, from) = part.From switch
            {
                PaidFrom.Payment => ($"payment:{part.PaymentIntentId}", Ledger.StripeBalance),
                PaidFrom.Credit => ($"invoice:{invoice.Invoice.Id}", Ledger.CustomerCredit),
                _ => ($"invoice:{invoice.Invoice.Id}", Ledger.Elsewhere),
            };
            if (part.PaymentIntentId is { } intentId && held.Contains(intentId))
            {
                await MoveAsync(source, from, Ledger.Held, part.Sale + part.Tax);
                continue;
            }

            await MoveAsync(source, from, Ledger.Sales, part.Sale);
            await MoveAsync(source, from, Ledger.Tax, part.Tax);
        }

        Task MoveAsync(string source, string debit, string credit, Money amount) => Ledger.BookAsync(
            transaction, new Ledger.Move(chance.NewId(now), source, debit, credit, amount, Ledger.Subject.Invoice(invoiceId), now));
    }
}
