using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/products</c>.</summary>
public sealed class ProductService
{
    private const string All = "/v1/products";
    private const string One = "/v1/products/{id}";

    private readonly Caller caller;

    internal ProductService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    public Task<Product> CreateAsync(
        ProductCreateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(All, null, options, Json.ProductCreateOptions, Json.Product, key, cancellationToken);

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Product> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Product, cancellationToken);
}
