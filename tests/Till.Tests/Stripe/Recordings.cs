using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Till.Stripe;
using Till.Stripe.Checkout;
using Till.Stripe.Json;

namespace Till.Tests.Stripe;

/// <summary>
/// Objects as Stripe writes them, from files that TILL_RECORDINGS names (JSON, or JSON per line; several with a
/// colon between), and otherwise from the samples.
/// </summary>
internal static class Recordings
{
    private static readonly Dictionary<string, Func<JsonElement, JsonElement?>> Readers = new(StringComparer.Ordinal)
    {
        ["balance"] = Read<Balance>,
        ["balance_transaction"] = Read<BalanceTransaction>,
        ["charge"] = Read<Charge>,
        ["checkout.session"] = Read<Session>,
        ["customer"] = Read<Customer>,
        ["billing_portal.configuration"] = Read<Till.Stripe.BillingPortal.Configuration>,
        ["billing_portal.session"] = Read<Till.Stripe.BillingPortal.Session>,
        ["dispute"] = Read<Dispute>,
        ["event"] = Read<Event>,
        ["invoice"] = Read<Invoice>,
        ["invoice_payment"] = Read<InvoicePayment>,
        ["item"] = Read<LineItem>,
        ["line_item"] = Read<InvoiceLineItem>,
        ["payment_intent"] = Read<PaymentIntent>,
        ["payment_method"] = Read<PaymentMethod>,
        ["price"] = Read<Price>,
        ["product"] = Read<Product>,
        ["refund"] = Read<Refund>,
        ["subscription"] = Read<Subscription>,
        ["subscription_item"] = Read<SubscriptionItem>,
        ["webhook_endpoint"] = Read<WebhookEndpoint>,
    };

    public static IEnumerable<string> Kinds => Readers.Keys;

    /// <summary>Every object of a known kind, however deep it lies in a reply.</summary>
    public static IEnumerable<(string Kind, JsonElement Element)> Objects() => Documents().SelectMany(Within);

    /// <summary>The replies that are errors, with their status.</summary>
    public static IEnumerable<(int Status, string Body)> Errors() => Documents()
        .Where(line => line.ValueKind == JsonValueKind.Object && line.TryGetProperty("status", out var status)
            && status.ValueKind == JsonValueKind.Number && status.GetInt32() >= 400)
        .Select(line => (line.GetProperty("status").GetInt32(), line.GetProperty("response_json").GetRawText()));

    /// <summary>Reads an object in its own type and writes what was understood; null if it could not be read.</summary>
    public static JsonElement? Understand(string kind, JsonElement element) => Readers[kind](element);

    /// <summary>
    /// Fields that this kind has a property for and that have a value in the original, but were not understood.
    /// </summary>
    public static IEnumerable<string> Lost(Type type, JsonElement original, JsonElement understood)
    {
        if (StripeJson.Default.GetTypeInfo(type) is not { Kind: JsonTypeInfoKind.Object } known
            || original.ValueKind != JsonValueKind.Object || understood.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return known.Properties.SelectMany(property =>
            !original.TryGetProperty(property.Name, out var from) || from.ValueKind == JsonValueKind.Null ? []
            : !understood.TryGetProperty(property.Name, out var to) ? [property.Name]
            : Lost(property.PropertyType, from, to).Select(name => $"{property.Name}.{name}"));
    }

    public static Type TypeOf(string kind) => Readers[kind].Method.GetGenericArguments()[0];

    private static JsonElement? Read<T>(JsonElement element)
        where T : StripeEntity => EntityReader.TryRead<T>(element) is { } entity
            ? JsonSerializer.SerializeToElement(entity, StripeJson.Default.GetTypeInfo(typeof(T))!)
            : null;

    private static IEnumerable<JsonElement> Documents()
    {
        var paths = Environment.GetEnvironmentVariable("TILL_RECORDINGS");
        return string.IsNullOrEmpty(paths)
            ? Samples.All.Select(Parse)
            : paths.Split(':').SelectMany(path => path.EndsWith(".jsonl", StringComparison.Ordinal)
                ? File.ReadLines(path).Select(Parse)
                : [Parse(File.ReadAllText(path))]);
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static IEnumerable<(string Kind, JsonElement Element)> Within(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().SelectMany(Within);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var inner = element.EnumerateObject().SelectMany(property => Within(property.Value));
        return element.TryGetProperty("object", out var kind) && kind.ValueKind == JsonValueKind.String
            && Readers.ContainsKey(kind.GetString()!)
                ? inner.Prepend((kind.GetString()!, element))
                : inner;
    }
}
