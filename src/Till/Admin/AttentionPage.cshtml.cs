using Microsoft.AspNetCore.Mvc;
using Till.Storage;

namespace Till.Admin;

/// <summary>What a machine could not make right, and what is left to decide.</summary>
[Needs(Right.SeeMoney)]
internal sealed class AttentionPageModel(Database database, Attention attention) : AdminPage
{
    private const int PerPage = 50;

    /// <summary>"resolved" shows those that are.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<AttentionCase> Cases { get; private set; } = [];

    public PagesView At { get; private set; } = null!;

    public bool Resolved => Show == "resolved";

    public Task OnGetAsync(CancellationToken cancel) => database.ReadAsync(
        async db =>
        {
            var count = await AttentionCase.CountAsync(db, Resolved);
            At = PagesView.Of(count, PerPage, Request.Query["page"], Resolved ? "/admin/attention?show=resolved&page=" : "/admin/attention?page=");
            Cases = await AttentionCase.ListAsync(db, Resolved, (At.Number - 1) * PerPage, PerPage);
            return true;
        },
        cancel);

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancel) =>
        await database.WriteAsync(transaction => attention.ResolveAsync(transaction, id, Me), cancel)
            ? Redirect("/admin/attention?done=resolved")
            : NotFound();
}
