using Microsoft.AspNetCore.Mvc;
using Till.Orders;
using Till.Storage;

namespace Till.Admin;

/// <summary><c>/admin/orders?q=ada&amp;state=to-prepare&amp;page=2</c></summary>
[Needs(Right.SeeOrders)]
internal sealed class OrdersPageModel(Database database) : AdminPage
{
    /// <summary>Nobody looks further back page by page; the search does.</summary>
    private const int MostPages = 1000;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    public int Number { get; private set; }

    public bool HasNext { get; private set; }

    public IReadOnlyList<OrderListRow> Rows { get; private set; } = [];

    /// <summary>Why nothing was looked for; null where it was.</summary>
    public string? Problem { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var search = new OrderSearch((Q ?? "").Trim(), State ?? "");
        Problem = search.Typed.Length > OrderSearch.MaxLength || search.Typed.Contains('\0') ? $"Search for up to {OrderSearch.MaxLength} characters."
            : DeskOrders.States.All(one => one.Value != search.State) ? "There is no such state of orders; choose one from the list."
            : null;
        if (Problem is not null)
        {
            (Q, State, Response.StatusCode) = ("", "", StatusCodes.Status400BadRequest);
            return Page();
        }

        Number = Math.Clamp(int.TryParse(Request.Query["page"], out var number) ? number : 1, 1, MostPages);
        var rows = await database.ReadAsync(db => DeskOrders.FindAsync(db, database.Engine, search, Number), cancel);
        if (rows.Count == 1 && search.Typed.Length > 0 && Number == 1)
        {
            return Redirect($"/admin/orders/{rows[0].Id}"); // whoever looks for one order wants to see it
        }

        (Rows, HasNext) = ([.. rows.Take(DeskOrders.PerPage)], rows.Count > DeskOrders.PerPage);
        return Page();
    }

    public string Address(int page) => "/admin/orders" + QueryString.Create(
        new Dictionary<string, string?> { ["q"] = Q, ["state"] = State, ["page"] = page.ToString() }.Where(one => !string.IsNullOrEmpty(one.Value)));
}
