using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/invoices</c>.</summary>
public sealed class InvoiceService
{
    private const string All = "/v1/invoices";
    private const string One = "/v1/invoices/{id}";

    private readonly Caller caller;

    internal InvoiceService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<Invoice> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.Invoice, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<Invoice>> ListAsync(InvoiceListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.InvoiceListOptions, Json.InvoiceList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<Invoice> ListAutoPagingAsync(
        InvoiceListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.InvoiceListOptions, Json.InvoiceList, cancellationToken);
}
