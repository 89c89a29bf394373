using System.Data.Common;
using System.Text.Json;
using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Disputes;

/// <summary>A dispute as the desk shows it: of whom, about what, until when, and what the shop has answered.</summary>
/// <param name="Evidence">As JSON; null: nobody has written anything yet.</param>
/// <param name="SubmittedAt">When somebody decided to send the answer; null: nobody has.</param>
/// <param name="Refused">What Stripe said when it did not take the answer.</param>
internal sealed record DisputeCase(
    Guid Id, string StripeDisputeId, string Status, string? Reason, string Currency, long AmountMinor, DateTimeOffset? AnswerBy, DateTimeOffset CreatedAt,
    DateTimeOffset? ClosedAt, string StripePaymentIntentId, Guid? OrderId, long? Number, Guid? InvoiceId, string? OrderName, string? OrderEmail,
    string? AccountName, string? AccountEmail, string? Evidence, string? SavedBy, DateTimeOffset? SavedAt, DateTimeOffset? SubmittedAt, string? Refused)
{
    private const string Select =
        """
        SELECT d.id, d.stripe_dispute_id, d.status, d.reason, d.currency, d.amount_minor, d.answer_by, d.created_at, d.closed_at,
               p.stripe_payment_intent_id, p.order_id, o.number, p.invoice_id, o.name AS order_name, o.email AS order_email, a.name AS account_name, a.email AS account_email,
               w.evidence, w.saved_by, w.saved_at, w.submitted_at, w.refused
        FROM disputes d JOIN payments p ON p.id = d.payment_id
        LEFT JOIN orders o ON o.id = p.order_id
        LEFT JOIN membership_invoices i ON i.id = p.invoice_id LEFT JOIN memberships m ON m.id = i.membership_id LEFT JOIN accounts a ON a.id = m.account_id
        LEFT JOIN dispute_answers w ON w.dispute_id = d.id
        """;

    /// <summary>Over disputes: those for which the bank waits for an answer.</summary>
    public const string Waiting = "closed_at IS NULL AND status IN ('needs_response', 'warning_needs_response')";

    public Payments.DisputeRow Row => new(Id, StripeDisputeId, Status, Reason, Currency, AmountMinor, AnswerBy, CreatedAt, ClosedAt);

    public Money Amount => Row.Amount;

    public string? Buyer => new[] { OrderName, OrderEmail, AccountName, AccountEmail }.FirstOrDefault(one => !string.IsNullOrEmpty(one));

    /// <summary>What it is about, in a word or two.</summary>
    public string About => OrderId is null ? "a membership" : $"order {Number?.ToString() ?? "that is not paid"}";

    /// <summary>It was decided to send the answer, and the bank is not known to have it yet.</summary>
    public bool IsOnItsWay => SubmittedAt is not null && DisputeStatuses.NeedsAnswer(Status);

    /// <summary>What was written last.</summary>
    public Evidence? Written => Evidence is null ? null : new Evidence(JsonSerializer.Deserialize<Dictionary<string, string>>(Evidence)!);

    public bool CanAnswer(DateTimeOffset now) => DisputeStatuses.NeedsAnswer(Status) && SubmittedAt is null && !(AnswerBy < now);

    /// <summary>Those that are open, the most urgent first.</summary>
    public static async Task<IReadOnlyList<DisputeCase>> OpenAsync(DbConnection db, int most) => (await db.QueryAsync<DisputeCase>(
        $"""
        {Select} WHERE d.closed_at IS NULL
        ORDER BY CASE WHEN d.status IN ('needs_response', 'warning_needs_response') THEN 0 ELSE 1 END, d.answer_by, d.created_at LIMIT @most
        """,
        new { most })).AsList();

    /// <summary>Those that are over, the last one first.</summary>
    public static async Task<IReadOnlyList<DisputeCase>> ClosedAsync(DbConnection db, int most) => (await db.QueryAsync<DisputeCase>(
        $"{Select} WHERE d.closed_at IS NOT NULL ORDER BY d.closed_at DESC LIMIT @most", new { most })).AsList();

    public static Task<DisputeCase?> FindAsync(DbConnection db, Guid id) => db.QuerySingleOrDefaultAsync<DisputeCase?>($"{Select} WHERE d.id = @id", new { id });

    /// <summary>Locked, so that two who answer wait for each other.</summary>
    public static async Task<DisputeCase?> LockAsync(Transaction transaction, Guid id)
    {
        await transaction.Db.QueryAsync<Guid>($"SELECT id FROM disputes WHERE id = @id {transaction.ForUpdate}", new { id });
        return await FindAsync(transaction.Db, id);
    }
}
