using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/payment_methods</c>.</summary>
public sealed class PaymentMethodService
{
    private const string One = "/v1/payment_methods/{id}";

    private readonly Caller caller;

    internal PaymentMethodService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <exception cref="StripeInvalidRequestException">Also where there is none of this id: see <c>IsMissing</c>.</exception>
    public Task<PaymentMethod> GetAsync(string id, GetOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync(One, id, options, Json.PaymentMethod, cancellationToken);
}
