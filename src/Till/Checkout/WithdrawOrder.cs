using Dapper;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>Takes an order back that the shop has made for somebody, so that its link pays nothing any more. What can be paid is closed at Stripe first.</summary>
internal sealed class WithdrawOrder(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time, Chance chance)
{
    internal enum Outcome
    {
        Withdrawn,

        /// <summary>There is no such order, or none by link.</summary>
        NotFound,

        /// <summary>It is paid, or being paid.</summary>
        Paid,

        /// <summary>Stripe could not be asked to close what is open, or somebody went to pay at that very moment.</summary>
        NotNow,
    }

    public async Task<Outcome> RunAsync(Guid orderId, Actor by, CancellationToken cancel)
    {
        if (await database.ReadAsync(db => AttemptRow.FindLiveAsync(db, orderId), cancel) is { } attempt)
        {
            var closed = settings.Stripe.HasKeys ? await services.GetRequiredService<CloseAttempt>().RunAsync(attempt, cancel) : null;
            if (closed is not Settle.Outcome.Ended)
            {
                return closed is Settle.Outcome.Paid or Settle.Outcome.Held or Settle.Outcome.Waiting { Submitted: true } ? Outcome.Paid : Outcome.NotNow;
            }
        }

        return await database.WriteAsync(transaction => RetireAsync(transaction, orderId, by), cancel);
    }

    private async Task<Outcome> RetireAsync(Transaction transaction, Guid orderId, Actor by)
    {
        var found = await transaction.Db.QuerySingleOrDefaultAsync<Row?>(
            $"SELECT state, description FROM orders WHERE id = @orderId AND pay_until IS NOT NULL {transaction.ForUpdate}", new { orderId });
        if (found is null || Words.Parse<OrderState>(found.State) != OrderState.Draft)
        {
            return found is { State: "paid" } ? Outcome.Paid : found is null ? Outcome.NotFound : Outcome.Withdrawn;
        }

        if (await AttemptRow.FindLiveAsync(transaction.Db, orderId) is not null)
        {
            return Outcome.NotNow;
        }

        await transaction.Db.ExecuteAsync("UPDATE orders SET state = 'retired' WHERE id = @orderId", new { orderId });
        await Audit.AddAsync(transaction, chance, by, Audit.OrderWithdrawn, $"order:{orderId}", found.Description, time.Now());
        return Outcome.Withdrawn;
    }

    private sealed record Row(string State, string Description);
}
