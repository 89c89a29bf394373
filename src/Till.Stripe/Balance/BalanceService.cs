using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>Calls under <c>/v1/balance</c>.</summary>
public sealed class BalanceService
{
    private const string All = "/v1/balance";

    private readonly Caller caller;

    internal BalanceService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    /// <summary>Also the cheapest way to ask whether Stripe is there and knows the key.</summary>
    public Task<Balance> GetAsync(CancellationToken cancellationToken = default) =>
        caller.GetAsync(All, null, null, Json.Balance, cancellationToken);
}
