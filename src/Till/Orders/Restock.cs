using Dapper;
using Till.Catalogue;
using Till.Products;
using Till.Storage;

namespace Till.Orders;

/// <summary>Pieces of an order that go back to the shelf, and come off it again when nothing comes of that. What is not counted stays so.</summary>
internal static class Restock
{
    /// <param name="pieces">How many go back; below zero: how many are taken again, as far as they are there.</param>
    /// <returns>How many were moved, in the same sense.</returns>
    public static async Task<int> MoveAsync(
        Transaction transaction, Chance chance, Guid variantId, int pieces, string note, string actor, DateTimeOffset now)
    {
        var row = await transaction.Db.QuerySingleOrDefaultAsync<Row?>(
            $"SELECT id, product_id, size, stock FROM variants WHERE id = @variantId {transaction.ForUpdate}", new { variantId });
        if (row is not { Stock: { } before })
        {
            return 0;
        }

        var moved = Math.Max(pieces, -before);
        if (moved == 0)
        {
            return 0;
        }

        if (StockState.Of(before) != StockState.Of(before + moved))
        {
            transaction.Wake(Signals.Shelf);
        }

        await transaction.Db.ExecuteAsync("UPDATE variants SET stock = stock + @moved WHERE id = @variantId", new { moved, variantId });
        await MoveStock.NoteAsync(
            transaction, new StockMove(chance.NewId(now), row.ProductId, row.Id, row.Size, "returned", before, before + moved, note, actor, now));
        return moved;
    }

    private sealed record Row(Guid Id, Guid ProductId, string Size, int? Stock);
}
