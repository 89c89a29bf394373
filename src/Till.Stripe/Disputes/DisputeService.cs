using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/disputes</c>.</summary>
public sealed class DisputeService
{
    private const string All = "/v1/disputes";
    private const string One = "/v1/disputes/{id}";

    private readonly Caller caller;

    internal DisputeService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Dispute> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Dispute, cancellationToken);

    /// <summary>Keeps evidence as a draft, or sends it to the bank.</summary>
    /// <exception cref="StripeInvalidRequestException">Also where the dispute is over, or its evidence was sent already.</exception>
    public Task<Dispute> UpdateAsync(
        string id, DisputeUpdateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One, id, options, Json.DisputeUpdateOptions, Json.Dispute, key, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<Dispute>> ListAsync(
        DisputeListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.DisputeListOptions, Json.DisputeList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<Dispute> ListAutoPagingAsync(
        DisputeListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.DisputeListOptions, Json.DisputeList, cancellationToken);
}
