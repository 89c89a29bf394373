using System.Data.Common;
using Dapper;
using Till.Core;

namespace Till.Payments;

/// <summary>A dispute as stored.</summary>
internal sealed record DisputeRow(
    Guid Id, string StripeDisputeId, string Status, string? Reason, string Currency, long AmountMinor, DateTimeOffset? AnswerBy, DateTimeOffset CreatedAt,
    DateTimeOffset? ClosedAt)
{
    public Money Amount => new(AmountMinor, Core.Currency.Parse(Currency));

    public string Because => ReasonOf(Reason);

    /// <summary>Where it stands, in the owner's words.</summary>
    public string Stands => Status switch
    {
        "needs_response" => "waits for an answer",
        "under_review" => "the bank decides",
        "won" => "won",
        "lost" => "lost",
        "warning_needs_response" => "an inquiry, waits for an answer",
        "warning_under_review" => "an inquiry, the bank thinks about it",
        "warning_closed" => "an inquiry, closed",
        _ => Status.Replace('_', ' '),
    };

    /// <summary>Until when the bank takes an answer; null where it waits for none.</summary>
    public DateTimeOffset? Deadline => DisputeStatuses.NeedsAnswer(Status) ? AnswerBy : null;

    /// <summary>Stripe's word with spaces: product not received.</summary>
    public static string ReasonOf(string? reason) => string.IsNullOrEmpty(reason) ? "no reason given" : reason.Replace('_', ' ');

    /// <summary>Those of an order, the oldest first.</summary>
    public static async Task<IReadOnlyList<DisputeRow>> ListAsync(DbConnection db, Guid orderId) => (await db.QueryAsync<DisputeRow>(
        """
        SELECT d.id, d.stripe_dispute_id, d.status, d.reason, d.currency, d.amount_minor, d.answer_by, d.created_at, d.closed_at
        FROM disputes d JOIN payments p ON p.id = d.payment_id
        WHERE p.order_id = @orderId ORDER BY d.created_at, d.id
        """,
        new { orderId })).AsList();
}
