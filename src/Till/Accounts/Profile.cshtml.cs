using Dapper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Till.Mail;
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

    public string? Message => Done switch
    {
        "name" => "Your name is saved.",
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

        await database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync("UPDATE accounts SET name = @name WHERE id = @id", new { name, id = User.AccountId() }),
            cancel);
        return Redirect("/account?done=name");
    }

    /// <returns>The name as it is kept.</returns>
    private async Task<string> FillAsync(CancellationToken cancel)
    {
        var id = User.AccountId()!.Value;
        var (email, name) = await database.ReadAsync(
            db => db.QuerySingleAsync<(string, string)>("SELECT email, name FROM accounts WHERE id = @id", new { id }), cancel);
        EmailAddress = email;
        PurchaseCount = await OrderList.CountOfAccountAsync(database, id, cancel);
        Purchases = await OrderList.OfAccountAsync(database, id, 0, Newest, cancel);
        return name;
    }
}
