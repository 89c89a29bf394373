using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/payment_intents</c>.</summary>
public sealed class PaymentIntentService
{
    private const string All = "/v1/payment_intents";
    private const string One = "/v1/payment_intents/{id}";

    private readonly Caller caller;

    internal PaymentIntentService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    public Task<PaymentIntent> CreateAsync(
        PaymentIntentCreateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(All, null, options, Json.PaymentIntentCreateOptions, Json.PaymentIntent, key, cancellationToken);

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<PaymentIntent> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.PaymentIntent, cancellationToken);

    public Task<PaymentIntent> UpdateAsync(
        string id, PaymentIntentUpdateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(One, id, options, Json.PaymentIntentUpdateOptions, Json.PaymentIntent, key, cancellationToken);

    /// <summary>Tries to pay with what the intent holds or the options name.
    /// A decline is a <see cref="StripeCardException"/>, and the intent waits for another method.</summary>
    public Task<PaymentIntent> ConfirmAsync(
        string id, PaymentIntentConfirmOptions? options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(
            One + "/confirm", id, options, Json.PaymentIntentConfirmOptions, Json.PaymentIntent, key, cancellationToken);

    /// <summary>Collects what was authorised.</summary>
    public Task<PaymentIntent> CaptureAsync(
        string id, PaymentIntentCaptureOptions? options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(
            One + "/capture", id, options, Json.PaymentIntentCaptureOptions, Json.PaymentIntent, key, cancellationToken);

    /// <summary>Ends the intent for good; not while processing, nor for one that a session made.</summary>
    public Task<PaymentIntent> CancelAsync(
        string id, PaymentIntentCancelOptions? options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(
            One + "/cancel", id, options, Json.PaymentIntentCancelOptions, Json.PaymentIntent, key, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<StripeList<PaymentIntent>> ListAsync(
        PaymentIntentListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAsync(All, null, options, Json.PaymentIntentListOptions, Json.PaymentIntentList, cancellationToken);

    /// <summary>All of them, page by page: newest first, or from old to new where <c>EndingBefore</c> is set.</summary>
    public IAsyncEnumerable<PaymentIntent> ListAutoPagingAsync(
        PaymentIntentListOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.ListAutoPagingAsync(All, null, options, Json.PaymentIntentListOptions, Json.PaymentIntentList, cancellationToken);
}
