using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/invoice_payments</c>.</summary>
public sealed class InvoicePaymentService
{
    private const string All = "/v1/invoice_payments";

    private readonly Caller caller;

    internal InvoicePaymentService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<InvoicePayment>> ListAsync(
        InvoicePaymentListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.InvoicePaymentListOptions, Json.InvoicePaymentList, cancellationToken);
}
