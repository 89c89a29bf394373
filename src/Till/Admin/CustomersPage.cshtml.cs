using Microsoft.AspNetCore.Mvc;
using Till.Storage;

namespace Till.Admin;

/// <summary><c>/admin/customers?q=ada&amp;after=…</c></summary>
[Needs(Right.SeeOrders)]
internal sealed class CustomersPageModel(Database database) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>A <see cref="CustomerPlace"/>; what is none is the beginning.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<CustomerRow> Rows { get; private set; } = [];

    public IReadOnlyDictionary<Guid, Worth> Worths { get; private set; } = new Dictionary<Guid, Worth>();

    /// <summary>Where the next page begins; null where there is none.</summary>
    public CustomerPlace? Next { get; private set; }

    public string? Problem { get; private set; }

    public string? Message => Done == "erased" ? "The customer is erased. The orders stay in the books, without who made them." : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var search = new CustomerSearch((Q ?? "").Trim(), CustomerPlace.Read(After));
        if (search.Typed.Length > CustomerSearch.MaxLength || search.Typed.Contains('\0'))
        {
            (Q, Problem, Response.StatusCode) = ("", $"Search for up to {CustomerSearch.MaxLength} characters.", StatusCodes.Status400BadRequest);
            return Page();
        }

        var found = await database.ReadAsync(db => DeskCustomers.FindAsync(db, database.Engine, search), cancel);
        if (found.Count == 1 && search is { Typed.Length: > 0, After: null })
        {
            return Redirect($"/admin/customers/{found[0].Id}"); // whoever looks for one customer wants to see them
        }

        Rows = [.. found.Take(DeskCustomers.PerPage)];
        Next = found.Count > DeskCustomers.PerPage ? CustomerPlace.Of(Rows[^1]) : null;
        if (Rows.Count > 0)
        {
            Worths = await database.ReadAsync(db => DeskCustomers.WorthAsync(db, Rows), cancel);
        }

        return Page();
    }

    public string Address(CustomerPlace? after) => "/admin/customers" + QueryString.Create(
        new Dictionary<string, string?> { ["q"] = Q, ["after"] = after?.ToString() }.Where(one => !string.IsNullOrEmpty(one.Value)));
}
