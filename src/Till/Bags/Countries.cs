namespace Till.Bags;

/// <summary>Countries are named by their ISO 3166 code of two upper-case letters.</summary>
internal static class Countries
{
    public static bool TryRead(string? text, out string? code)
    {
        code = text?.Trim().ToUpperInvariant();
        return code is { Length: 2 } && code.All(char.IsAsciiLetterUpper);
    }
}
