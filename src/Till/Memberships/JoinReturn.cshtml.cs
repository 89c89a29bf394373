using Microsoft.AspNetCore.Mvc;
using Till.Accounts;
using Till.Core.Memberships;
using Till.Storage;

namespace Till.Memberships;

/// <summary>
/// Where Stripe sends who has paid. It believes nothing of what the address says: it asks Stripe about whoever is signed in, and looks again by
/// itself until it knows. Without a session it tells no more than that.
/// </summary>
internal sealed class JoinReturnModel(SettleMembership settle, Database database, ShopSettings settings, TimeProvider time) : AccountPage
{
    /// <summary>How often the page looks again by itself, every three seconds. A card is told of by then; what takes longer, takes days.</summary>
    private const int MostLooks = 6;

    /// <summary>Where the page looks again by itself, or null when it does not.</summary>
    public string? LookAgainAt { get; private set; }

    public bool IsSignedIn => User.AccountId() is not null;

    /// <summary>Nothing is being paid: the attempt has ended, or there never was one.</summary>
    public bool IsOver { get; private set; }

    public async Task<IActionResult> OnGetAsync(int look, CancellationToken cancel)
    {
        if (User.AccountId() is not { } account)
        {
            return Page();
        }

        var joined = await settle.TryJoinAsync(account, cancel);
        if (joined == true)
        {
            return Redirect($"{JoinPageModel.MemberPath}?welcome=true");
        }

        var view = await database.ReadAsync(db => MembershipView.FindAsync(db, account, settings.Access, time.Now()), cancel);
        if (joined == false && view is not ({ IsJoining: true } or { Access.State: AccessState.Confirming }))
        {
            IsOver = true;
            return Page();
        }

        LookAgainAt = look < MostLooks ? $"/join/return?look={Math.Clamp(look, 0, MostLooks) + 1}" : null;
        return Page();
    }
}
