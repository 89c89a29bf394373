using Dapper;
using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Brings disputes in step with Stripe, of orders and of memberships: where each stands and until when it can be answered, and what the bank took
/// and gave back, by Stripe's own balance transactions.
/// </summary>
internal sealed class DisputeSettlement(StripeClient stripe, TimeProvider time, Chance chance, Attention attention)
{
    public Task<IReadOnlyList<Dispute>> FetchAsync(StripeReading reading, bool certain, CancellationToken cancel) =>
        reading is { PaymentIntentId: { } intentId, Fact: StripeFact.Received }
            ? FetchAsync(intentId, reading.Charge, certain, cancel)
            : Task.FromResult<IReadOnlyList<Dispute>>([]);

    /// <summary>Stripe's disputes of the payment, if there can be any: a charge that was ever disputed says so for good.</summary>
    /// <param name="certain">There is one, or was.</param>
    public async Task<IReadOnlyList<Dispute>> FetchAsync(string intentId, Charge? charge, bool certain, CancellationToken cancel) =>
        certain || charge?.Disputed == true
            ? await stripe.Disputes.ListAutoPagingAsync(new DisputeListOptions { PaymentIntent = intentId }, cancel).AllAsync()
            : [];

    public async Task WriteAsync(Transaction transaction, string? paymentIntentId, IReadOnlyList<Dispute> disputes)
    {
        if (disputes.Count == 0 || paymentIntentId is null || await PaymentRow.FindAsync(transaction.Db, paymentIntentId) is not { } payment)
        {
            return;
        }

        var now = time.Now();
        foreach (var dispute in disputes)
        {
            var before = await KeepAsync(transaction, payment, dispute, now);
            await BookAsync(transaction, payment, dispute, now);
            await TellAsync(transaction, payment, dispute, before);
        }

        await OrderAccess.FollowAsync(transaction, payment, now);
    }

    /// <summary>
    /// What is over stays over: a reading that was begun before another one was written must not open it again. A bank that thinks better of it
    /// may still give it back.
    /// </summary>
    /// <returns>Where it stood before; null where it was not known.</returns>
    private async Task<string?> KeepAsync(Transaction transaction, PaymentRow payment, Dispute dispute, DateTimeOffset now)
    {
        var before = await transaction.Db.QuerySingleOrDefaultAsync<string?>("SELECT status FROM disputes WHERE stripe_dispute_id = @Id", new { dispute.Id });
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO disputes (id, payment_id, stripe_dispute_id, status, reason, currency, amount_minor, answer_by, created_at, closed_at)
            VALUES (@newId, @payment, @Id, @Status, @Reason, @Currency, @Amount, @DueBy, @Created, @closedAt)
            ON CONFLICT (stripe_dispute_id) DO UPDATE
            SET status = excluded.status, reason = excluded.reason, amount_minor = excluded.amount_minor, answer_by = excluded.answer_by,
                closed_at = COALESCE(disputes.closed_at, excluded.closed_at)
            WHERE disputes.closed_at IS NULL OR excluded.status = 'won'
            """,
            new
            {
                newId = chance.NewId(now),
                payment = payment.Id,
                dispute.Id,
                dispute.Status,
                dispute.Reason,
                dispute.Currency,
                dispute.Amount,
                dispute.EvidenceDetails?.DueBy,
                dispute.Created,
                closedAt = DisputeStatuses.IsOver(dispute.Status) ? now : (DateTimeOffset?)null,
            });
        return before;
    }

    private async Task BookAsync(Transaction transaction, PaymentRow payment, Dispute dispute, DateTimeOffset now)
    {
        foreach (var taken in dispute.BalanceTransactions)
        {
            var currency = Currency.Parse(taken.Currency);
            await MoveAsync(taken.Id, Ledger.Disputes, new Money(-taken.Amount, currency));
            await MoveAsync(taken.Id, Ledger.Fees, new Money(taken.Fee, currency));
        }

        Task MoveAsync(string transactionId, string debit, Money amount) => Ledger.BookAsync(
            transaction, new Ledger.Move(chance.NewId(now), $"dispute:{transactionId}", debit, Ledger.StripeBalance, amount, payment.Subject, now));
    }

    /// <summary>Once for each turn it takes: a case that the owner has resolved must not come back with each later look at the payment.</summary>
    private async Task TellAsync(Transaction transaction, PaymentRow payment, Dispute dispute, string? before)
    {
        var (isOver, isInquiry) = (DisputeStatuses.IsOver(dispute.Status), DisputeStatuses.IsInquiry(dispute.Status));
        if (before == dispute.Status || (before is not null && DisputeStatuses.IsOver(before)))
        {
            return;
        }

        var amount = new Money(dispute.Amount, Currency.Parse(dispute.Currency));
        if (isOver)
        {
            await attention.SettleAsync(transaction, "dispute", dispute.Id);
            if (dispute.Status == "lost")
            {
                await attention.FileAsync(
                    transaction,
                    "lost_dispute",
                    dispute.Id,
                    $"The bank has decided for the buyer: {amount} of {Paid(payment)} stay with them ({Because(dispute)}).",
                    "The money is booked as lost to the dispute, and what was paid with it stays closed.",
                    "Decide what becomes of what was sent. Nothing more can be done at Stripe.");
            }
        }
        else if (before is null || (DisputeStatuses.IsInquiry(before) && !isInquiry))
        {
            // What was said to the inquiry is kept; the bank hears the shop once more.
            await transaction.Db.ExecuteAsync(
                """
                UPDATE dispute_answers SET submitted_at = NULL
                WHERE dispute_id = (SELECT id FROM disputes WHERE stripe_dispute_id = @Id) AND submitted_at IS NOT NULL
                """,
                new { dispute.Id });
            await attention.SettleAsync(transaction, "dispute", dispute.Id); // what was an inquiry is a case anew
            await attention.FileAsync(
                transaction,
                "dispute",
                dispute.Id,
                $"The buyer asks for {amount} of {Paid(payment)} back by their bank ({Because(dispute)}).",
                isInquiry
                    ? "Nothing was taken so far: the bank only asks."
                    : "Stripe has taken the money back for now; what was paid with it counts as unpaid until the dispute is won.",
                dispute.EvidenceDetails?.DueBy is { } due
                    ? $"Answer it under Disputes until {due:d MMMM yyyy, HH:mm} UTC, or let it go."
                    : "Answer it under Disputes in time, or let it go.");
        }
    }

    private static string Paid(PaymentRow payment) =>
        $"a payment of {new Money(payment.AmountMinor, Currency.Parse(payment.Currency))}{(payment.OrderId is null ? " for a membership" : " for an order")}";

    private static string Because(Dispute dispute) => DisputeRow.ReasonOf(dispute.Reason);
}
