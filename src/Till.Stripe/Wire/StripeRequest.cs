using System.Net.Http.Headers;
using System.Text;

namespace Till.Stripe.Wire;

/// <summary>One call before it is sent: everything that all of its tries have in common.</summary>
internal sealed class StripeRequest
{
    public required HttpMethod Method { get; init; }

    /// <summary>With <c>{id}</c> in place of the object's id, so that it can be logged and counted.</summary>
    public required string PathTemplate { get; init; }

    public string? Id { get; init; }

    /// <summary>Encoded parameters: the body of a POST, the query of the others.</summary>
    public string Parameters { get; init; } = "";

    public IdempotencyKey? IdempotencyKey { get; init; }

    public bool Writes => Method != HttpMethod.Get;

    public static StripeRequest Get(string template, string? id, string parameters) =>
        new() { Method = HttpMethod.Get, PathTemplate = template, Id = id, Parameters = parameters };

    public static StripeRequest Post(string template, string? id, string parameters, IdempotencyKey key)
    {
        _ = key.Value; // throws for a key that was never given a value
        return new()
        {
            Method = HttpMethod.Post,
            PathTemplate = template,
            Id = id,
            Parameters = parameters,
            IdempotencyKey = key,
        };
    }

    public static StripeRequest Delete(string template, string id) =>
        new() { Method = HttpMethod.Delete, PathTemplate = template, Id = id };

    public HttpRequestMessage ToMessage(string apiBase, string apiKey)
    {
        var path = Id is null ? PathTemplate : PathTemplate.Replace("{id}", StripeId.Checked(Id), StringComparison.Ordinal);
        var query = Method != HttpMethod.Post && Parameters.Length > 0 ? "?" + Parameters : "";
        var message = new HttpRequestMessage(Method, new Uri(apiBase + path + query));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        message.Headers.TryAddWithoutValidation("Stripe-Version", StripeConfiguration.ApiVersion);
        message.Headers.TryAddWithoutValidation("User-Agent", StripeConfiguration.UserAgent);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (IdempotencyKey is { } key)
        {
            message.Headers.TryAddWithoutValidation("Idempotency-Key", key.Value);
        }

        if (Method == HttpMethod.Post)
        {
            message.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(Parameters));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }

        return message;
    }
}
