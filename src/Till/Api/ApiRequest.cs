using System.Buffers;
using System.Net.Http.Headers;
using Till.Storage;

namespace Till.Api;

/// <summary>The body of a request that changes something, and what it is kept under.</summary>
/// <param name="Kept">Null where the route takes no idempotency key.</param>
internal sealed record ApiRequest(byte[] Body, KeptRequest? Kept)
{
    /// <summary>A description of 20,000 characters in its longest spelling, and room beside it.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    /// <summary>The body as it came, or what is wrong with it.</summary>
    public static async Task<(byte[] Body, ApiAnswer? Wrong)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength != 0 && !IsJson(request.ContentType))
        {
            return ([], ApiAnswer.Problem(
                StatusCodes.Status415UnsupportedMediaType, "Not JSON", "Send the body as JSON, in UTF-8, with Content-Type: application/json."));
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted || read.Buffer.Length > MaxBodyBytes)
            {
                var tooLarge = read.Buffer.Length > MaxBodyBytes;
                var body = tooLarge ? [] : read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return (body, tooLarge
                    ? ApiAnswer.Problem(StatusCodes.Status413PayloadTooLarge, "Too much", $"A body has at most {MaxBodyBytes / 1024} KB.")
                    : null);
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsJson(string? type) =>
        type is null || (MediaTypeHeaderValue.TryParse(type, out var media) && media.MediaType == "application/json" && media.CharSet?.Trim('"') is null or "utf-8" or "UTF-8");
}
