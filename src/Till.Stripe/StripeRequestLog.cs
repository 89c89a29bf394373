using System.Net;

namespace Till.Stripe;

/// <summary>
/// One call, for the caller's log. It holds neither key nor body nor any value that a person entered,
/// and the path with its parameters' names, not their values.
/// </summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="PathTemplate">Such as <c>/v1/payment_intents/{id}/confirm</c>.</param>
/// <param name="Status">The last reply's status; null if there was none.</param>
/// <param name="RequestId">Stripe's own id of the last reply (<c>req_…</c>), which its support asks for.</param>
/// <param name="Attempts">How many tries were made, the first included.</param>
/// <param name="Duration">From the call until its outcome, with the waits between tries.</param>
/// <param name="IdempotencyKey">The key of a call that changes something.</param>
/// <param name="IdempotentReplayed">True if Stripe answered from an earlier call with this key.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="ErrorType">Stripe's <c>error.type</c>.</param>
/// <param name="ErrorCode">Stripe's <c>error.code</c>.</param>
public sealed record StripeRequestLog(
    string Method,
    string PathTemplate,
    HttpStatusCode? Status,
    string? RequestId,
    int Attempts,
    TimeSpan Duration,
    string? IdempotencyKey,
    bool IdempotentReplayed,
    StripeRequestOutcome Outcome,
    string? ErrorType,
    string? ErrorCode)
{
    /// <summary>Stripe's own time when it answered last, to the second; null where nothing answered or it did not say.</summary>
    public DateTimeOffset? ServerTime { get; init; }
}

/// <summary>How a call ended.</summary>
public enum StripeRequestOutcome
{
    /// <summary>Stripe did what it was asked.</summary>
    Succeeded,

    /// <summary>It did not happen, and this is certain.</summary>
    Failed,

    /// <summary>It may or may not have happened; Stripe must be asked.</summary>
    Unknown,

    /// <summary>The caller gave up before anything could have happened.</summary>
    Cancelled,
}
