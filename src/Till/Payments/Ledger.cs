using Till.Core;
using Till.Storage;

namespace Till.Payments;

/// <summary>
/// The books, in double entry. Each move takes an amount out of one account and into another; a debit to
/// <see cref="StripeBalance"/> is money that came in.
/// </summary>
internal static class Ledger
{
    public const string StripeBalance = "stripe_balance";
    public const string Sales = "sales";
    public const string Tax = "tax";
    public const string Delivery = "delivery";
    public const string Fees = "fees";
    public const string Refunds = "refunds";

    public const string Disputes = "disputes";

    /// <summary>Money that came in and that nothing may take.</summary>
    public const string Held = "held";

    /// <summary>What Stripe keeps to the credit of members, of prorations above all. It is paid out by nothing but their next invoices.</summary>
    public const string CustomerCredit = "customer_credit";

    /// <summary>What was paid for an invoice outside of Stripe, and marked so there.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>Books a move once: the same source between the same accounts is not booked again. Nothing is booked for zero.</summary>
    /// <param name="source">The cause with Stripe's id, such as <c>payment:pi_…</c>.</param>
    public static async Task BookAsync(Transaction transaction, Move move)
    {
        var batch = new Batch(transaction);
        Add(batch, move);
        await batch.RunAsync();
    }

    /// <inheritdoc cref="BookAsync"/>
    public static void Add(Batch batch, Move move)
    {
        if (move.Amount.IsZero)
        {
            return;
        }

        // A negative amount (a fee given back, say) is the same move the other way round.
        var forward = !move.Amount.IsNegative;
        batch.Add(
            """
            INSERT INTO ledger (id, source, debit, credit, currency, amount_minor, order_id, invoice_id, at)
            VALUES (@Id, @Source, @debit, @credit, @Currency, @minor, @OrderId, @InvoiceId, @At)
            ON CONFLICT (source, debit, credit) DO NOTHING
            """,
            new
            {
                move.Id,
                move.Source,
                debit = forward ? move.Debit : move.Credit,
                credit = forward ? move.Credit : move.Debit,
                Currency = move.Amount.Currency.Code,
                minor = Math.Abs(move.Amount.Minor),
                move.Of.OrderId,
                move.Of.InvoiceId,
                move.At,
            });
    }

    internal sealed record Move(Guid Id, string Source, string Debit, string Credit, Money Amount, Subject Of, DateTimeOffset At);

    /// <summary>What money is about: an order, or an invoice of a membership.</summary>
    internal sealed record Subject(Guid? OrderId, Guid? InvoiceId)
    {
        public static Subject Order(Guid id) => new(id, null);

        public static Subject Invoice(Guid id) => new(null, id);
    }
}
