using Till.Core;
using Till.Stripe;

namespace Till.Payments;

internal static partial class Log
{
    [LoggerMessage("Stripe {Method} {Path}: {Outcome} {Status} in {Milliseconds} ms, {Tries} tries, request {RequestId}, key {IdempotencyKey}")]
    public static partial void StripeCalled(
        ILogger logger, LogLevel level, string method, string path, StripeRequestOutcome outcome, int? status, long milliseconds, int tries, string? requestId, string? idempotencyKey);

    [LoggerMessage(LogLevel.Information, "Order {OrderId} is paid by {PaymentIntentId}: {Amount}")]
    public static partial void OrderPaid(ILogger logger, Guid orderId, string paymentIntentId, Money amount);

    [LoggerMessage(LogLevel.Warning, "Payment {PaymentIntentId} of {Amount} is held: {Reason}, order {OrderId}")]
    public static partial void PaymentHeld(ILogger logger, string paymentIntentId, Money amount, HoldReason reason, Guid orderId);

    [LoggerMessage(LogLevel.Warning, "Stripe could not be asked about attempt {AttemptId}; it stays open")]
    public static partial void SettleLater(ILogger logger, Exception exception, Guid attemptId);

    [LoggerMessage(LogLevel.Warning, "A webhook was refused: {Verdict}")]
    public static partial void WebhookRefused(ILogger logger, string verdict);

    [LoggerMessage(LogLevel.Warning, "Event {EventId} of version {ApiVersion} is not of the pinned version; its object is fetched anew")]
    public static partial void OtherVersion(ILogger logger, string eventId, string? apiVersion);

    [LoggerMessage(LogLevel.Warning, "Event {EventId} could not be handled, try {Tries}")]
    public static partial void EventFailed(ILogger logger, Exception exception, string eventId, int tries);

    [LoggerMessage(LogLevel.Error, "The inbox could not be read; trying again")]
    public static partial void InboxUnreadable(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Reconciling failed; trying again later")]
    public static partial void ReconcileFailed(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Stripe keys are missing: the shop can be browsed, buying is off")]
    public static partial void NoKeys(ILogger logger);

    [LoggerMessage(LogLevel.Information, "Webhook endpoint {EndpointId} at Stripe calls {Url}")]
    public static partial void EndpointMade(ILogger logger, string endpointId, string url);
}
