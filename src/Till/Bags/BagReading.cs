using System.Security.Claims;
using Till.Accounts;
using Till.Storage;

namespace Till.Bags;

/// <summary>A visitor's bag as its pages show it.</summary>
internal sealed class BagReading(Database database, ShopSettings settings, TimeProvider time)
{
    /// <returns>Null if the visitor has no bag.</returns>
    public async Task<BagQuote?> FindAsync(HttpContext context, CancellationToken cancel)
    {
        var owner = BagOwner.Of(context);
        if (owner is { VisitorKey: null, AccountId: null })
        {
            return null;
        }

        var person = context.User.FindFirstValue(ClaimTypes.Email) is { } email ? Email.Key(email) : null;
        return await database.ReadAsync(
            async db => await Bag.FindAsync(db, owner) is { } bag
                ? await BagQuote.ReadAsync(db, bag.Id, new BagTerms(null, person, owner.AccountId), settings, time.Now())
                : null,
            cancel);
    }
}
