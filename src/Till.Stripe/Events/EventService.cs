using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/events</c>. Stripe keeps events for 30 days.</summary>
public sealed class EventService
{
    private const string All = "/v1/events";
    private const string One = "/v1/events/{id}";

    private readonly Caller caller;

    internal EventService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Event> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Event, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<Event>> ListAsync(EventListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.EventListOptions, Json.EventList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<Event> ListAutoPagingAsync(
        EventListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.EventListOptions, Json.EventList, cancellationToken);
}
