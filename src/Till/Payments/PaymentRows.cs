using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>An attempt as stored.</summary>
internal sealed record AttemptRow(
    Guid Id, Guid OrderId, int Number, string State, string IdempotencyKey, string Request, string? StripeSessionId,
    string? StripePaymentIntentId, string? SessionUrl, string? Decline, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt, string Kind)
{
    public const string Columns =
        """
        id, order_id, number, state, idempotency_key, request, stripe_session_id, stripe_payment_intent_id, session_url, decline,
        expires_at, created_at, kind
        """;

    public AttemptState Status => Words.Parse<AttemptState>(State);

    /// <summary>How the money is asked for.</summary>
    public AttemptKind PaidBy => Words.Parse<AttemptKind>(Kind);

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

internal enum AttemptKind
{
    /// <summary>Stripe's own page.</summary>
    Session,

    /// <summary>The shop's page, with fields of Stripe's.</summary>
    Intent,

    /// <summary>Nothing is left to pay.</summary>
    Free,
}

/// <summary>The part of an order that settlement reads.</summary>
internal sealed record OrderRow(
    Guid Id, long? Number, Guid BagId, int BagVersion, string State, string LinkKey, Guid? AccountId, string? Email, string? EmailKey,
    string? Name, string Currency, long SubtotalMinor, string? DiscountCode, Guid? DiscountCodeId, long DiscountMinor, long DeliveryMinor,
    long TaxMinor, long TaxIncludedMinor, long TotalMinor, bool SaveDetails)
{
    public const string Columns =
        """
        id, number, bag_id, bag_version, state, link_key, account_id, email, email_key, name, currency, subtotal_minor, discount_code,
        discount_code_id, discount_minor, delivery_minor, tax_minor, tax_included_minor, total_minor, save_details
        """;

    /// <summary>Without a cookie, by a key that only the buyer has.</summary>
    public string Path => $"/orders/{Id}/{LinkKey}";

    public OrderState Status => Words.Parse<OrderState>(State);

    public Money Total => In(TotalMinor);

    public Money In(long minor) => new(minor, Core.Currency.Parse(Currency));

    public static Task<OrderRow> LockAsync(Transaction transaction, Guid id) =>
        transaction.Db.QuerySingleAsync<OrderRow>($"SELECT {Columns} FROM orders WHERE id = @id {transaction.ForUpdate}", new { id });
}

/// <summary>A payment that was booked: an order's, by an attempt, or an invoice's.</summary>
internal sealed record PaymentRow(
    Guid Id, Guid? OrderId, Guid? AttemptId, Guid? InvoiceId, string Role, string StripePaymentIntentId, string? StripeChargeId, string Currency,
    long AmountMinor, long? FeeMinor)
{
    public const string Columns =
        "id, order_id, attempt_id, invoice_id, role, stripe_payment_intent_id, stripe_charge_id, currency, amount_minor, fee_minor";

    public bool IsHeld => Role == "held";

    public Ledger.Subject Subject => new(OrderId, InvoiceId);

    public static async Task InsertAsync(Transaction transaction, PaymentRow payment, Charge? charge, DateTimeOffset paidAt)
    {
        var batch = new Batch(transaction);
        Add(batch, payment, charge, paidAt);
        await batch.RunAsync();
    }

    public static void Add(Batch batch, PaymentRow payment, Charge? charge, DateTimeOffset paidAt) => batch.Add(
        """
        INSERT INTO payments (id, order_id, attempt_id, invoice_id, role, stripe_payment_intent_id, stripe_charge_id, currency, amount_minor,
                              fee_minor, card_brand, card_last4, method, receipt_url, paid_at)
        VALUES (@Id, @OrderId, @AttemptId, @InvoiceId, @Role, @StripePaymentIntentId, @StripeChargeId, @Currency, @AmountMinor,
                @FeeMinor, @Brand, @Last4, @method, @ReceiptUrl, @paidAt)
        """,
        new
        {
            payment.Id,
            payment.OrderId,
            payment.AttemptId,
            payment.InvoiceId,
            payment.Role,
            payment.StripePaymentIntentId,
            payment.StripeChargeId,
            payment.Currency,
            payment.AmountMinor,
            payment.FeeMinor,
            charge?.PaymentMethodDetails?.Card?.Brand,
            charge?.PaymentMethodDetails?.Card?.Last4,
            method = charge?.PaymentMethodDetails?.Type,
            charge?.ReceiptUrl,
            paidAt,
        });

    public static Task<PaymentRow?> FindAsync(DbConnection db, string paymentIntentId) =>
        db.QuerySingleOrDefaultAsync<PaymentRow?>(
            $"SELECT {Columns} FROM payments WHERE stripe_payment_intent_id = @paymentIntentId", new { paymentIntentId });
}
