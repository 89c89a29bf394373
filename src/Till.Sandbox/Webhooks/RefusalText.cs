using System.Text;

namespace Till.Sandbox.Webhooks;

/// <summary>What an endpoint says when it refuses an event: its first words are kept, for whoever looks for the reason.</summary>
internal static class RefusalText
{
    /// <summary>In bytes.</summary>
    private const int Kept = 400;

    /// <summary><c>refused</c>, followed by the beginning of the body on one line where there is one.</summary>
    /// <exception cref="HttpRequestException">The body could not be read.</exception>
    public static async Task<string> Of(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var bytes = new byte[Kept];
        var read = await body.ReadAtLeastAsync(bytes, Kept, throwOnEndOfStream: false, cancellation);
        var text = new StringBuilder(read);
        foreach (var letter in Encoding.UTF8.GetString(bytes, 0, read))
        {
            if (!char.IsControl(letter) && !char.IsWhiteSpace(letter))
            {
                text.Append(letter);
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }
        return text.Length == 0 ? "refused" : $"refused: {text.ToString().TrimEnd()}{(read == Kept ? "…" : "")}";
    }
}
