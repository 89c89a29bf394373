namespace Till.Core.Memberships;

/// <summary>What a part of an invoice was paid from.</summary>
public enum PaidFrom
{
    /// <summary>A payment at Stripe.</summary>
    Payment,

    /// <summary>What Stripe keeps to the customer's credit; of a negative invoice, what it adds there.</summary>
    Credit,

    /// <summary>Paid outside of Stripe, and marked so there.</summary>
    Elsewhere,
}

/// <summary>So much of an invoice's sale and of its tax, and what it was paid from.</summary>
/// <param name="PaymentIntentId">Null where no payment was made.</param>
public sealed record InvoicePart(PaidFrom From, string? PaymentIntentId, Money Sale, Money Tax)
{
    /// <summary>Parts an invoice by what it was paid from. Of a paid one, sales and taxes add up to its total and tax.</summary>
    /// <param name="total">Negative where more was given back than asked for.</param>
    /// <param name="tax">Contained in the total.</param>
    /// <param name="credit">Used up of the customer's credit; negative where credit was given.</param>
    /// <param name="payments">Received by Stripe, in the order in which they came.</param>
    /// <param name="isPaid">Until then only the payments are parts of it.</param>
    public static IReadOnlyList<InvoicePart> Split(
        Money total, Money tax, Money credit, IReadOnlyList<(string PaymentIntentId, Money Amount)> payments, bool isPaid)
    {
        var (parts, left, taxLeft) = (new List<InvoicePart>(), total, tax);
        foreach (var (intentId, amount) in payments)
        {
            Take(PaidFrom.Payment, intentId, amount);
        }

        if (isPaid)
        {
            Take(PaidFrom.Credit, null, credit);
            Take(PaidFrom.Elsewhere, null, left);
        }

        return parts;

        void Take(PaidFrom from, string? intentId, Money amount)
        {
            if (amount.IsZero && (taxLeft.IsZero || from != PaidFrom.Elsewhere))
            {
                return;
            }

            // The whole of the tax with the first part that can bear it; the last takes what is left, whatever its sign.
            var ofTax = from == PaidFrom.Elsewhere || (amount.IsNegative == taxLeft.IsNegative && Math.Abs(taxLeft.Minor) <= Math.Abs(amount.Minor))
                ? taxLeft
                : Money.Zero(amount.Currency);
            parts.Add(new InvoicePart(from, intentId, amount - ofTax, ofTax));
            (left, taxLeft) = (left - amount, taxLeft - ofTax);
        }
    }
}
