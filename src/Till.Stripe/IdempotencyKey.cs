namespace Till.Stripe;

/// <summary>
/// Names one intended effect, so that Stripe carries it out once however often the request arrives.
/// Every call that changes something takes one, and the same operation must always come with the same key:
/// a key made by chance at the time of the call protects against nothing but the network.
/// </summary>
/// <remarks>
/// Stripe keeps a key for at least 24 hours; the durable guard is the caller's own database.
/// A key holds no personal data and no secret, since it is logged.
/// </remarks>
public readonly record struct IdempotencyKey
{
    /// <summary>Stripe's limit, in characters.</summary>
    public const int MaxLength = 255;

    private readonly string? value;

    /// <param name="value">1 to 255 printable ASCII characters without spaces, as a header can carry them.</param>
    /// <exception cref="ArgumentException">The text is empty, too long, or holds another character.</exception>
    public IdempotencyKey(string value)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw new ArgumentException("An idempotency key cannot be empty.", nameof(value));
        }

        if (value.Length > MaxLength)
        {
            throw new ArgumentException(
                $"An idempotency key has at most {MaxLength} characters; this one has {value.Length}.", nameof(value));
        }

        if (value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException(
                "An idempotency key is made of printable ASCII characters without spaces.", nameof(value));
        }

        this.value = value;
    }

    /// <exception cref="InvalidOperationException">The key was never given a value.</exception>
    public string Value => value
        ?? throw new InvalidOperationException("This idempotency key is empty: construct it from the operation's own name.");

    public override string ToString() => value ?? "";
}
