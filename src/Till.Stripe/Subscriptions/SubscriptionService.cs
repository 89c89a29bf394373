using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/subscriptions</c>.</summary>
public sealed class SubscriptionService
{
    private const string All = "/v1/subscriptions";
    private const string One = "/v1/subscriptions/{id}";

    private readonly Caller caller;

    internal SubscriptionService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Subscription> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Subscription, cancellationToken);

    /// <summary>Ends it at once; nothing is billed any more, and nothing is given back.</summary>
    /// <exception cref="StripeInvalidRequestException">It has ended already (404).</exception>
    public Task<Subscription> CancelAsync(string id, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync(One, id, Json.Subscription, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<Subscription>> ListAsync(
        SubscriptionListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.SubscriptionListOptions, Json.SubscriptionList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<Subscription> ListAutoPagingAsync(
        SubscriptionListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.SubscriptionListOptions, Json.SubscriptionList, cancellationToken);
}
