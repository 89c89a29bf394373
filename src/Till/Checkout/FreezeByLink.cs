using Dapper;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>
/// An attempt to pay an order that the shop has made for somebody. Its price was frozen when it was made; its goods are taken from the
/// shelf when its buyer goes to pay, as everybody's are.
/// </summary>
internal sealed class FreezeByLink(Database database, Booking booking, TimeProvider time, Chance chance)
{
    public Task<Freeze.Outcome> RunAsync(Guid orderId, PaymentRequest request, CancellationToken cancel) =>
        database.WriteAsync(transaction => RunAsync(transaction, orderId, request), cancel);

    private async Task<Freeze.Outcome> RunAsync(Transaction transaction, Guid orderId, PaymentRequest request)
    {
        var (db, now) = (transaction.Db, time.Now());
        var order = await OrderRow.LockAsync(transaction, orderId);
        if (order.Status == OrderState.Paid)
        {
            return new Freeze.Outcome.Paid(order.Path);
        }

        var until = await db.QuerySingleAsync<DateTimeOffset?>("SELECT pay_until FROM orders WHERE id = @orderId", new { orderId });
        if (order.Status != OrderState.Draft || until is null || until <= now)
        {
            return new Freeze.Outcome.Changed(order.Status == OrderState.Draft ? "This link is over." : "This order was withdrawn.");
        }

        var draft = await Draft.FindAsync(db, orderId);
        if (await AttemptRow.FindLiveAsync(db, orderId) is { } live)
        {
            return live.ExpiresAt > now ? new Freeze.Outcome.Ready(draft, live, Fresh: false) : new Freeze.Outcome.Ended(draft, live);
        }

        if (await DeclineLimit.IsReachedAsync(db, request.Remote, now))
        {
            return new Freeze.Outcome.Throttled();
        }

        var number = 1 + await db.QuerySingleAsync<int>("SELECT COALESCE(MAX(number), 0) FROM payment_attempts WHERE order_id = @Id", draft);
        var batch = new Batch(transaction);
        var attempt = NewAttempt.Write(batch, chance, draft, number, request, now);
        await batch.RunAsync();
        var missing = await StockHolds.TakeAsync(transaction, orderId, attempt.Id, atLast: attempt.PaidBy != AttemptKind.Free);
        if (missing.Count > 0)
        {
            await db.ExecuteAsync("DELETE FROM payment_attempts WHERE id = @Id", attempt);
            return new Freeze.Outcome.Changed($"There is not enough left of {string.Join(" and ", missing)}. The shop will help: answer the mail that brought you here.");
        }

        if (attempt.PaidBy != AttemptKind.Free)
        {
            return new Freeze.Outcome.Ready(draft, attempt, Fresh: true);
        }

        await booking.PayNothingAsync(transaction, orderId, attempt.Id);
        return new Freeze.Outcome.Paid(order.Path);
    }
}
