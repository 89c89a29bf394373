using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Till.Storage;

namespace Till.Api;

/// <summary>A key as the owner sees it: never the key itself.</summary>
internal sealed record ApiKey(
    Guid Id, string Name, string Prefix, string Scopes, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset? UsedAt, string? EndedBy, DateTimeOffset? EndedAt)
{
    private const string Columns = "id, name, prefix, scopes, made_by, made_at, used_at, ended_by, ended_at";

    public IReadOnlyList<string> ScopeList => Scopes.Split(' ');

    /// <summary>As the audit log names who did something by it.</summary>
    public string ActorName => $"Key “{Name}” ({Prefix}…)";

    /// <summary>All of them, those that hold first.</summary>
    public static async Task<IReadOnlyList<ApiKey>> ListAsync(DbConnection db) => (await db.QueryAsync<ApiKey>(
        $"SELECT {Columns} FROM api_keys ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, made_at DESC LIMIT 200")).AsList();

    /// <summary>The key that holds and has this hash.</summary>
    public static Task<ApiKey?> FindAsync(DbConnection db, string hash) => db.QuerySingleOrDefaultAsync<ApiKey?>(
        $"SELECT {Columns} FROM api_keys WHERE hash = @hash AND ended_at IS NULL", new { hash });
}

/// <summary>Makes keys and ends them. A key is 256 bits of chance and is kept as its hash alone.</summary>
internal sealed class ApiKeys(Database database, TimeProvider time, Chance chance)
{
    public const int MaxName = 60;

    private const string Beginning = "till_";

    /// <summary>How much of a key is shown for ever: enough to know it by, too little to guess it by.</summary>
    private const int Shown = 9;

    /// <summary>When a key was last used is noted no finer than this, so that to read is not to write.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMinutes(1);

    /// <returns>The key, to be shown this once.</returns>
    public async Task<string> MakeAsync(string name, IReadOnlyList<string> scopes, Actor by, CancellationToken cancel)
    {
        var (now, key) = (time.Now(), Beginning + chance.NewKey() + chance.NewKey());
        var id = chance.NewId(now);
        await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO api_keys (id, name, prefix, hash, scopes, made_by, made_at)
                    VALUES (@id, @name, @prefix, @hash, @scopes, @by, @now)
                    """,
                    new { id, name, prefix = key[..Shown], hash = HashOf(key), scopes = string.Join(' ', scopes), by = by.Name, now });
                await Audit.AddAsync(
                    transaction, chance, by, Audit.ApiKeyMade, $"api-key:{id}", $"“{name}” ({key[..Shown]}…): {string.Join(", ", scopes)}", now);
            },
            cancel);
        return key;
    }

    /// <summary>From the next request on it opens nothing.</summary>
    /// <returns>Whether there was such a key, and it held.</returns>
    public Task<bool> EndAsync(Guid id, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            var name = await transaction.Db.QuerySingleOrDefaultAsync<string?>(
                "UPDATE api_keys SET ended_at = @now, ended_by = @Name WHERE id = @id AND ended_at IS NULL RETURNING name", new { id, by.Name, now });
            if (name is not null)
            {
                await Audit.AddAsync(transaction, chance, by, Audit.ApiKeyEnded, $"api-key:{id}", $"“{name}”", now);
            }

            return name is not null;
        },
        cancel);

    /// <summary>The key that this is, if it holds.</summary>
    public async Task<ApiKey?> FindAsync(string presented, CancellationToken cancel)
    {
        if (!presented.StartsWith(Beginning, StringComparison.Ordinal) || presented.Length > 100)
        {
            return null;
        }

        var (now, hash) = (time.Now(), HashOf(presented));
        var key = await database.ReadAsync(db => ApiKey.FindAsync(db, hash), cancel);
        if (key is not null && (key.UsedAt is not { } used || now - used >= Glance))
        {
            await database.WriteOneAsync(
                transaction => transaction.Db.ExecuteAsync("UPDATE api_keys SET used_at = @now WHERE id = @Id", new { now, key.Id }), cancel);
        }

        return key;
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
