using Till.Storage;

namespace Till.Admin;

/// <summary>Who did what, newest first.</summary>
internal sealed class ChangesPageModel(Database database) : AdminPage
{
    private const int PerPage = 100;

    public IReadOnlyList<AuditEntry> Entries { get; private set; } = [];

    public PagesView At { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken cancel) => database.ReadAsync(
        async db =>
        {
            At = PagesView.Of(await AuditEntry.CountAsync(db), PerPage, Request.Query["page"], "/admin/changes?page=");
            Entries = await AuditEntry.ListAsync(db, (At.Number - 1) * PerPage, PerPage);
            return true;
        },
        cancel);
}
