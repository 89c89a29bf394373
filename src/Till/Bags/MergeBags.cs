using Dapper;
using Till.Core.Pricing;
using Till.Storage;

namespace Till.Bags;

/// <summary>Takes what a guest has in the bag along into the account, when they sign in.</summary>
internal static class MergeBags
{
    public static Task RunAsync(Database database, string visitorKey, Guid accountId, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(transaction => RunAsync(transaction, visitorKey, accountId, now), cancel);

    private static async Task RunAsync(Transaction transaction, string visitorKey, Guid accountId, DateTimeOffset now)
    {
        var db = transaction.Db;
        await Bag.LockAccountAsync(transaction, accountId);
        if (await Bag.FindAsync(db, new BagOwner(visitorKey, null)) is not { } guests
            || await db.QuerySingleAsync<int>("SELECT COUNT(*) FROM bag_lines WHERE bag_id = @Id", guests) == 0)
        {
            return;
        }

        var own = await Bag.FindAsync(db, new BagOwner(visitorKey, accountId));
        if (own is null || await db.QuerySingleAsync<int>("SELECT COUNT(*) FROM bag_lines WHERE bag_id = @Id", own) == 0)
        {
            // The bag itself goes over, so that a payment that is under way for it still empties it.
            await db.ExecuteAsync("DELETE FROM bags WHERE account_id = @accountId AND variant_id IS NULL", new { accountId });
            await db.ExecuteAsync(
                "UPDATE bags SET account_id = @accountId, changed_at = @now WHERE id = @Id", new { accountId, now, guests.Id });
            return;
        }

        await db.ExecuteAsync(
            """
            INSERT INTO bag_lines (bag_id, variant_id, quantity, title, unit_minor, added_at)
            SELECT @to, variant_id, quantity, title, unit_minor, added_at FROM bag_lines WHERE bag_id = @from
            ON CONFLICT (bag_id, variant_id) DO UPDATE
            SET quantity = CASE WHEN bag_lines.quantity + excluded.quantity > @most THEN @most ELSE bag_lines.quantity + excluded.quantity END
            """,
            new { to = own.Id, from = guests.Id, most = PriceLine.MaxQuantity });
        await db.ExecuteAsync("UPDATE bags SET code = COALESCE(code, @Code) WHERE id = @Id", new { guests.Code, own.Id });
        await db.ExecuteAsync("DELETE FROM bags WHERE id = @Id", guests);
        await own.RaiseVersionAsync(db, now);
    }
}
