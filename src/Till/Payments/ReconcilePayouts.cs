using Dapper;
using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Keeps what Stripe paid out, of which of its balance transactions each payout is made, and what the books say of every one of them. Pages read
/// this and never ask Stripe.
/// </summary>
internal sealed class ReconcilePayouts(Database database, StripeClient stripe, Attention attention, TimeProvider time, Chance chance)
{
    /// <summary>A bank may send a payout back for five of its days after it has arrived.</summary>
    private static readonly TimeSpan MayStillFail = TimeSpan.FromDays(10);

    /// <summary>What does not tie is looked at again for as long: an order that heals later takes its booking along.</summary>
    private static readonly TimeSpan MayStillTie = TimeSpan.FromDays(35);

    /// <summary>Bookings kept in one transaction: a payout of a large shop has tens of thousands.</summary>
    private const int Stride = 500;

    /// <param name="since">From when on Stripe's payouts are walked; null: from what is known on.</param>
    /// <returns>How many payouts were looked at; null where the key may not read them.</returns>
    /// <exception cref="StripeException">Stripe could not be asked; what was read until then is kept.</exception>
    public async Task<int?> RunAsync(DateTimeOffset? since, CancellationToken cancel)
    {
        var (last, first) = await database.ReadAsync(
            async db => (
                await db.QuerySingleOrDefaultAsync<DateTimeOffset?>("SELECT created_at FROM payouts ORDER BY created_at DESC, id DESC LIMIT 1"),
                await db.QuerySingleOrDefaultAsync<DateTimeOffset?>("SELECT paid_at FROM payments ORDER BY id LIMIT 1")),
            cancel);
        if (first is null)
        {
            return 0; // nothing was taken, so that nothing of the shop's can have been paid out
        }

        var from = last - MayStillFail ?? first.Value;
        from = since < from ? since.Value : from;
        try
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var options = new PayoutListOptions { Created = new DateRangeOptions { GreaterThanOrEqual = from } };
            await foreach (var payout in stripe.Payouts.ListAutoPagingAsync(options, cancel))
            {
                seen.Add(payout.Id);
                await ReadAsync(payout, cancel);
            }

            foreach (var id in await OpenBeforeAsync(from, cancel))
            {
                seen.Add(id);
                await ReadAsync(await stripe.Payouts.GetAsync(id, null, cancel), cancel);
            }

            await TieAgainAsync(cancel);
            await RememberAsync("", cancel);
            return seen.Count;
        }
        catch (StripePermissionException)
        {
            await RememberAsync(TypeHandlers.Stamp(time.Now()), cancel);
            return null;
        }
    }

    /// <summary>
    /// Looks where one payout stands. What it is made of may be tens of thousands of bookings, and is left to the next round: those who pay at
    /// this moment must not wait for it.
    /// </summary>
    /// <returns>Whether it could be looked at.</returns>
    public async Task<bool> SettleAsync(string stripePayoutId, CancellationToken cancel)
    {
        try
        {
            await KeepAsync(await stripe.Payouts.GetAsync(stripePayoutId, null, cancel), cancel);
            return true;
        }
        catch (StripePermissionException)
        {
            await RememberAsync(TypeHandlers.Stamp(time.Now()), cancel);
            return false;
        }
    }

    private async Task<IReadOnlyList<string>> OpenBeforeAsync(DateTimeOffset from, CancellationToken cancel) => (await database.ReadAsync(
        db => db.QueryAsync<string>(
            """
            SELECT stripe_payout_id FROM payouts
            WHERE created_at < @from AND (status IN ('pending', 'in_transit') OR (automatic AND read_at IS NULL AND status <> 'canceled'))
            ORDER BY created_at
            """,
            new { from }),
        cancel)).AsList();

    private Task<Kept> KeepAsync(Payout payout, CancellationToken cancel) => database.WriteAsync(transaction => WriteAsync(transaction, payout), cancel);

    private async Task ReadAsync(Payout payout, CancellationToken cancel)
    {
        var kept = await KeepAsync(payout, cancel);
        if (kept.ReadAt is null && payout.Automatic && payout.ReconciliationStatus is null or "completed")
        {
            await ReadAsync(kept.Id, payout, cancel);
        }
    }

    private async Task<Kept> WriteAsync(Transaction transaction, Payout payout)
    {
        var now = time.Now();
        var before = await transaction.Db.QuerySingleOrDefaultAsync<string?>("SELECT status FROM payouts WHERE stripe_payout_id = @Id", new { payout.Id });
        var kept = await transaction.Db.QuerySingleAsync<Kept>(
            """
            INSERT INTO payouts (id, stripe_payout_id, status, automatic, currency, amount_minor, failure, created_at, arrives_at)
            VALUES (@newId, @Id, @Status, @Automatic, @Currency, @Amount, @failure, @Created, @ArrivalDate)
            ON CONFLICT (stripe_payout_id) DO UPDATE SET status = excluded.status, failure = excluded.failure, arrives_at = excluded.arrives_at
            RETURNING id, read_at
            """,
            new
            {
                newId = chance.NewId(now),
                payout.Id,
                payout.Status,
                payout.Automatic,
                payout.Currency,
                payout.Amount,
                failure = payout.FailureMessage ?? payout.FailureCode,
                payout.Created,
                payout.ArrivalDate,
            });
        if (payout.Status == "failed" && before != "failed")
        {
            await attention.FileAsync(
                transaction,
                "failed_payout",
                payout.Id,
                $"The bank sent the payout of {Amount(payout)} of {payout.Created:d MMMM yyyy} back: {payout.FailureMessage ?? payout.FailureCode ?? "it did not say why"}.",
                "The money is in the Stripe balance again, and goes out with a later payout.",
                "Check the bank account in Stripe’s dashboard: Stripe pays nothing more out to it until you do.");
        }

        return kept;
    }

    /// <summary>Reads what the payout is made of, page by page, and ties it. Begun anew after a crash, what is there already stays.</summary>
    private async Task ReadAsync(Guid id, Payout payout, CancellationToken cancel)
    {
        var options = new BalanceTransactionListOptions { Payout = payout.Id };
        await foreach (var booked in stripe.BalanceTransactions.ListAutoPagingAsync(options, cancel).Chunk(Stride).WithCancellation(cancel))
        {
            await database.WriteAsync(transaction => AddAsync(transaction, id, booked), cancel);
        }

        await database.WriteAsync(
            async transaction =>
            {
                await PayoutTies.TieAsync(transaction, id);
                await transaction.Db.ExecuteAsync("UPDATE payouts SET read_at = @now WHERE id = @id", new { id, now = time.Now() });
                await TellAsync(transaction, payout, await PayoutTies.SumAsync(transaction, id));
            },
            cancel);
    }

    private async Task AddAsync(Transaction transaction, Guid payoutId, IReadOnlyList<BalanceTransaction> booked)
    {
        var json = new JsonRows(transaction.Engine);
        var now = time.Now();
        await transaction.Db.ExecuteAsync(
            $"""
            INSERT INTO payout_bookings (id, payout_id, stripe_transaction_id, type, source, description, currency, gross_minor, fee_minor, net_minor, at)
            SELECT {json.Id(0)}, {json.Id(1)}, {json.Text(2)}, {json.Text(3)}, {json.Text(4)}, {json.Text(5)}, {json.Text(6)}, {json.Number(7)}, {json.Number(8)},
                   {json.Number(9)}, {json.Time(10)}
            FROM {json.Rows} WHERE true
            ON CONFLICT (stripe_transaction_id) DO NOTHING
            """,
            new
            {
                rows = JsonRows.Of(booked.Select(one => new object?[]
                {
                    chance.NewId(now), payoutId, one.Id, one.Type ?? "", one.Source.Id, one.Description ?? "", one.Currency, one.Amount, one.Fee, one.Net,
                    TypeHandlers.Stamp(one.Created),
                })),
            });
    }

    /// <summary>Once, when it was read: a case that the owner has resolved must not come back with each later look.</summary>
    private async Task TellAsync(Transaction transaction, Payout payout, PayoutTies.Sums sums)
    {
        var currency = Currency.Parse(payout.Currency);
        if (sums.Loose > 0 || sums.NetMinor != payout.Amount)
        {
            var what = sums.Loose > 0
                ? $"{sums.Loose} of its {sums.Bookings} bookings, {new Money(sums.LooseMinor, currency)} together, are not in the books as Stripe has them"
                : $"its bookings come to {new Money(sums.NetMinor, currency)}";
            await attention.FileAsync(
                transaction,
                "payout_apart",
                payout.Id,
                $"The payout of {Amount(payout)} of {payout.Created:d MMMM yyyy} does not tie with the books: {what}.",
                "The payout’s sheet under Reports marks each of them. They are compared again with every look at Stripe, for five weeks.",
                "See whether something else sells through this Stripe account. If not, run “till reconcile --days” with as many days as it takes.");
        }
    }

    private async Task TieAgainAsync(CancellationToken cancel)
    {
        var loose = await database.ReadAsync(
            db => db.QueryAsync<(Guid Id, string StripePayoutId)>(
                "SELECT id, stripe_payout_id FROM payouts WHERE created_at >= @since AND loose > 0", new { since = time.Now() - MayStillTie }),
            cancel);
        foreach (var (id, stripePayoutId) in loose)
        {
            await database.WriteAsync(
                async transaction =>
                {
                    await PayoutTies.TieAsync(transaction, id);
                    if (await PayoutTies.SumAsync(transaction, id) is { Loose: 0 } sums && sums.NetMinor == sums.AmountMinor)
                    {
                        await attention.SettleAsync(transaction, "payout_apart", stripePayoutId);
                    }
                },
                cancel);
        }
    }

    private async Task RememberAsync(string refusedAt, CancellationToken cancel)
    {
        var before = await Settings.FindAsync(database, Settings.PayoutsRefused, cancel) ?? "";
        if ((before.Length == 0) != (refusedAt.Length == 0))
        {
            await Settings.PutAsync(database, Settings.PayoutsRefused, refusedAt, cancel);
        }
    }

    private static Money Amount(Payout payout) => new(payout.Amount, Currency.Parse(payout.Currency));

    private sealed record Kept
    {
        public Guid Id { get; init; }

        public DateTimeOffset? ReadAt { get; init; }
    }
}
