using System.Text.Json;
using System.Text.Json.Serialization;

namespace Till.Stripe;

/// <summary>
/// Something happened at Stripe (<c>evt_…</c>). A hint, not a truth: it may come twice, late or out of order,
/// and its object is as it was then, in the version of the endpoint. Fetch the object before acting on it.
/// </summary>
public sealed class Event : StripeEntity
{
    /// <summary>The connected account it comes from, if any.</summary>
    public string? Account { get; set; }

    public string? ApiVersion { get; set; }

    /// <summary>In whole seconds; says nothing about order.</summary>
    public DateTimeOffset Created { get; set; }

    public EventData Data { get; set => field = value ?? new(); } = new();

    public bool Livemode { get; set; }

    /// <summary>Endpoints that have not yet answered 2xx.</summary>
    public long PendingWebhooks { get; set; }

    public EventRequest? Request { get; set; }

    /// <summary>See <see cref="EventTypes"/>; unknown ones come, and are to be accepted.</summary>
    public string Type { get; set => field = value ?? ""; } = "";

    /// <summary>False means that <see cref="EventData.Object"/> may have fields of other names than this client knows.</summary>
    [JsonIgnore]
    public bool HasPinnedVersion => ApiVersion == StripeConfiguration.ApiVersion;
}

public sealed class EventData
{
    /// <summary>The object, whatever its kind and version.</summary>
    public JsonElement Object { get; set; }

    /// <summary>What an update changed, with the former values.</summary>
    public JsonElement? PreviousAttributes { get; set; }

    /// <summary>The object's id; null for the few that have none, such as a balance or an upcoming invoice.</summary>
    [JsonIgnore]
    public string? ObjectId => Text("id");

    /// <summary>The object's kind, such as <c>checkout.session</c>.</summary>
    [JsonIgnore]
    public string? ObjectType => Text("object");

    /// <summary>The object's metadata under one key.</summary>
    public string? Metadata(string key) =>
        Object.ValueKind == JsonValueKind.Object
        && Object.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The object in its own type; null where it is of another kind or cannot be read as this one.</summary>
    public T? As<T>()
        where T : StripeEntity => Json.EntityReader.TryRead<T>(Object);

    private string? Text(string name) =>
        Object.ValueKind == JsonValueKind.Object
        && Object.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>The API call that caused an event; both null where no call did.</summary>
public sealed class EventRequest
{
    public string? Id { get; set; }

    public string? IdempotencyKey { get; set; }
}

public sealed class EventListOptions : ListOptionsWithCreated
{
    /// <summary>False: only events that some endpoint has not accepted yet.</summary>
    public bool? DeliverySuccess { get; set; }

    public string? Type { get; set; }

    /// <summary>At most 20.</summary>
    public IReadOnlyList<string>? Types { get; set; }
}
