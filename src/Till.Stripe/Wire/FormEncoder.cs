using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Till.Stripe.Wire;

/// <summary>
/// Writes parameters the way Stripe reads them: <c>line_items[0][price_data][currency]=usd</c>. Objects and
/// maps nest by name, lists by index, booleans are lower case, times are seconds. Nulls are left out; an empty
/// text or list is sent as an empty value, which clears.
/// </summary>
internal static class FormEncoder
{
    public static List<KeyValuePair<string, string>> Flatten<T>(T? options, JsonTypeInfo<T> type)
        where T : class
    {
        var fields = new List<KeyValuePair<string, string>>();
        if (options is not null)
        {
            var element = JsonSerializer.SerializeToElement(options, type);
            foreach (var property in element.EnumerateObject())
            {
                Add(fields, Escape(property.Name), property.Value);
            }
        }

        return fields;
    }

    public static string Encode<T>(T? options, JsonTypeInfo<T> type)
        where T : class => Join(Flatten(options, type));

    /// <summary>The names are escaped already, except for their brackets, which stand as they are.</summary>
    public static string Join(List<KeyValuePair<string, string>> fields)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            text.Append(text.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }

    private static void Add(List<KeyValuePair<string, string>> fields, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Add(fields, $"{name}[{Escape(property.Name)}]", property.Value);
                }

                break;
            case JsonValueKind.Array when value.GetArrayLength() == 0:
                fields.Add(new(name, ""));
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Add(fields, $"{name}[{index++}]", item);
                }

                break;
            case JsonValueKind.String:
                fields.Add(new(name, value.GetString()!));
                break;
            case JsonValueKind.Number:
                fields.Add(new(name, value.GetRawText()));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                fields.Add(new(name, value.GetBoolean() ? "true" : "false"));
                break;
            default:
                break;
        }
    }

    /// <summary>A bracket inside a name would read as another level at the other end, and an empty name as a list.</summary>
    private static string Escape(string name) =>
        name.Length == 0 || name.AsSpan().ContainsAny('[', ']')
            ? throw new ArgumentException("A metadata key cannot be empty or contain square brackets.", nameof(name))
            : Uri.EscapeDataString(name);
}
