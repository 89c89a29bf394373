using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Till.Stripe.Json;

/// <summary>Reads an id or a whole object; anything else names nothing.</summary>
internal sealed class ExpandableConverter<T> : JsonConverter<Expandable<T>>
    where T : StripeEntity
{
    public override bool HandleNull => true;

    public override Expandable<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString() is { Length: > 0 } id ? new(id) : default;
            case JsonTokenType.StartObject:
                var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
                return JsonSerializer.Deserialize(ref reader, type) is { } expanded ? new(expanded) : default;
            default:
                reader.Skip();
                return default;
        }
    }

    public override void Write(Utf8JsonWriter writer, Expandable<T> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Id);
}

/// <summary>Versions before 2017-05-25 gave the request's id alone.</summary>
internal sealed class EventRequestConverter : JsonConverter<EventRequest>
{
    public override EventRequest? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new EventRequest { Id = reader.GetString() };
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        using var request = JsonDocument.ParseValue(ref reader);
        return new EventRequest
        {
            Id = Text(request.RootElement, "id"),
            IdempotencyKey = Text(request.RootElement, "idempotency_key"),
        };
    }

    public override void Write(Utf8JsonWriter writer, EventRequest value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("id", value.Id);
        writer.WriteString("idempotency_key", value.IdempotencyKey);
        writer.WriteEndObject();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
