using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Payments;

/// <summary>What was paid for can be downloaded as long as the money is the shop's.</summary>
internal static class OrderAccess
{
    /// <summary>Of refunds that stand: where somebody chose lines, those; where somebody chose none, everything.</summary>
    private const string Closed =
        """
        product_id IN (
            SELECT l.product_id
            FROM refunds r JOIN refund_lines x ON x.refund_id = r.id JOIN order_lines l ON l.order_id = x.order_id AND l.position = x.position
            WHERE r.payment_id = @Id AND r.access = 'close' AND r.state NOT IN ('failed', 'canceled'))
        """;

    /// <summary>
    /// Closes what was given back in full or is disputed, and what a refund was to close; opens it again when the refund fails or the
    /// dispute is won.
    /// </summary>
    public static async Task FollowAsync(Transaction transaction, PaymentRow payment, DateTimeOffset now)
    {
        if (payment is not { IsHeld: false, OrderId: not null })
        {
            return;
        }

        var refunds = (await transaction.Db.QueryAsync<Given>(
            """
            SELECT state, amount_minor, access, EXISTS (SELECT 1 FROM refund_lines x WHERE x.refund_id = refunds.id) AS by_line
            FROM refunds WHERE payment_id = @Id
            """,
            new { payment.Id })).Where(one => Words.Parse<RefundState>(one.State).TakesMoney()).ToList();
        var disputes = await transaction.Db.QueryAsync<string>("SELECT status FROM disputes WHERE payment_id = @Id", new { payment.Id });
        var all = disputes.Any(DisputeStatuses.TakesMoney)
            || refunds.Exists(one => one is { Access: "close", ByLine: false })
            || (refunds.Sum(one => one.AmountMinor) >= payment.AmountMinor && !refunds.Exists(one => one.Access == "keep"));
        await transaction.Db.ExecuteAsync(
            $"UPDATE entitlements SET revoked_at = @now WHERE order_id = @OrderId AND revoked_at IS NULL AND (@all OR {Closed})",
            new { now, payment.OrderId, all, payment.Id });
        await transaction.Db.ExecuteAsync(
            $"UPDATE entitlements SET revoked_at = NULL WHERE order_id = @OrderId AND revoked_at IS NOT NULL AND NOT (@all OR {Closed})",
            new { payment.OrderId, all, payment.Id });
    }

    // Not filled by its constructor: SQLite tells no types of computed columns when there is no row.
    private sealed record Given
    {
        public string State { get; init; } = "";

        public long AmountMinor { get; init; }

        public string? Access { get; init; }

        public bool ByLine { get; init; }
    }
}
