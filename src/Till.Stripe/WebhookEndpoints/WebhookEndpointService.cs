using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/webhook_endpoints</c>.</summary>
public sealed class WebhookEndpointService
{
    private const string All = "/v1/webhook_endpoints";
    private const string One = "/v1/webhook_endpoints/{id}";

    private readonly Caller caller;

    internal WebhookEndpointService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    public Task<WebhookEndpoint> CreateAsync(
        WebhookEndpointCreateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(All, null, options, Json.WebhookEndpointCreateOptions, Json.WebhookEndpoint, key, cancellationToken);

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<WebhookEndpoint> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.WebhookEndpoint, cancellationToken);

    public Task<WebhookEndpoint> UpdateAsync(
        string id, WebhookEndpointUpdateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One, id, options, Json.WebhookEndpointUpdateOptions, Json.WebhookEndpoint, key, cancellationToken);

    /// <summary>May be repeated; a repetition finds none (404).</summary>
    public Task<WebhookEndpoint> DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync(One, id, Json.WebhookEndpoint, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<WebhookEndpoint>> ListAsync(
        ListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.ListOptions, Json.WebhookEndpointList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<WebhookEndpoint> ListAutoPagingAsync(
        ListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.ListOptions, Json.WebhookEndpointList, cancellationToken);
}
