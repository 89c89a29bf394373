using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Till.Orders;
using Till.Storage;

namespace Till.Accounts;

/// <summary>All that was bought with an account, newest first, page by page.</summary>
[Authorize]
public sealed class OrderHistoryModel(IServiceProvider services) : AccountPage
{
    private const int PerPage = 20;

    public int Number { get; private set; }

    public int Pages { get; private set; }

    internal IReadOnlyList<OrderListRow> Purchases { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var database = services.GetRequiredService<Database>();
        var account = User.AccountId()!.Value;
        var count = await OrderList.CountOfAccountAsync(database, account, cancel);
        Pages = Math.Max(1, (count + PerPage - 1) / PerPage);
        // A page beyond the last is the last; what is no number is the first.
        Number = Math.Clamp(int.TryParse(Request.Query["page"], out var number) ? number : 1, 1, Pages);
        Purchases = await OrderList.OfAccountAsync(database, account, (Number - 1) * PerPage, PerPage, cancel);
        return Page();
    }
}
