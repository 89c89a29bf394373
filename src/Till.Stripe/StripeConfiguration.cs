namespace Till.Stripe;

/// <summary>What is fixed for every call that this client makes.</summary>
public static class StripeConfiguration
{
    /// <summary>
    /// The API version every request names and every webhook endpoint is created with. Shapes in this
    /// assembly are of this version; an account's own default version never matters.
    /// </summary>
    public const string ApiVersion = "2026-10-28.endive";

    /// <summary>Stripe's own address. Another one stands in by <see cref="StripeClientOptions.ApiBase"/>.</summary>
    public const string DefaultApiBase = "https://api.stripe.com";

    internal const string UserAgent = "Till/0.1.0";
}
