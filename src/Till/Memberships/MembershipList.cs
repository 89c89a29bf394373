using System.Data.Common;
using Dapper;
using Till.Accounts;
using Till.Core.Memberships;
using Till.Storage;

namespace Till.Memberships;

/// <param name="Email">Null: the account was erased.</param>
internal sealed record MembershipListRow(MembershipRow Row, string? Email, Access Access);

/// <summary>Memberships as the owner looks for them.</summary>
internal static class MembershipList
{
    /// <summary>What a member may is decided at each look, so it cannot be asked of the database: rows are read in bites until there are enough.</summary>
    private const int Bite = 500;

    /// <param name="state">An <see cref="AccessState"/> in the database's spelling; null for all.</param>
    public static async Task<IReadOnlyList<MembershipListRow>> FindAsync(
        Database database, AccessPolicy policy, DateTimeOffset now, string? state, int most, CancellationToken cancel)
    {
        var found = new List<MembershipListRow>();
        for (var offset = 0; ; offset += Bite)
        {
            var rows = (await database.ReadAsync(
                db => db.QueryAsync<MembershipRow>(
                    $"SELECT {MembershipRow.Columns} FROM memberships m ORDER BY m.created_at DESC, m.id DESC LIMIT @Bite OFFSET @offset", new { Bite, offset }),
                cancel)).AsList();
            var emails = (await database.ReadAsync(
                db =>
                {
                    var values = new DynamicParameters();
                    return db.QueryAsync<(Guid Id, string Email)>(
                        $"SELECT id, email FROM accounts WHERE id IN {values.AddList("id", rows.Select(row => row.AccountId).OfType<Guid>())}", values);
                },
                cancel)).ToDictionary(one => one.Id, one => one.Email);
            found.AddRange(rows
                .Select(row => new MembershipListRow(row, row.AccountId is { } id ? emails.GetValueOrDefault(id) : null, Access.Decide(row.Facts, policy, now)))
                .Where(row => state is null || Words.Of(row.Access.State) == state));
            if (rows.Count < Bite || found.Count >= most)
            {
                return [.. found.Take(most)];
            }
        }
    }

    /// <param name="which">An e-mail address or Stripe's id of a subscription.</param>
    public static async Task<MembershipRow?> FindOneAsync(DbConnection db, string which, AccessPolicy policy, DateTimeOffset now) =>
        await MembershipRow.FindAsync(db, which)
        ?? (Email.TryRead(which, out var email) && await db.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM accounts WHERE email_key = @key", new { key = Email.Key(email) }) is { } id
            ? await MembershipRow.FindAsync(db, id, policy, now)
            : null);
}
