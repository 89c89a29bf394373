using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Payments;

/// <summary>An attempt as stored.</summary>
internal sealed record AttemptRow(
    Guid Id, Guid OrderId, int Number, string State, string IdempotencyKey, string Request, string? StripeSessionId,
    string? StripePaymentIntentId, string? SessionUrl, string? Decline, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt)
{
    public const string Columns =
        """
        id, order_id, number, state, idempotency_key, request, stripe_session_id, stripe_payment_intent_id, session_url, decline,
        expires_at, created_at
        """;

    public AttemptState Status => Words.Parse<AttemptState>(State);

    public bool IsLive => Status is AttemptState.Creating or AttemptState.Open;

    public static Task<AttemptRow?> FindAsync(DbConnection db, Guid id) =>
        db.QuerySingleOrDefaultAsync<AttemptRow?>($"SELECT {Columns} FROM payment_attempts WHERE id = @id", new { id });

    public static Task<AttemptRow?> FindLiveAsync(DbConnection db, Guid orderId) =>
        db.QuerySingleOrDefaultAsync<AttemptRow?>(
            $"SELECT {Columns} FROM payment_attempts WHERE order_id = @orderId AND state IN ('creating', 'open')", new { orderId });

    public static Task<AttemptRow?> FindLatestAsync(DbConnection db, Guid orderId) =>
        db.QuerySingleOrDefaultAsync<AttemptRow?>(
            $"SELECT {Columns} FROM payment_attempts WHERE order_id = @orderId ORDER BY number DESC LIMIT 1", new { orderId });
}

/// <summary>The part of an order that settlement reads.</summary>
internal sealed record OrderRow(
    Guid Id, long? Number, Guid BagId, int BagVersion, string State, string LinkKey, Guid? AccountId, string? Email, string? EmailKey,
    string Currency, long SubtotalMinor, long DiscountMinor, long DeliveryMinor, long TaxMinor, long TotalMinor)
{
    public const string Columns =
        """
        id, number, bag_id, bag_version, state, link_key, account_id, email, email_key, currency, subtotal_minor, discount_minor,
        delivery_minor, tax_minor, total_minor
        """;

    public OrderState Status => Words.Parse<OrderState>(State);

    public Money Total => In(TotalMinor);

    public Money In(long minor) => new(minor, Core.Currency.Parse(Currency));

    public static Task<OrderRow> LockAsync(Transaction transaction, Guid id) =>
        transaction.Db.QuerySingleAsync<OrderRow>($"SELECT {Columns} FROM orders WHERE id = @id {transaction.ForUpdate}", new { id });
}

/// <summary>A payment that was booked.</summary>
internal sealed record PaymentRow(
    Guid Id, Guid OrderId, Guid AttemptId, string Role, string StripePaymentIntentId, string? StripeChargeId, string Currency,
    long AmountMinor, long? FeeMinor)
{
    public const string Columns =
        "id, order_id, attempt_id, role, stripe_payment_intent_id, stripe_charge_id, currency, amount_minor, fee_minor";

    public bool IsHeld => Role == "held";

    public static Task<PaymentRow?> FindAsync(DbConnection db, string paymentIntentId) =>
        db.QuerySingleOrDefaultAsync<PaymentRow?>(
            $"SELECT {Columns} FROM payments WHERE stripe_payment_intent_id = @paymentIntentId", new { paymentIntentId });
}
