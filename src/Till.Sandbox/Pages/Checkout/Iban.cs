namespace Till.Sandbox.Pages.Checkout;

/// <summary>International bank account numbers (ISO 13616).</summary>
internal static class Iban
{
    private const int Shortest = 15;
    private const int Longest = 34;

    /// <param name="text">In upper case, without spaces.</param>
    public static bool IsValid(string text)
    {
        if (text.Length is < Shortest or > Longest || !text.All(char.IsAsciiLetterOrDigit))
        {
            return false;
        }
        // The check digits make the whole number, letters counted from 10, leave 1 when divided by 97.
        var rest = 0;
        foreach (var letter in string.Concat(text.AsSpan(4), text.AsSpan(0, 4)))
        {
            rest = char.IsAsciiDigit(letter) ? ((rest * 10) + (letter - '0')) % 97 : ((rest * 100) + (letter - 'A' + 10)) % 97;
        }
        return rest == 1;
    }
}
