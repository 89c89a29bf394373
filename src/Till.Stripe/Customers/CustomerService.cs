using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/customers</c>.</summary>
public sealed class CustomerService
{
    private const string All = "/v1/customers";
    private const string One = "/v1/customers/{id}";

    private readonly Caller caller;

    internal CustomerService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    public Task<Customer> CreateAsync(
        CustomerCreateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(All, null, options, Json.CustomerCreateOptions, Json.Customer, key, cancellationToken);

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Customer> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Customer, cancellationToken);

    public Task<Customer> UpdateAsync(
        string id, CustomerUpdateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One, id, options, Json.CustomerUpdateOptions, Json.Customer, key, cancellationToken);

    /// <summary>May be repeated; a repetition finds none (404).</summary>
    public Task<Customer> DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync(One, id, Json.Customer, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<Customer>> ListAsync(
        CustomerListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.CustomerListOptions, Json.CustomerList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<Customer> ListAutoPagingAsync(
        CustomerListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.CustomerListOptions, Json.CustomerList, cancellationToken);
}
