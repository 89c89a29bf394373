using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe.Checkout;

/// <summary>Calls under <c>/v1/checkout/sessions</c>.</summary>
public sealed class SessionService
{
    private const string All = "/v1/checkout/sessions";
    private const string One = "/v1/checkout/sessions/{id}";

    private readonly Caller caller;

    internal SessionService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    public Task<Session> CreateAsync(
        SessionCreateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(All, null, options, Json.SessionCreateOptions, Json.Session, key, cancellationToken);

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Session> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Session, cancellationToken);

    public Task<Session> UpdateAsync(
        string id, SessionUpdateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One, id, options, Json.SessionUpdateOptions, Json.Session, key, cancellationToken);

    /// <summary>Closes the page; only while open.</summary>
    /// <exception cref="StripeInvalidRequestException">It is not open any more: it may have been paid.</exception>
    public Task<Session> ExpireAsync(
        string id, SessionExpireOptions? options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One + "/expire", id, options, Json.SessionExpireOptions, Json.Session, key, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<Session>> ListAsync(
        SessionListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.SessionListOptions, Json.SessionList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<Session> ListAutoPagingAsync(
        SessionListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.SessionListOptions, Json.SessionList, cancellationToken);

    /// <summary>One page of a session's lines.</summary>
    public Task<StripeList<LineItem>> ListLineItemsAsync(
        string id, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(One + "/line_items", id, options, Json.ListOptions, Json.LineItemList, cancellationToken);

    /// <summary>All of a session's lines.</summary>
    public IAsyncEnumerable<LineItem> ListLineItemsAutoPagingAsync(
        string id, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(One + "/line_items", id, options, Json.ListOptions, Json.LineItemList, cancellationToken);
}
