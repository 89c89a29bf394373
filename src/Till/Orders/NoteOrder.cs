using Dapper;
using Till.Storage;

namespace Till.Orders;

/// <summary>Keeps a note on an order, for those who work in the shop; its buyer never sees it.</summary>
internal sealed class NoteOrder(Database database, TimeProvider time, Chance chance)
{
    /// <summary>In characters.</summary>
    public const int MaxLength = 2000;

    /// <summary>The note as it is kept; null where it is none.</summary>
    public static string? Read(string? typed)
    {
        var text = (typed ?? "").ReplaceLineEndings("\n").Trim();
        return text.Length is 0 or > MaxLength || text.Any(one => char.IsControl(one) && one != '\n') ? null : text;
    }

    /// <returns>Whether there is such an order.</returns>
    public Task<bool> RunAsync(Guid orderId, string text, Actor by, CancellationToken cancel)
    {
        var now = time.Now();
        return database.WriteAsync(
            async transaction =>
            {
                if (await OrderDesk.LockAsync(transaction, orderId) is not { } order)
                {
                    return false;
                }

                await transaction.Db.ExecuteAsync(
                    "INSERT INTO order_notes (id, order_id, actor, text, at) VALUES (@noteId, @Id, @Name, @text, @now)",
                    new { noteId = chance.NewId(now), order.Id, by.Name, text, now });
                await Audit.AddAsync(
                    transaction, chance, by, Audit.OrderNoted, $"order:{order.Id}", order.Number is { } number ? $"Order {number}" : "An order that is not paid", now);
                return true;
            },
            cancel);
    }
}
