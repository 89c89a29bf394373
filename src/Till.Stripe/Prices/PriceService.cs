using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/prices</c>.</summary>
public sealed class PriceService
{
    private const string All = "/v1/prices";
    private const string One = "/v1/prices/{id}";

    private readonly Caller caller;

    internal PriceService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    public Task<Price> CreateAsync(PriceCreateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(All, null, options, Json.PriceCreateOptions, Json.Price, key, cancellationToken);

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Price> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Price, cancellationToken);
}
