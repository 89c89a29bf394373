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
    public const string Cancelled = "mail:cancelled";
    public const string AddressChanged = "mail:address";
    public const string PaymentLink = "mail:payment-link";
    public const string Refund = "stripe:refund";
    public const string DisputeAnswer = "stripe:dispute-answer";
}

internal sealed record OrderMail(Guid OrderId);

/// <param name="ShipmentId">Null in what was noted before orders left in parts: the only parcel.</param>
internal sealed record ParcelMail(Guid OrderId, Guid? ShipmentId);

/// <param name="Word">What somebody of the shop wrote to the buyer; may be empty.</param>
internal sealed record PaymentLinkMail(Guid OrderId, string Word);

/// <param name="StripeRefundId">Null in what was noted by an earlier version.</param>
internal sealed record RefundNotice(Guid OrderId, long AmountMinor, string Currency, string? StripeRefundId = null);

/// <summary>Money that the order must not take goes back, and why.</summary>
internal sealed record PaymentReturned(Guid OrderId, long AmountMinor, string Currency, HoldReason Reason);

/// <summary>A refund that was decided here and that Stripe is to make.</summary>
internal sealed record RefundOrder(Guid RefundId);
