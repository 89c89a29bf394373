using System.Text.RegularExpressions;

namespace Till.Mail;

/// <summary>What the owner writes in a mail; what is empty says what the mail says by itself.</summary>
/// <param name="Before">Paragraphs between the greeting and what the mail is about, parted by empty lines.</param>
/// <param name="After">The same behind it.</param>
/// <param name="Closing">The last sentence, in place of the mail's own.</param>
internal sealed partial record MailText(string Subject, string Greeting, string Before, string After, string Closing)
{
    public static MailText None { get; } = new("", "", "", "", "");

    /// <summary>The fields that a text names, without braces.</summary>
    public static IEnumerable<string> FieldsOf(string text) => Field().Matches(text).Select(match => match.Groups["name"].Value);

    /// <summary>The words with what the fields stand for. They are text, and encoded wherever they go.</summary>
    public Wording Fill(IReadOnlyDictionary<string, string> fields) => new(
        OrNull(Fill(Subject, fields)), OrNull(Fill(Greeting, fields)), Paragraphs(Fill(Before, fields)), Paragraphs(Fill(After, fields)), OrNull(Fill(Closing, fields)));

    /// <summary>Where nothing is known for a field, the space before it goes with it: "Hello {name}," to nobody is "Hello,".</summary>
    private static string Fill(string text, IReadOnlyDictionary<string, string> fields) => Field().Replace(
        text.Replace(" {", "\u0001{", StringComparison.Ordinal),
        match => fields.GetValueOrDefault(match.Groups["name"].Value) is { } value ? value.Length == 0 ? "\u0002" : value : match.Value)
        .Replace("\u0001\u0002", "", StringComparison.Ordinal).Replace("\u0002", "", StringComparison.Ordinal).Replace('\u0001', ' ');

    private static string? OrNull(string text) => text.Trim() is { Length: > 0 } some ? some : null;

    private static string[] Paragraphs(string text) => text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\{\s*(?<name>[^{}]{0,40}?)\s*\}", RegexOptions.None, matchTimeoutMilliseconds: 500)]
    private static partial Regex Field();
}

/// <summary>The owner's words of one letter. Null and none: the letter's own.</summary>
public sealed record Wording(string? Subject, string? Greeting, IReadOnlyList<string> Before, IReadOnlyList<string> After, string? Closing)
{
    public static Wording None { get; } = new(null, null, [], [], null);
}
