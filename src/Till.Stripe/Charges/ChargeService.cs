using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/charges</c>.</summary>
public sealed class ChargeService
{
    private const string All = "/v1/charges";
    private const string One = "/v1/charges/{id}";

    private readonly Caller caller;

    internal ChargeService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Charge> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Charge, cancellationToken);

    public Task<Charge> UpdateAsync(
        string id, ChargeUpdateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One, id, options, Json.ChargeUpdateOptions, Json.Charge, key, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<Charge>> ListAsync(ChargeListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.ChargeListOptions, Json.ChargeList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<Charge> ListAutoPagingAsync(
        ChargeListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.ChargeListOptions, Json.ChargeList, cancellationToken);
}
