namespace Till.Stripe;

/// <summary>An object's id as Stripe gives them: letters, digits, <c>_</c> and <c>-</c>, such as <c>cs_test_a1…</c>.</summary>
public static class StripeId
{
    /// <summary>Stripe's own limit, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>Ask this of an id that came from a browser: anything else could name another path of the API.</summary>
    public static bool IsWellFormed(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    internal static string Checked(string id) => IsWellFormed(id)
        ? id
        : throw new ArgumentException("An id of Stripe's is made of letters, digits, _ and -, at most 255 of them.", nameof(id));
}
