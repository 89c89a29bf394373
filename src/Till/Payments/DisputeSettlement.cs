using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Books what a dispute takes from the Stripe balance and what comes back of it, by Stripe's own balance transactions.</summary>
internal sealed class DisputeBooking(TimeProvider time, Chance chance, Attention attention)
{
    public async Task WriteAsync(Transaction transaction, string paymentIntentId, IReadOnlyList<Dispute> disputes)
    {
        if (disputes.Count == 0 || await PaymentRow.FindAsync(transaction.Db, paymentIntentId) is not { } payment)
        {
            return;
        }

        var now = time.Now();
        foreach (var dispute in disputes)
        {
            foreach (var taken in dispute.BalanceTransactions)
            {
                var currency = Currency.Parse(taken.Currency);
                await MoveAsync(taken.Id, Ledger.Disputes, new Money(-taken.Amount, currency));
                await MoveAsync(taken.Id, Ledger.Fees, new Money(taken.Fee, currency));
            }

            await attention.FileAsync(
                transaction,
                "dispute",
                dispute.Id,
                $"A payment of {new Money(payment.AmountMinor, Currency.Parse(payment.Currency))} is disputed ({dispute.Reason}).",
                "Stripe has taken the money back for now; what was paid with it counts as unpaid until the dispute is won.",
                "Answer it in Stripe's dashboard in time, or let it go.");
        }

        Task MoveAsync(string transactionId, string debit, Money amount) => Ledger.BookAsync(
            transaction, new Ledger.Move(chance.NewId(now), $"dispute:{transactionId}", debit, Ledger.StripeBalance, amount, payment.Subject, now));
    }
}
