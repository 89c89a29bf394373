using System.Data.Common;
using Dapper;
using Till.Accounts;
using Till.Storage;

namespace Till.Bags;

/// <summary>Whose bag: the account's if somebody is signed in, else this browser's. Both null: nobody's yet.</summary>
internal sealed record BagOwner(string? VisitorKey, Guid? AccountId)
{
    public static BagOwner Of(HttpContext context) => new(VisitorCookie.Find(context), context.User.AccountId());
}

/// <param name="VariantId">Not null: a Buy button's bag, which holds this variant alone.</param>
/// <param name="Version">Raised by every change, so that a draft is made of one state of the bag.</param>
/// <param name="Code">The discount code, as typed.</param>
internal sealed record Bag(Guid Id, string VisitorKey, Guid? AccountId, Guid? VariantId, int Version, string? Code)
{
    private const string Select = "SELECT id, visitor_key, account_id, variant_id, version, code FROM bags";

    internal const string RaiseVersion = "UPDATE bags SET version = version + 1, changed_at = @now WHERE id = @Id";

    internal const string ById = $"{Select} WHERE id = @bagId";

    public static Task<Bag?> FindAsync(DbConnection db, BagOwner owner) =>
        db.QuerySingleOrDefaultAsync<Bag?>($"{Select} WHERE {Where(owner)}", owner);

    /// <summary>The owner's bag, if there is one, and its row locked.</summary>
    public static Task<Bag?> LockAsync(Transaction transaction, BagOwner owner) =>
        transaction.Db.QuerySingleOrDefaultAsync<Bag?>($"{Select} WHERE {Where(owner)} {transaction.ForUpdate}", owner);

    /// <summary>The owner's bag, made if there is none, and its row locked: changes of one bag wait for each other.</summary>
    public static async Task<Bag> OpenAsync(Transaction transaction, BagOwner owner, Chance chance, DateTimeOffset now)
    {
        if (owner.VisitorKey is null)
        {
            throw new ArgumentException("A bag is made for a browser that has its key.", nameof(owner));
        }

        if (owner.AccountId is not null)
        {
            // Signing in on another device may be about to give the account another bag: the one waits for the other.
            await LockAccountAsync(transaction, owner.AccountId.Value);
        }

        return await transaction.Db.QuerySingleAsync<Bag>(
            $"""
            INSERT INTO bags (id, visitor_key, account_id, created_at, changed_at)
            VALUES (@id, @VisitorKey, @AccountId, @now, @now)
            ON CONFLICT {(owner.AccountId is null
                ? "(visitor_key) WHERE variant_id IS NULL AND account_id IS NULL"
                : "(account_id) WHERE variant_id IS NULL AND account_id IS NOT NULL")} DO NOTHING;
            {Select} WHERE {Where(owner)} {transaction.ForUpdate}
            """,
            new { id = chance.NewId(now), owner.VisitorKey, owner.AccountId, now });
    }

    /// <summary>
    /// A Buy button's bag with its one line, made if there is none, and its row locked. What it costs now is what its buyer saw on
    /// the button.
    /// </summary>
    /// <returns>Null if there is no such variant.</returns>
    public static async Task<Bag?> OpenAloneAsync(
        Transaction transaction, string visitorKey, Guid variantId, ForWhom whom, Chance chance)
    {
        var (db, now) = (transaction.Db, whom.Now);
        if (await BagItem.FindAsync(db, variantId, whom) is not { } item)
        {
            return null;
        }

        await db.ExecuteAsync(
            """
            INSERT INTO bags (id, visitor_key, variant_id, created_at, changed_at) VALUES (@id, @visitorKey, @variantId, @now, @now)
            ON CONFLICT (visitor_key, variant_id) WHERE variant_id IS NOT NULL DO UPDATE SET changed_at = excluded.changed_at
            """,
            new { id = chance.NewId(now), visitorKey, variantId, now });
        var bag = await db.QuerySingleAsync<Bag>(
            $"{Select} WHERE visitor_key = @visitorKey AND variant_id = @variantId {transaction.ForUpdate}", new { visitorKey, variantId });
        await db.ExecuteAsync(
            """
            INSERT INTO bag_lines (bag_id, variant_id, quantity, title, unit_minor, added_at)
            VALUES (@Id, @variantId, 1, @Title, @seen, @now)
            ON CONFLICT (bag_id, variant_id) DO UPDATE SET title = excluded.title, unit_minor = excluded.unit_minor
            """,
            new { bag.Id, variantId, item.Title, seen = item.Price?.Minor ?? 0, now });
        return bag;
    }

    /// <summary>Notes that the bag is another one than before: whoever checks out now makes a new draft.</summary>
    public Task RaiseVersionAsync(DbConnection db, DateTimeOffset now) => db.ExecuteAsync(RaiseVersion, new { Id, now });

    internal static Task LockAccountAsync(Transaction transaction, Guid accountId) => transaction.Db.ExecuteAsync(
        $"SELECT 1 FROM accounts WHERE id = @accountId {transaction.ForUpdate}", new { accountId });

    /// <summary>One of the two unique indexes answers, whichever it is.</summary>
    private static string Where(BagOwner owner) => owner.AccountId is null
        ? "visitor_key = @VisitorKey AND variant_id IS NULL AND account_id IS NULL"
        : "account_id = @AccountId AND variant_id IS NULL";
}
