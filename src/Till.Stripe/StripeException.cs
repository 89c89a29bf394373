using System.Net;

namespace Till.Stripe;

/// <summary>
/// A call to Stripe did not end as asked. Two kinds need different handling: of a
/// <see cref="StripeUnknownOutcomeException"/> nothing is known until Stripe has been asked;
/// every other one says that the change did not happen.
/// </summary>
public class StripeException : Exception
{
    internal StripeException(string message, StripeFailure failure, Exception? inner = null)
        : base(message, inner)
    {
        HttpStatusCode = failure.Status;
        StripeError = failure.Error;
        RequestId = failure.RequestId;
        IdempotentReplayed = failure.IdempotentReplayed;
        RetryAfter = failure.RetryAfter;
    }

    /// <summary>Null where no reply came.</summary>
    public HttpStatusCode? HttpStatusCode { get; }

    /// <summary>What Stripe said; null where nothing readable came.</summary>
    public StripeError? StripeError { get; }

    /// <summary>Stripe's id of the reply (<c>req_…</c>).</summary>
    public string? RequestId { get; }

    /// <summary>True if Stripe answered with the stored result of an earlier call: the same key will always give it.</summary>
    public bool IdempotentReplayed { get; }

    /// <summary>For how long Stripe asks not to be asked again; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>The card was declined or its data is wrong; the buyer can do something about it.</summary>
public sealed class StripeCardException : StripeException
{
    internal StripeCardException(string message, StripeFailure failure) : base(message, failure)
    {
    }
}

/// <summary>The key was used before with other parameters: a bug in the caller, and nothing happened.</summary>
public sealed class StripeIdempotencyException : StripeException
{
    internal StripeIdempotencyException(string message, StripeFailure failure) : base(message, failure)
    {
    }
}

/// <summary>Stripe refused the parameters, the object isn't there (404), or its state doesn't allow it.</summary>
public sealed class StripeInvalidRequestException : StripeException
{
    internal StripeInvalidRequestException(string message, StripeFailure failure) : base(message, failure)
    {
    }

    /// <summary>The object in the path, or one that a parameter names, does not exist for this key.</summary>
    public bool IsMissing => StripeError?.Code == "resource_missing"
        || HttpStatusCode == System.Net.HttpStatusCode.NotFound;
}

/// <summary>Stripe does not know the key, or it was revoked (401).</summary>
public sealed class StripeAuthenticationException : StripeException
{
    internal StripeAuthenticationException(string message, StripeFailure failure) : base(message, failure)
    {
    }
}

/// <summary>The key is known and may not do this (403), as with a restricted one.</summary>
public sealed class StripePermissionException : StripeException
{
    internal StripePermissionException(string message, StripeFailure failure) : base(message, failure)
    {
    }
}

/// <summary>Too many calls, or another call holds the object (429). Nothing happened; try again later.</summary>
public sealed class StripeRateLimitException : StripeException
{
    internal StripeRateLimitException(string message, StripeFailure failure) : base(message, failure)
    {
    }
}

/// <summary>
/// Stripe failed (5xx), or answered what cannot be read, to a call that only reads; or it refused a change
/// for a reason of its own.
/// </summary>
public sealed class StripeApiException : StripeException
{
    internal StripeApiException(string message, StripeFailure failure, Exception? inner = null)
        : base(message, failure, inner)
    {
    }
}

/// <summary>Nothing of a change ever reached Stripe, or a call that only reads had no answer.</summary>
public sealed class StripeConnectionException : StripeException
{
    internal StripeConnectionException(string message, Exception inner) : base(message, StripeFailure.NoReply, inner)
    {
    }
}

/// <summary>
/// A change was sent and may or may not have happened: its reply was lost, timed out, could not be read,
/// ended 5xx after all retries, or the caller gave up waiting. Never treat it as failed. Ask Stripe, or
/// make the same call again with the same key; where <see cref="StripeException.IdempotentReplayed"/> is true,
/// that key will only ever give this failure again.
/// </summary>
public sealed class StripeUnknownOutcomeException : StripeException
{
    internal StripeUnknownOutcomeException(string message, IdempotencyKey? key, StripeFailure failure, Exception inner)
        : base(message, failure, inner) => IdempotencyKey = key?.Value;

    /// <summary>The key to ask with again; null for a deletion, which takes none and may simply be repeated.</summary>
    public string? IdempotencyKey { get; }
}

/// <summary>What is known of a reply that was not a success.</summary>
internal sealed record StripeFailure(HttpStatusCode? Status, StripeError? Error, string? RequestId, bool IdempotentReplayed, TimeSpan? RetryAfter = null)
{
    public static readonly StripeFailure NoReply = new(null, null, null, IdempotentReplayed: false);
}
