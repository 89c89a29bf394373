using System.Text.Json;
using System.Text.Json.Serialization;

namespace Till.Api;

/// <summary>How the API spells and reads JSON: names as Stripe has them, and nothing that it does not know.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        return options;
    }

    /// <summary>As it is spelled here: <c>VariantId</c> is <c>variant_id</c>.</summary>
    public static string NameOf(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);

    /// <summary>Reads a body, or says what is wrong with it, and where.</summary>
    public static (T? Value, ApiAnswer? Wrong) Read<T>(ReadOnlySpan<byte> body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Options) is { } value ? (value, null) : (null, ApiAnswer.Wrong("", "The body is null; send an object."));
        }
        catch (JsonException wrong)
        {
            var field = (wrong.Path ?? "$").TrimStart('$').TrimStart('.');
            return (null, ApiAnswer.Wrong(field, Say(wrong, field)));
        }
    }

    /// <summary>Without the names of types, which say nothing to who has not our source.</summary>
    private static string Say(JsonException wrong, string field) =>
        wrong.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) ? Unknown(wrong.Message)
        : wrong.Message.Contains("uplicate", StringComparison.Ordinal) ? "It stands there twice."
        : wrong.Message.Contains("could not be converted", StringComparison.Ordinal) || wrong.Message.Contains("doesn't allow", StringComparison.Ordinal)
            ? "This has another type than it should have. The description at /api/v1/openapi.json says which."
        : $"The body is not JSON{(wrong.LineNumber is { } line ? $": look at line {line + 1}" : "")}{(field.Length > 0 ? $", near {field}" : "")}.";

    private static string Unknown(string message) =>
        message.Split('\'') is [_, var name, ..] ? $"There is no field “{name}” here." : "There is a field that is not known here.";
}
