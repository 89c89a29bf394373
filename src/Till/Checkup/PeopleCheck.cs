using Dapper;
using Till.Accounts;
using Till.Storage;

namespace Till.Checkup;

/// <summary>Whether the shop has an owner, and owners who are hard to impersonate.</summary>
internal sealed class PeopleCheck(Database database, ShopSettings settings)
{
    private const string Area = "Owners";

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancel)
    {
        var (owners, bare) = await database.ReadAsync(
            db => db.QuerySingleAsync<(long Owners, long Bare)>(
                """
                SELECT COUNT(*), COUNT(*) - COUNT(f.account_id)
                FROM accounts a LEFT JOIN second_factors f ON f.account_id = a.id WHERE a.role = @Owner
                """,
                new { Roles.Owner }),
            cancel);
        return
        [
            owners == 0 ? Finding.Bad(Area, "The shop has no owner.", "Open the link that ./till serve prints, or run ./till admin create.")
                : bare == 0 ? Finding.Good(Area, "Each owner signs in with a second factor.")
                : settings.Stripe.IsLive ? Finding.Bad(Area, $"{bare} of {owners} have no second factor.", "They are led to the set-up when they next open the back office; remove whoever no longer works here.")
                : Finding.Good(Area, $"{owners} {(owners == 1 ? "owner" : "owners")}; with live keys each needs a second factor."),
        ];
    }
}
