using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Till.Sandbox.Wire;

/// <summary>Reads and writes documents: pretty-printed for answers and deliveries as Stripe does, compact for the store.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Pretty = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>What is stored: everything, the sandbox's own notes as well.</summary>
    public static byte[] ToStored(Doc doc) => Write(doc, Compact, notes: true);

    /// <summary>What is sent: without notes, indented by two spaces.</summary>
    public static byte[] ToSent(Doc doc) => Write(doc, Pretty, notes: false);

    public static Doc Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        return ReadValue(ref reader) as Doc ?? throw new JsonException("An object was expected.");
    }

    private static byte[] Write(Doc doc, JsonWriterOptions options, bool notes)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            WriteDoc(writer, doc, notes);
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteDoc(Utf8JsonWriter writer, Doc doc, bool notes)
    {
        writer.WriteStartObject();
        for (var i = 0; i < doc.Count; i++)
        {
            var name = doc.NameAt(i);
            if (notes || !name.StartsWith('_'))
            {
                writer.WritePropertyName(name);
                WriteValue(writer, doc.ValueAt(i), notes);
            }
        }
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value, bool notes)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case long number: writer.WriteNumberValue(number); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case Doc part: WriteDoc(writer, part, notes); break;
            case double fraction: writer.WriteNumberValue(fraction); break;
            case List<object?> list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    WriteValue(writer, item, notes);
                }
                writer.WriteEndArray();
                break;
            default: throw new InvalidOperationException($"A document cannot hold a {value.GetType().Name}.");
        }
    }

    private static object? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String: return reader.GetString();
            case JsonTokenType.Number: return reader.TryGetInt64(out var whole) ? (object)whole : reader.GetDouble();
            case JsonTokenType.True: return true;
            case JsonTokenType.False: return false;
            case JsonTokenType.StartArray:
                var list = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(ReadValue(ref reader));
                }
                return list;
            case JsonTokenType.StartObject:
                var doc = new Doc();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    doc[name] = ReadValue(ref reader);
                }
                return doc;
            default: return null;
        }
    }
}
