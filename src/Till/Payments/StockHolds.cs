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
        if (wanted.Any(one => one.IsMissing))
        {
            return [.. wanted.Where(one => one.IsMissing).Select(one => one.Name)];
        }

        var batch = atLast ? transaction.AtLast : new Batch(transaction);
        foreach (var one in wanted)
        {
            Change(batch, transaction, one, -one.There);
            batch.Add(
                "INSERT INTO stock_holds (attempt_id, variant_id, quantity, state, short) VALUES (@attemptId, @VariantId, @Quantity, 'held', @ToCome)",
                new { attemptId, one.VariantId, one.Quantity, one.ToCome });
            if (one.Stock > one.LowStock && one.Stock - one.There <= one.LowStock)
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
            await ShelveAsync(transaction, held, held.Quantity - held.Short);
            await MarkAsync(transaction, attemptId, held.VariantId, "returned", held.Short);
        }
    }

    /// <summary>
    /// Whether a payment that came after its hold had been returned finds too little on the shelf.
    /// </summary>
    public static async Task<bool> IsShortAsync(Transaction transaction, Guid attemptId) =>
        (await LockAsync(transaction, "stock_holds", "attempt_id", attemptId, "returned")).Any(one => one.IsMissing);

    /// <summary>Makes a sale of what is held. Where that changes nothing, <see cref="SellLateAsync"/> has the rest.</summary>
    public static int Sell(Batch batch, Guid attemptId) => batch.Add(
        "UPDATE stock_holds SET state = 'sold' WHERE attempt_id = @attemptId AND state = 'held'", new { attemptId });

    /// <summary>
    /// Makes a sale of what had been returned: taken anew where there is enough or it is sold on without, and short where there is not.
    /// </summary>
    /// <returns>The titles of what is short.</returns>
    public static async Task<IReadOnlyList<string>> SellLateAsync(Transaction transaction, Guid attemptId)
    {
        var missing = new List<string>();
        foreach (var late in await LockAsync(transaction, "stock_holds", "attempt_id", attemptId, "returned"))
        {
            if (late.IsMissing)
            {
                missing.Add(late.Name);
                await MarkAsync(transaction, attemptId, late.VariantId, "short", late.Short);
                continue;
            }

            await ShelveAsync(transaction, late, -late.There);
            await MarkAsync(transaction, attemptId, late.VariantId, "sold", late.ToCome);
        }

        return missing;
    }

    /// <summary>The variants' rows are the lock, always in the same order, so that two bags with the same things do not wait for each other in a circle.</summary>
    private static async Task<IReadOnlyList<Row>> LockAsync(Transaction transaction, string table, string key, Guid id, string? state = null) =>
        (await transaction.Db.QueryAsync<Row>(
            $"""
            SELECT v.id AS variant_id, v.stock, w.quantity, {(state is null ? "0" : "w.short")} AS short, p.title, v.size, v.low_stock, p.id AS product_id, p.back_order
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

    private static Task MarkAsync(Transaction transaction, Guid attemptId, Guid variantId, string state, int toCome) => transaction.Db.ExecuteAsync(
        "UPDATE stock_holds SET state = @state, short = @toCome WHERE attempt_id = @attemptId AND variant_id = @variantId",
        new { attemptId, variantId, state, toCome });

    private sealed record Row
    {
        // Not filled by its constructor: SQLite tells no types of computed columns when there is no row.
        public Guid VariantId { get; init; }

        public int Stock { get; init; }

        public int Quantity { get; init; }

        public int Short { get; init; }

        public string Title { get; init; } = "";

        public string Size { get; init; } = "";

        public int LowStock { get; init; }

        public Guid ProductId { get; init; }

        public bool BackOrder { get; init; }

        /// <summary>There is too little of it, and it is not sold on without.</summary>
        public bool IsMissing => !BackOrder && Stock < Quantity;

        /// <summary>How many of it the shelf can give.</summary>
        public int There => Math.Min(Stock, Quantity);

        public int ToCome => Quantity - There;

        public string Name => Size is "" ? Title : $"{Title}, {Size}";
    }
}
