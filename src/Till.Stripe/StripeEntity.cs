using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Till.Stripe;

/// <summary>
/// Anything Stripe answers with. Fields that a reply lacks keep their defaults, fields that it has in
/// addition are ignored, and an unknown word is kept as it is: a change at Stripe's end is never an exception.
/// </summary>
/// <remarks>Properties have setters because the serialiser's generated code would reset init-only ones to null.</remarks>
public abstract class StripeEntity
{
    /// <summary>Empty for the few objects that have none, such as a list.</summary>
    public string Id { get; set => field = value ?? ""; } = "";

    /// <summary>The kind, such as <c>payment_intent</c>.</summary>
    public string Object { get; set => field = value ?? ""; } = "";

    /// <summary>The reply this object came in; null for one inside another, or from a webhook.</summary>
    [JsonIgnore]
    public StripeResponse? StripeResponse { get; internal set; }

    /// <summary>Kind and id: the fields may hold a client secret, and text ends up in logs.</summary>
    public override string ToString() => $"{Object} {Id}";
}

/// <summary>A successful reply.</summary>
public sealed class StripeResponse
{
    internal StripeResponse(HttpStatusCode status, string? requestId, bool idempotentReplayed, ReadOnlyMemory<byte> body)
    {
        StatusCode = status;
        RequestId = requestId;
        IdempotentReplayed = idempotentReplayed;
        Content = body;
    }

    public HttpStatusCode StatusCode { get; }

    /// <summary>Stripe's id of the call (<c>req_…</c>), for logs.</summary>
    public string? RequestId { get; }

    /// <summary>True if Stripe answered from an earlier call with the same key.</summary>
    public bool IdempotentReplayed { get; }

    /// <summary>The JSON as it came. It may hold a client secret; do not log it.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    public override string ToString() => $"{(int)StatusCode} {RequestId}";
}

/// <summary>An object that this client has no type for.</summary>
public sealed class AnyObject : StripeEntity
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Fields { get; set => field = value ?? []; } = [];
}

/// <summary>One page of a list.</summary>
public sealed class StripeList<T> : StripeEntity
    where T : StripeEntity
{
    /// <summary>Newest first, whichever way the page was asked for.</summary>
    public List<T> Data { get; set => field = value ?? []; } = [];

    /// <summary>More lie beyond this page, in the direction of paging.</summary>
    public bool HasMore { get; set; }

    public string? Url { get; set; }
}
