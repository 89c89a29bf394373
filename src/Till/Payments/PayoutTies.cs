using Dapper;
using Till.Storage;

namespace Till.Payments;

/// <summary>
/// Compares what a payout is made of with the books: a booking ties where the ledger moved the Stripe balance by the very same amount for the same
/// cause, fee and all.
/// </summary>
internal static class PayoutTies
{
    /// <summary>Stripe's own, of which the shop's books know nothing and need not: what it charges beside its share of payments, holds back, or moves.</summary>
    private const string Own =
        """
        'stripe_fee', 'stripe_fx_fee', 'tax_fee', 'network_cost', 'payout', 'payout_failure', 'payout_cancel', 'payout_minimum_balance_hold',
        'payout_minimum_balance_release', 'reserve_transaction', 'reserved_funds', 'reserve_hold', 'reserve_release', 'risk_reserved_funds', 'topup',
        'topup_reversal', 'contribution', 'climate_order_purchase', 'climate_order_refund', 'fee_credit_funding'
        """;

    /// <summary>Compares those that do not tie yet; what tied once is settled.</summary>
    public static async Task TieAsync(Transaction transaction, Guid payoutId)
    {
        var values = new { payoutId };
        await transaction.Db.ExecuteAsync(
            """
            UPDATE payout_bookings SET payment_id = COALESCE(
                (SELECT p.id FROM payments p WHERE p.stripe_charge_id = payout_bookings.source),
                (SELECT r.payment_id FROM refunds r WHERE r.stripe_refund_id = payout_bookings.source),
                (SELECT d.payment_id FROM disputes d WHERE d.stripe_dispute_id = payout_bookings.source))
            WHERE payout_id = @payoutId AND tie IN ('differs', 'unknown') AND payment_id IS NULL
            """,
            values);
        // A charge is the payment and its fee; what is refunded and what comes back of it stand under the refund; a dispute under its own booking.
        await transaction.Db.ExecuteAsync(
            """
            UPDATE payout_bookings SET booked_minor = (
                SELECT CAST(SUM(CASE WHEN l.debit = 'stripe_balance' THEN l.amount_minor ELSE -l.amount_minor END) AS bigint) FROM ledger l
                WHERE l.source IN (
                    'payment:' || (SELECT p.stripe_payment_intent_id FROM payments p WHERE p.stripe_charge_id = payout_bookings.source),
                    'fee:' || (SELECT p.stripe_payment_intent_id FROM payments p WHERE p.stripe_charge_id = payout_bookings.source),
                    CASE WHEN payout_bookings.gross_minor < 0 THEN 'refund:' ELSE 'refund-failed:' END || payout_bookings.source,
                    'dispute:' || payout_bookings.stripe_transaction_id)
                  AND (l.debit = 'stripe_balance' OR l.credit = 'stripe_balance') AND l.currency = payout_bookings.currency)
            WHERE payout_id = @payoutId AND tie IN ('differs', 'unknown')
            """,
            values);
        await transaction.Db.ExecuteAsync(
            $"""
            UPDATE payout_bookings
            SET tie = CASE WHEN type IN ({Own}) THEN 'own' WHEN booked_minor = net_minor THEN 'tied' WHEN payment_id IS NOT NULL THEN 'differs' ELSE 'unknown' END
            WHERE payout_id = @payoutId AND tie IN ('differs', 'unknown')
            """,
            values);
    }

    /// <summary>Writes down with the payout what its bookings come to; its own, which takes it all, is not among them.</summary>
    public static Task<Sums> SumAsync(Transaction transaction, Guid payoutId) => transaction.Db.QuerySingleAsync<Sums>(
        """
        UPDATE payouts SET
            bookings = s.number, gross_minor = s.gross, fee_minor = s.fee, net_minor = s.net, loose = s.apart, loose_minor = s.apart_minor
        FROM (SELECT COUNT(*) AS number, CAST(COALESCE(SUM(b.gross_minor), 0) AS bigint) AS gross, CAST(COALESCE(SUM(b.fee_minor), 0) AS bigint) AS fee,
                     CAST(COALESCE(SUM(b.net_minor), 0) AS bigint) AS net, COUNT(CASE WHEN b.tie IN ('differs', 'unknown') THEN 1 END) AS apart,
                     CAST(COALESCE(SUM(CASE WHEN b.tie IN ('differs', 'unknown') THEN b.net_minor ELSE 0 END), 0) AS bigint) AS apart_minor
              FROM payout_bookings b JOIN payouts o ON o.id = b.payout_id
              WHERE b.payout_id = @payoutId AND (b.type <> 'payout' OR b.source IS NULL OR b.source <> o.stripe_payout_id)) s
        WHERE payouts.id = @payoutId
        RETURNING payouts.bookings, payouts.net_minor, payouts.loose, payouts.loose_minor, payouts.amount_minor
        """,
        new { payoutId });

    internal sealed record Sums(long Bookings, long NetMinor, long Loose, long LooseMinor, long AmountMinor);
}
