using Dapper;
using Microsoft.AspNetCore.Mvc;
using Till.Accounts;
using Till.Core.Memberships;
using Till.Storage;

namespace Till.Memberships;

/// <summary>Where Stripe sends who has left its page: signed in, unpaid, and free to try again. Who paid first and then went back is in.</summary>
internal sealed class JoinCancelledModel(SettleMembership settle, Database database, ShopSettings settings, TimeProvider time) : AccountPage
{
    /// <summary>Where what was chosen can be tried again.</summary>
    public string Again { get; private set; } = "/membership";

    public bool IsSignedIn => User.AccountId() is not null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (User.AccountId() is not { } account)
        {
            return Page();
        }

        if (await settle.TryJoinAsync(account, cancel) == true)
        {
            return Redirect($"{JoinPageModel.MemberPath}?welcome=true");
        }

        var view = await database.ReadAsync(db => MembershipView.FindAsync(db, account, settings.Access, time.Now()), cancel);
        if (view is { Access.State: AccessState.Confirming })
        {
            return Redirect("/join/return");
        }

        var chosen = await database.ReadAsync(
            db => db.QueryFirstOrDefaultAsync<(string Slug, string Interval)?>(
                """
                SELECT p.slug, x.interval
                FROM join_attempts j JOIN prices x ON x.id = j.price_id JOIN variants v ON v.id = x.variant_id JOIN products p ON p.id = v.product_id
                WHERE j.account_id = @account ORDER BY j.number DESC LIMIT 1
                """,
                new { account }),
            cancel);
        Again = chosen is var (slug, interval) ? Plan.JoinPath(slug, interval) : Again;
        return Page();
    }
}
