namespace Till.Stripe;

/// <summary>How to reach Stripe. Checked when the client is constructed.</summary>
public sealed class StripeClientOptions
{
    /// <summary>The secret (<c>sk_</c>) or restricted (<c>rk_</c>) key. It never appears in text made here.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Where Stripe's API is: <see cref="StripeConfiguration.DefaultApiBase"/>, or a stand-in.</summary>
    public string ApiBase { get; init; } = StripeConfiguration.DefaultApiBase;

    /// <summary>How often one call is repeated after its first try, 0 to 10.</summary>
    public int MaxNetworkRetries { get; init; } = 2;

    /// <summary>How long one try may take, until its last byte; a call may take this long once per try.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(80);

    /// <summary>Called once after each call, on its thread. What it throws is ignored: the reply matters more.</summary>
    public Action<StripeRequestLog>? OnRequest { get; init; }

    /// <summary>True for a live key, false for a test key, null where the key doesn't say.</summary>
    public bool? Livemode =>
        ApiKey.Contains("_live_", StringComparison.Ordinal) ? true
        : ApiKey.Contains("_test_", StringComparison.Ordinal) ? false
        : null;

    public override string ToString() =>
        $"{nameof(StripeClientOptions)} {{ ApiBase = {ApiBase}, Livemode = {Livemode?.ToString() ?? "unknown"} }}";

    /// <summary>Messages name what is wrong with the key and never the key.</summary>
    internal Uri Validate()
    {
        ValidateKey(ApiKey);
        if (MaxNetworkRetries is < 0 or > 10)
        {
            throw Bad(nameof(MaxNetworkRetries), "The number of retries is 0 to 10.");
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(10))
        {
            throw Bad(nameof(Timeout), "The timeout of one try is more than 0 s and at most 600 s.");
        }

        return ValidateBase(ApiBase, Livemode);
    }

    private static void ValidateKey(string key)
    {
        if (string.IsNullOrEmpty(key))
        {
            throw Bad(nameof(ApiKey), "The Stripe secret key is empty.");
        }

        if (key.Any(char.IsWhiteSpace))
        {
            throw Bad(nameof(ApiKey), "The Stripe secret key contains a space or a line break; check how it was pasted.");
        }

        if (key.StartsWith("pk_", StringComparison.Ordinal))
        {
            throw Bad(
                nameof(ApiKey), "The Stripe secret key is a publishable key (pk_…); the secret one begins with sk_ or rk_.");
        }

        if (key.StartsWith("whsec_", StringComparison.Ordinal))
        {
            throw Bad(
                nameof(ApiKey),
                "The Stripe secret key is a webhook's signing secret (whsec_…); the API key begins with sk_ or rk_.");
        }

        if (!key.StartsWith("sk_", StringComparison.Ordinal) && !key.StartsWith("rk_", StringComparison.Ordinal))
        {
            throw Bad(nameof(ApiKey), "The Stripe secret key does not begin with sk_ or rk_.");
        }

        if (key.AsSpan().ContainsAnyExceptInRange('!', '~') || key.Length > 255)
        {
            throw Bad(nameof(ApiKey), "The Stripe secret key is too long or contains a character that no key contains.");
        }
    }

    private static Uri ValidateBase(string address, bool? livemode)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Bad(
                nameof(ApiBase),
                "The address of Stripe's API must be like https://api.stripe.com, with no query and no user name.");
        }

        if (livemode == true && uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback)
        {
            throw Bad(nameof(ApiBase), "A live key is only ever sent over https.");
        }

        return uri;
    }

    private static ArgumentException Bad(string setting, string why) => new(why, setting);
}
