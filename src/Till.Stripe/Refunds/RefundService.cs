using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/refunds</c>.</summary>
public sealed class RefundService
{
    private const string All = "/v1/refunds";
    private const string One = "/v1/refunds/{id}";

    private readonly Caller caller;

    internal RefundService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    public Task<Refund> CreateAsync(
        RefundCreateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(All, null, options, Json.RefundCreateOptions, Json.Refund, key, cancellationToken);

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Refund> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Refund, cancellationToken);

    public Task<Refund> UpdateAsync(
        string id, RefundUpdateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One, id, options, Json.RefundUpdateOptions, Json.Refund, key, cancellationToken);

    /// <summary>Only in <c>requires_action</c>.</summary>
    public Task<Refund> CancelAsync(
        string id, RefundCancelOptions? options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One + "/cancel", id, options, Json.RefundCancelOptions, Json.Refund, key, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<Refund>> ListAsync(RefundListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.RefundListOptions, Json.RefundList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<Refund> ListAutoPagingAsync(
        RefundListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.RefundListOptions, Json.RefundList, cancellationToken);
}
