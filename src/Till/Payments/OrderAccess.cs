using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Payments;

/// <summary>What was paid for can be downloaded as long as the money is the shop's.</summary>
internal static class OrderAccess
{
    /// <summary>Closes what was given back in full or is disputed, and opens it again when the refund fails or the dispute is won.</summary>
    public static async Task FollowAsync(Transaction transaction, PaymentRow payment, DateTimeOffset now)
    {
        if (payment is not { IsHeld: false, OrderId: not null })
        {
            return;
        }

        var refunds = await transaction.Db.QueryAsync<(string State, long Minor)>(
            "SELECT state, amount_minor FROM refunds WHERE payment_id = @Id", new { payment.Id });
        var disputes = await transaction.Db.QueryAsync<string>("SELECT status FROM disputes WHERE payment_id = @Id", new { payment.Id });
        var given = refunds.Where(one => Words.Parse<RefundState>(one.State).TakesMoney()).Sum(one => one.Minor);
        await transaction.Db.ExecuteAsync(
            given >= payment.AmountMinor || disputes.Any(DisputeStatuses.TakesMoney)
                ? "UPDATE entitlements SET revoked_at = @now WHERE order_id = @OrderId AND revoked_at IS NULL"
                : "UPDATE entitlements SET revoked_at = NULL WHERE order_id = @OrderId AND revoked_at IS NOT NULL",
            new { now, payment.OrderId });
    }
}
