using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Till.Storage;

namespace Till.Admin;

/// <summary>What a machine could not make right, and what is left to decide.</summary>
internal sealed class AttentionPageModel(Database database, Attention attention) : AdminPage
{
    private const int PerPage = 50;

    /// <summary>"resolved" shows those that are.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<Case> Cases { get; private set; } = [];

    public PagesView At { get; private set; } = null!;

    public bool Resolved => Show == "resolved";

    public Task OnGetAsync(CancellationToken cancel) => database.ReadAsync(
        async db =>
        {
            var count = await db.QuerySingleAsync<int>($"SELECT COUNT(*) FROM attention WHERE {Condition}");
            At = PagesView.Of(count, PerPage, Request.Query["page"], Resolved ? "/admin/attention?show=resolved&page=" : "/admin/attention?page=");
            Cases = await ReadAsync(db);
            return true;
        },
        cancel);

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancel) =>
        await database.WriteAsync(transaction => attention.ResolveAsync(transaction, id, Me), cancel)
            ? Redirect("/admin/attention?done=resolved")
            : NotFound();

    private string Condition => Resolved ? "resolved_at IS NOT NULL" : "resolved_at IS NULL";

    private async Task<IReadOnlyList<Case>> ReadAsync(DbConnection db) => (await db.QueryAsync<Case>(
        $"""
        SELECT id, kind, subject, happened, done, left_to_do, created_at, resolved_at,
               (SELECT p.order_id FROM disputes d JOIN payments p ON p.id = d.payment_id WHERE d.stripe_dispute_id = attention.subject) AS disputed_order_id
        FROM attention
        WHERE {Condition} ORDER BY created_at DESC, id DESC LIMIT @PerPage OFFSET @skip
        """,
        new { PerPage, skip = (At.Number - 1) * PerPage })).AsList();

    internal sealed record Case(
        Guid Id, string Kind, string Subject, string Happened, string Done, string LeftToDo, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt,
        Guid? DisputedOrderId)
    {
        public string Title => AttentionCase.TitleOf(Kind);

        /// <summary>The order that it is about; null where it is about something else.</summary>
        public string? OrderPath => (Guid.TryParse(Subject, out var id) ? id : DisputedOrderId) is { } order ? $"/admin/orders/{order}" : null;
    }
}
