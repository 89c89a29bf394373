using System.Data.Common;
using Dapper;
using Till.Core.Pricing;
using Till.Storage;

namespace Till.Bags;

/// <summary>What a change came to, for the page that is shown next.</summary>
internal enum BagNews
{
    None,
    Added,

    /// <summary>There are as many as one bag can hold.</summary>
    AtMost,

    /// <summary>There are as many as the shop has left.</summary>
    AllThatIsLeft,
    Changed,
    Removed,
    Emptied,

    /// <summary>Another tab had taken the line out already.</summary>
    NotThere,
    CodeSet,
    CodeRemoved,
}

/// <summary>
/// Everything that changes a bag. Each change locks the bag's row, so that two tabs never lose each other's, and raises its version,
/// so that a draft is never paid that is not what the bag holds.
/// </summary>
internal sealed class ChangeBag(Database database, ShopSettings settings, TimeProvider time, Chance chance)
{
    /// <summary>Different things in one bag.</summary>
    public const int MaxLines = 100;

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Done(BagNews News) : Outcome;

        /// <summary>There is no such thing.</summary>
        public sealed record Unknown : Outcome;

        /// <param name="Reason">In words for the buyer.</param>
        public sealed record Refused(string Reason) : Outcome;
    }

    /// <summary>Puts so many more of a thing into the bag.</summary>
    public Task<Outcome> AddAsync(BagOwner owner, Guid variantId, int quantity, CancellationToken cancel) =>
        database.WriteAsync(transaction => AddAsync(transaction, owner, variantId, quantity), cancel);

    /// <summary>Sets how many of a line are wanted.</summary>
    public Task<Outcome> SetAsync(BagOwner owner, Guid variantId, int quantity, CancellationToken cancel) => ChangeAsync(
        owner,
        async (db, bag, now) =>
        {
            var there = await QuantityAsync(db, bag, variantId);
            if (there is null)
            {
                return BagNews.NotThere;
            }

            var item = await BagItem.FindAsync(db, variantId, await ForWhom.FindAsync(db, owner.AccountId, settings, now), bag.Id);
            if (item is null or { Obstacle: not null })
            {
                return BagNews.None; // The page says what is wrong with it, and how many are wanted of it does not matter.
            }

            await PutAsync(db, bag, item, Math.Min(quantity, Most(item)), now);
            return News(item, quantity, BagNews.Changed);
        },
        cancel);

    public Task<Outcome> RemoveAsync(BagOwner owner, Guid variantId, CancellationToken cancel) => ChangeAsync(
        owner,
        async (db, bag, _) => await db.ExecuteAsync(
            "DELETE FROM bag_lines WHERE bag_id = @Id AND variant_id = @variantId", new { bag.Id, variantId }) > 0
            ? BagNews.Removed
            : BagNews.NotThere,
        cancel);

    public Task<Outcome> EmptyAsync(BagOwner owner, CancellationToken cancel) => ChangeAsync(
        owner,
        async (db, bag, _) => await db.ExecuteAsync("DELETE FROM bag_lines WHERE bag_id = @Id", bag) > 0 ? BagNews.Emptied : BagNews.None,
        cancel);

    /// <summary>Notes the code as typed, whether it counts or not: the page says which, today and when the bag is another one.</summary>
    /// <param name="code">Null: takes it out.</param>
    public Task<Outcome> SetCodeAsync(BagOwner owner, string? code, CancellationToken cancel) => ChangeAsync(
        owner,
        async (db, bag, _) =>
        {
            await db.ExecuteAsync("UPDATE bags SET code = @code WHERE id = @Id", new { bag.Id, code });
            return code is null ? BagNews.CodeRemoved : BagNews.CodeSet;
        },
        cancel);

    private async Task<Outcome> AddAsync(Transaction transaction, BagOwner owner, Guid variantId, int quantity)
    {
        var (db, now) = (transaction.Db, time.Now());
        // An account has a lock of its own, which comes before its bag's.
        var known = owner.AccountId is null ? await Bag.LockAsync(transaction, owner) : await Bag.FindAsync(db, owner);
        if (await BagItem.FindAsync(db, variantId, await ForWhom.FindAsync(db, owner.AccountId, settings, now), known?.Id) is not { } item)
        {
            return new Outcome.Unknown();
        }

        if (item.Obstacle is { } obstacle)
        {
            return new Outcome.Refused(obstacle.Reason);
        }

        var bag = known is not null && owner.AccountId is null ? known : await Bag.OpenAsync(transaction, owner, chance, now);
        var (lines, there) = await db.QuerySingleAsync<Room>(
            """
            SELECT COUNT(*) AS lines, MAX(CASE WHEN variant_id = @variantId THEN quantity END) AS there FROM bag_lines WHERE bag_id = @Id
            """,
            new { bag.Id, variantId });
        if (there is null && lines >= MaxLines)
        {
            return new Outcome.Refused($"Your bag holds {MaxLines} different things, and that is as many as it can.");
        }

        var asked = (there ?? 0) + quantity;
        var put = Math.Min(asked, Most(item));
        if (put != there)
        {
            await PutAsync(db, bag, item, put, now, and: Bag.RaiseVersion);
        }

        return new Outcome.Done(News(item, asked, BagNews.Added));
    }

    /// <summary>A change of a bag that was shown: what it said of prices has been seen.</summary>
    private Task<Outcome> ChangeAsync(BagOwner owner, Func<DbConnection, Bag, DateTimeOffset, Task<BagNews>> change, CancellationToken cancel) =>
        database.WriteAsync(
            async transaction =>
            {
                var (db, now) = (transaction.Db, time.Now());
                if (await Bag.FindAsync(db, owner) is null)
                {
                    return (Outcome)new Outcome.Done(BagNews.NotThere);
                }

                var bag = await Bag.OpenAsync(transaction, owner, chance, now);
                var contents = await BagContents.ReadAsync(db, bag.Id, await ForWhom.FindAsync(db, owner.AccountId, settings, now));
                await contents!.MarkSeenAsync(db);
                var news = await change(db, bag, now);
                if (news is not (BagNews.None or BagNews.NotThere))
                {
                    await bag.RaiseVersionAsync(db, now);
                }

                return new Outcome.Done(news);
            },
            cancel);

    private static Task<int?> QuantityAsync(DbConnection db, Bag bag, Guid variantId) => db.QuerySingleOrDefaultAsync<int?>(
        "SELECT quantity FROM bag_lines WHERE bag_id = @Id AND variant_id = @variantId", new { bag.Id, variantId });

    /// <param name="and">What is sent to the database with it.</param>
    private static Task PutAsync(DbConnection db, Bag bag, BagItem item, int quantity, DateTimeOffset now, string and = "") => db.ExecuteAsync(
        $"""
        INSERT INTO bag_lines (bag_id, variant_id, quantity, title, unit_minor, added_at)
        VALUES (@Id, @VariantId, @quantity, @Title, @Minor, @now)
        ON CONFLICT (bag_id, variant_id) DO UPDATE
        SET quantity = excluded.quantity, title = excluded.title, unit_minor = excluded.unit_minor;
        {and}
        """,
        new { bag.Id, item.VariantId, quantity, item.Title, item.Price!.Value.Minor, now });

    private static int Most(BagItem item) => Math.Min(PriceLine.MaxQuantity, item.Stock ?? PriceLine.MaxQuantity);

    private static BagNews News(BagItem item, int asked, BagNews done) =>
        asked <= Most(item) ? done : Most(item) == PriceLine.MaxQuantity ? BagNews.AtMost : BagNews.AllThatIsLeft;

    /// <param name="Lines">Different things in the bag.</param>
    /// <param name="There">How many of this one; null: none.</param>
    private sealed record Room(int Lines, int? There);
}
