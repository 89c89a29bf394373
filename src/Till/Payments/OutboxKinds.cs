using Till.Core;

namespace Till.Payments;

/// <summary>Effects that payments cause, by the word under which the outbox keeps them.</summary>
internal static class OutboxKinds
{
    public const string Receipt = "mail:receipt";
    public const string RefundMade = "mail:refund";
    public const string PaymentFailed = "mail:payment-failed";
    public const string PaymentReturned = "mail:payment-returned";
    public const string Preparing = "mail:preparing";
    public const string Shipped = "mail:shipped";
    public const string Refund = "stripe:refund";
}

internal sealed record OrderMail(Guid OrderId);

internal sealed record RefundNotice(Guid OrderId, long AmountMinor, string Currency);

/// <summary>Money that the order must not take goes back, and why.</summary>
internal sealed record PaymentReturned(Guid OrderId, long AmountMinor, string Currency, HoldReason Reason);

/// <summary>A refund that was decided here and that Stripe is to make.</summary>
internal sealed record RefundOrder(Guid RefundId);
