using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/payouts</c>.</summary>
public sealed class PayoutService
{
    private const string All = "/v1/payouts";
    private const string One = "/v1/payouts/{id}";

    private readonly Caller caller;

    internal PayoutService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Payout> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Payout, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<Payout> ListAutoPagingAsync(
        PayoutListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.PayoutListOptions, Json.PayoutList, cancellationToken);
}
