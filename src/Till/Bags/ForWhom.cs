using System.Data.Common;
using Till.Core;
using Till.Memberships;

namespace Till.Bags;

/// <summary>For whom a thing is priced, in which currency, when: what members may and pay is decided here, and never by the browser.</summary>
internal sealed record ForWhom(Member Member, Currency Currency, DateTimeOffset Now)
{
    /// <param name="accountId">Whose session it is; null: nobody is signed in, and nobody is no member.</param>
    public static async Task<ForWhom> FindAsync(DbConnection db, Guid? accountId, ShopSettings settings, DateTimeOffset now) =>
        new(await Member.FindAsync(db, accountId, settings.Access, now), settings.Currency, now);
}
