using System.Net.Mime;
using System.Text;
using System.Text.Json;

namespace Till.Api;

/// <summary>What a route answers, written out, so that it can be kept and given again byte for byte.</summary>
/// <param name="Location">Where what was made is to be found.</param>
/// <param name="Tag">The version, as <c>If-Match</c> takes it.</param>
internal sealed record ApiAnswer(int Status, string ContentType, byte[] Body, string? Location = null, string? Tag = null) : IResult
{
    public const string ProblemType = MediaTypeNames.Application.ProblemJson;

    public string Text => Encoding.UTF8.GetString(Body);

    public static ApiAnswer Ok(object document, string? tag = null) => Of(StatusCodes.Status200OK, document, tag: tag);

    public static ApiAnswer Of(int status, object document, string? location = null, string? tag = null) =>
        new(status, MediaTypeNames.Application.Json, JsonSerializer.SerializeToUtf8Bytes(document, document.GetType(), ApiJson.Options), location, tag);

    /// <summary>As RFC 9457 has it.</summary>
    public static ApiAnswer Problem(int status, string title, string detail, IReadOnlyDictionary<string, string[]>? errors = null) =>
        new(status, ProblemType, JsonSerializer.SerializeToUtf8Bytes(new ApiProblem(title, status, detail, errors), ApiJson.Options));

    /// <summary>Something is wrong with one field.</summary>
    public static ApiAnswer Wrong(string field, string why) => Wrong(new Dictionary<string, string[]> { [field] = [why] });

    public static ApiAnswer Wrong(IReadOnlyDictionary<string, string[]> errors) => Problem(
        StatusCodes.Status400BadRequest,
        "That cannot be taken",
        string.Join(' ', errors.Select(one => one.Key.Length == 0 ? one.Value[0] : $"{one.Key}: {one.Value[0]}")),
        errors);

    public static ApiAnswer NotFound(string what) => Problem(StatusCodes.Status404NotFound, "Not there", $"There is no {what} with this id.");

    public static ApiAnswer Conflict(string why) => Problem(StatusCodes.Status409Conflict, "Not as things stand", why);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        response.Headers.CacheControl = "no-store";
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (Tag is not null)
        {
            response.Headers.ETag = Tag;
        }

        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}

/// <summary>What went wrong, in plain words.</summary>
/// <param name="Errors">By field, what is wrong with it.</param>
internal sealed record ApiProblem(string Title, int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors)
{
    public string Type { get; } = "about:blank";
}
