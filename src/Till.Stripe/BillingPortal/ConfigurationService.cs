using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe.BillingPortal;

/// <summary>Calls under <c>/v1/billing_portal/configurations</c>.</summary>
public sealed class ConfigurationService
{
    private const string All = "/v1/billing_portal/configurations";
    private const string One = "/v1/billing_portal/configurations/{id}";

    private readonly Caller caller;

    internal ConfigurationService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    public Task<Configuration> CreateAsync(
        ConfigurationOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(All, null, options, Json.ConfigurationOptions, Json.Configuration, key, cancellationToken);

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Configuration> UpdateAsync(
        string id, ConfigurationOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One, id, options, Json.ConfigurationOptions, Json.Configuration, key, cancellationToken);
}
