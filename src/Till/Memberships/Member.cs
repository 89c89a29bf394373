using System.Data.Common;
using Dapper;
using Till.Core.Memberships;

namespace Till.Memberships;

/// <summary>What a visitor may as a member, from the shop's own record: the gate of pages, downloads and prices.</summary>
/// <param name="Plan">By name; null for who never was a member.</param>
/// <param name="Badge">Shown beside the member's name while they are in; null for none.</param>
/// <param name="OpensMemberOnly">May see, buy and download what is for members only.</param>
/// <param name="PaysMemberPrices">Pays what members pay, where there is such a price.</param>
internal sealed record Member(Access Access, string? Plan, string? Badge, bool OpensMemberOnly, bool PaysMemberPrices)
{
    public static Member Nobody { get; } = new(Access.None, null, null, false, false);

    /// <summary>What stands beside the member's name: the plan's badge, or that they are one. Null for who is not in.</summary>
    public string? Shown => Access.IsIn ? Badge ?? "Member" : null;

    /// <param name="accountId">Null: not signed in.</param>
    public static async Task<Member> FindAsync(DbConnection db, Guid? accountId, AccessPolicy policy, DateTimeOffset now) =>
        accountId is { } id ? await ReadAsync(db, await MembershipRow.FindAsync(db, id, policy, now), policy, now) : Nobody;

    /// <param name="row">The one that counts for the account; null: never a member.</param>
    public static async Task<Member> ReadAsync(DbConnection db, MembershipRow? row, AccessPolicy policy, DateTimeOffset now)
    {
        if (row is null)
        {
            return Nobody;
        }

        var access = Access.Decide(row.Facts, policy, now);
        // A plan that was taken out of the shop still gives all that one can to those who go on paying for it.
        var gives = await db.QuerySingleOrDefaultAsync<Gives?>(
            "SELECT badge, opens_member_only, member_prices FROM plans WHERE product_id = @ProductId", row) ?? new Gives(null, true, true);
        return new Member(access, row.Plan, access.IsIn ? gives.Badge : null, access.IsIn && gives.OpensMemberOnly, access.IsIn && gives.MemberPrices);
    }

    private sealed record Gives(string? Badge, bool OpensMemberOnly, bool MemberPrices);
}
