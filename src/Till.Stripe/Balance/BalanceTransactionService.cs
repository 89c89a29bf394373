using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/balance_transactions</c>.</summary>
public sealed class BalanceTransactionService
{
    private const string All = "/v1/balance_transactions";
    private const string One = "/v1/balance_transactions/{id}";

    private readonly Caller caller;

    internal BalanceTransactionService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<BalanceTransaction> GetAsync(
        string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.BalanceTransaction, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<BalanceTransaction>> ListAsync(
        BalanceTransactionListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.BalanceTransactionListOptions, Json.BalanceTransactionList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<BalanceTransaction> ListAutoPagingAsync(
        BalanceTransactionListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(
            All, null, options, Json.BalanceTransactionListOptions, Json.BalanceTransactionList, cancellationToken);
}
