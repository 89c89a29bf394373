using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Till.Stripe.Json;

namespace Till.Stripe.Wire;

/// <summary>Turns the last try of a call into its result or its exception. Pure: the same try gives the same verdict.</summary>
/// <param name="request">The call.</param>
/// <param name="earlierTryLeftOpen">An earlier try may have done the work.</param>
/// <param name="redaction">Cleans what Stripe says before it becomes a message.</param>
internal sealed class Verdict(StripeRequest request, bool earlierTryLeftOpen, Redaction redaction)
{
    public T Read<T>(Attempt attempt, JsonTypeInfo<T> type)
        where T : StripeEntity => attempt switch
        {
            Attempt.Lost lost => throw OfLost(lost),
            Attempt.Reply { IsSuccess: true } reply => OfSuccess(reply, type),
            Attempt.Reply reply => throw OfRefusal(reply),
            _ => throw new InvalidOperationException("A try ends with a reply or without one."),
        };

    /// <summary>The caller gave up while the change may have been under way.</summary>
    public StripeUnknownOutcomeException OfCancelled(OperationCanceledException cause) =>
        Unknown("The caller stopped waiting before the reply came", StripeFailure.NoReply, cause);

    private StripeException OfLost(Attempt.Lost lost) =>
        request.Writes && (earlierTryLeftOpen || lost.LeavesOutcomeOpen)
            ? Unknown("No reply came", StripeFailure.NoReply, lost.Cause)
            : new StripeConnectionException(
                request.Writes
                    ? $"{What}: Stripe could not be reached, and nothing was sent."
                    : $"{What}: no reply came from Stripe.",
                lost.Cause);

    private T OfSuccess<T>(Attempt.Reply reply, JsonTypeInfo<T> type)
        where T : StripeEntity
    {
        try
        {
            var entity = JsonSerializer.Deserialize(reply.Body, type)
                ?? throw new JsonException("The reply is null.");
            entity.StripeResponse = new(reply.Status, reply.RequestId, reply.IdempotentReplayed, reply.Body);
            return entity;
        }
        catch (JsonException unreadable)
        {
            throw Unreadable(reply, unreadable);
        }
    }

    private StripeException OfRefusal(Attempt.Reply reply)
    {
        var error = ReadError(reply.Body);
        var known = new StripeFailure(reply.Status, error, reply.RequestId, reply.IdempotentReplayed, reply.RetryAfter);
        if (error is null && (int)reply.Status < 500)
        {
            return Unreadable(reply, new JsonException("The reply holds no error object."));
        }

        var refusal = OfError(known);
        var open = reply.LeavesOutcomeOpen || (earlierTryLeftOpen && reply.IsDecidedBeforeTheKey);
        return request.Writes && open ? Unknown($"Stripe answered {(int)reply.Status}", known, refusal) : refusal;
    }

    private StripeException OfError(StripeFailure known)
    {
        var said = known.Error?.Message is { Length: > 0 } message ? message : "Stripe gave no reason.";
        var text = $"{What} was answered {(int)known.Status!}: {said}";
        return known switch
        {
            { Status: HttpStatusCode.Unauthorized } => new StripeAuthenticationException(text, known),
            { Status: HttpStatusCode.Forbidden } => new StripePermissionException(text, known),
            { Status: HttpStatusCode.TooManyRequests } => new StripeRateLimitException(text, known),
            { Error.Type: StripeErrorTypes.IdempotencyError } => new StripeIdempotencyException(text, known),
            { Error.Type: StripeErrorTypes.CardError } => new StripeCardException(text, known),
            { Error.Type: StripeErrorTypes.ApiError } => new StripeApiException(text, known),
            { Status: >= (HttpStatusCode)500 } => new StripeApiException(text, known),
            _ => new StripeInvalidRequestException(text, known),
        };
    }

    private StripeException Unreadable(Attempt.Reply reply, JsonException cause)
    {
        var known = new StripeFailure(reply.Status, null, reply.RequestId, reply.IdempotentReplayed);
        return request.Writes
            ? Unknown($"A reply of status {(int)reply.Status} came that cannot be read", known, cause)
            : new StripeApiException($"{What} was answered {(int)reply.Status} with what cannot be read.", known, cause);
    }

    private StripeUnknownOutcomeException Unknown(string why, StripeFailure known, Exception cause) =>
        new($"{What} may or may not have happened: {why}.", request.IdempotencyKey, known, cause);

    private string What => $"{request.Method} {request.PathTemplate}";

    private StripeError? ReadError(byte[] body)
    {
        try
        {
            using var reply = JsonDocument.Parse(body);
            if (reply.RootElement.ValueKind != JsonValueKind.Object
                || !reply.RootElement.TryGetProperty("error", out var element) || element.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var error = element.Deserialize(StripeJson.Default.StripeError)!;
            error.Message = error.Message is null ? null : redaction.Clean(error.Message);
            return error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
