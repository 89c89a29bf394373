using Dapper;
using Till.Catalogue;
using Till.Events;
using Till.Storage;

namespace Till.Payments;

/// <summary>
/// What an attempt to pay has taken from the shelf: held while it can be paid, sold by the payment, returned when it ends unpaid.
/// Variants of unlimited stock are not counted.
/// </summary>
internal static class StockHolds
{
    /// <summary>Takes what the order's lines need, all of it or nothing.</summary>
    /// <param name="transaction">In which it is taken.</param>
    /// <param name="orderId">Whose lines say what is needed.</param>
    /// <param name="attemptId">What takes it.</param>
    /// <param name="atLast">Nothing more happens in this transaction that hangs on it.</param>
    /// <returns>The titles of what there is not enough of; none where everything was taken.</returns>
    public static async Task<IReadOnlyList<string>> TakeAsync(Transaction transaction, Guid orderId, Guid attemptId, bool atLast)
    {
        var wanted = await LockAsync(transaction, "order_lines", "order_id", orderId);
        if (wanted.Any(one => one.Stock < one.Quantity))
        {
            return [.. wanted.Where(one => one.Stock < one.Quantity).Select(one => one.Name)];
        }

        var batch = atLast ? transaction.AtLast : new Batch(transaction);
        foreach (var one in wanted)
        {
            Change(batch, transaction, one, -one.Quantity);
            batch.Add(
                "INSERT INTO stock_holds (attempt_id, variant_id, quantity, state) VALUES (@attemptId, @VariantId, @Quantity, 'held')",
                new { attemptId, one.VariantId, one.Quantity });
            if (one.Stock > one.LowStock && one.Stock - one.Quantity <= one.LowStock)
            {
                ShopEvents.AddStockLow(batch, attemptId, one.ProductId, one.VariantId);
            }
        }

        if (!atLast)
        {
            await batch.RunAsync();
        }

        return [];
    }

    /// <summary>Puts back what the attempt held; doing it again changes nothing.</summary>
    public static async Task ReturnAsync(Transaction transaction, Guid attemptId)
    {
        foreach (var held in await LockAsync(transaction, "stock_holds", "attempt_id", attemptId, "held"))
        {
            await ShelveAsync(transaction, held, held.Quantity);
            await MarkAsync(transaction, attemptId, held.VariantId, "returned");
        }
    }

    /// <summary>
    /// Whether a payment that came after its hold had been returned finds too little on the shelf.
    /// </summary>
    public static async Task<bool> IsShortAsync(Transaction transaction, Guid attemptId) =>
        (await LockAsync(transaction, "stock_holds", "attempt_id", attemptId, "returned")).Any(one => one.Stock < one.Quantity);

    /// <summary>Makes a sale of what is held. Where that changes nothing, <see cref="SellLateAsync"/> has the rest.</summary>
    public static int Sell(Batch batch, Guid attemptId) => batch.Add(
        "UPDATE stock_holds SET state = 'sold' WHERE attempt_id = @attemptId AND state = 'held'", new { attemptId });

    /// <summary>Makes a sale of what had been returned: taken anew where there is enough, and short where there is not.</summary>
    /// <returns>The titles of what is short.</returns>
    public static async Task<IReadOnlyList<string>> SellLateAsync(Transaction transaction, Guid attemptId)
    {
        var missing = new List<string>();
        foreach (var late in await LockAsync(transaction, "stock_holds", "attempt_id", attemptId, "returned"))
        {
            var enough = late.Stock >= late.Quantity;
            if (enough)
            {
                await ShelveAsync(transaction, late, -late.Quantity);
            }
            else
            {
                missing.Add(late.Name);
            }

            await MarkAsync(transaction, attemptId, late.VariantId, enough ? "sold" : "short");
        }

        return missing;
    }

    /// <summary>The variants' rows are the lock, always in the same order, so that two bags with the same things do not wait for each other in a circle.</summary>
    private static async Task<IReadOnlyList<Row>> LockAsync(Transaction transaction, string table, string key, Guid id, string? state = null) =>
        (await transaction.Db.QueryAsync<Row>(
            $"""
            SELECT v.id AS variant_id, v.stock, w.quantity, p.title, v.size, v.low_stock, p.id AS product_id
            FROM {table} w JOIN variants v ON v.id = w.variant_id JOIN products p ON p.id = v.product_id
            WHERE w.{key} = @id AND v.stock IS NOT NULL {(state is null ? "" : "AND w.state = @state")}
            ORDER BY v.id {transaction.ForUpdateOf("v")}
            """,
            new { id, state })).AsList();

    private static Task ShelveAsync(Transaction transaction, Row row, int change)
    {
        var batch = new Batch(transaction);
        Change(batch, transaction, row, change);
        return batch.RunAsync();
    }

    private static void Change(Batch batch, Transaction transaction, Row row, int change)
    {
        if (StockState.Of(row.Stock) != StockState.Of(row.Stock + change))
        {
            transaction.Wake(Signals.Shelf);
        }

        batch.Add("UPDATE variants SET stock = stock + @change WHERE id = @VariantId", new { row.VariantId, change });
    }

    private static Task MarkAsync(Transaction transaction, Guid attemptId, Guid variantId, string state) => transaction.Db.ExecuteAsync(
        "UPDATE stock_holds SET state = @state WHERE attempt_id = @attemptId AND variant_id = @variantId", new { attemptId, variantId, state });

    private sealed record Row(Guid VariantId, int Stock, int Quantity, string Title, string Size, int LowStock, Guid ProductId)
    {
        public string Name => Size is "" ? Title : $"{Title}, {Size}";
    }
}
