using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Till.Checkout;
using Till.Core.Memberships;
using Till.Mail;
using Till.Memberships;
using Till.Orders;
using Till.Storage;

namespace Till.Accounts;

/// <summary>The account as its holder sees it: purchases, name, address.</summary>
[Authorize]
public sealed class ProfileModel(IServiceProvider services) : AccountPage
{
    private const int Newest = 5;

    private readonly Database database = services.GetRequiredService<Database>();

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public string EmailAddress { get; private set; } = "";

    /// <summary>The newest; all of them are on a page of their own.</summary>
    internal IReadOnlyList<OrderListRow> Purchases { get; private set; } = [];

    public int PurchaseCount { get; private set; }

    public bool IsConfirmed { get; private set; }

    /// <summary>Null: never a member.</summary>
    public (string Plan, string Standing)? Membership { get; private set; }

    internal IReadOnlyList<SavedAddress> Addresses { get; private set; } = [];

    public string? Message => Done switch
    {
        "name" => "Your name is saved.",
        "email" => "Your account has its new e-mail address.",
        "address" => "The address is saved.",
        "removed" => "The address is removed.",
        "sessions" => "All other browsers are signed out.",
        "password" => "Your password is changed. Other browsers are signed out.",
        _ => null,
    };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        Name = await FillAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var name = Mime.OneLine(Name ?? "");
        if (name.Length > 100)
        {
            ModelState.AddModelError(nameof(Name), "A name has at most 100 characters.");
            await FillAsync(cancel);
            return Page();
        }

        var (id, now) = (User.AccountId()!.Value, services.GetRequiredService<TimeProvider>().Now());
        await database.WriteAsync(
            async transaction =>
            {
                if (await transaction.Db.ExecuteAsync("UPDATE accounts SET name = @name WHERE id = @id AND name <> @name", new { name, id }) > 0)
                {
                    await StripeCustomers.NoteDetailsAsync(transaction, services.GetRequiredService<Chance>().NewId(now), id, now);
                }
            },
            cancel);
        return Redirect("/account?done=name");
    }

    /// <summary>A new stamp ends every session but this one, and every link that was sent by mail.</summary>
    public async Task<IActionResult> OnPostEndSessionsAsync(CancellationToken cancel)
    {
        if (await FindAccountAsync(services) is not { } account)
        {
            return Challenge();
        }

        AccountManager.RenewStamp(account);
        if (!await database.WriteAsync(transaction => AccountStore.UpdateAsync(transaction, account), cancel))
        {
            return Challenge(); // the password was changed a moment ago, which ended this session too
        }

        var present = await HttpContext.AuthenticateAsync(Sessions.Scheme);
        await Sessions.BeginAsync(HttpContext, account, present.Properties?.IsPersistent ?? false);
        return Redirect("/account?done=sessions");
    }

    /// <returns>The name as it is kept.</returns>
    private async Task<string> FillAsync(CancellationToken cancel)
    {
        var id = User.AccountId()!.Value;
        var (email, name, confirmed) = await database.ReadAsync(
            db => db.QuerySingleAsync<(string, string, bool)>("SELECT email, name, email_confirmed FROM accounts WHERE id = @id", new { id }), cancel);
        (EmailAddress, IsConfirmed) = (email, confirmed);
        var (policy, now) = (services.GetRequiredService<ShopSettings>().Access, services.GetRequiredService<TimeProvider>().Now());
        Membership = await database.ReadAsync(db => MembershipRow.FindAsync(db, id, policy, now), cancel) is { } row
            ? (row.Plan, MemberWords.Standing(Access.Decide(row.Facts, policy, now), row.CancelAt))
            : null;
        PurchaseCount = await OrderList.CountOfAccountAsync(database, id, cancel);
        Purchases = await OrderList.OfAccountAsync(database, id, 0, Newest, cancel);
        Addresses = await database.ReadAsync(db => SavedAddress.ListAsync(db, id), cancel);
        return name;
    }
}
