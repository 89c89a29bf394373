using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Stripe.BillingPortal;

/// <summary>Calls under <c>/v1/billing_portal/sessions</c>.</summary>
public sealed class SessionService
{
    private const string All = "/v1/billing_portal/sessions";

    private readonly Caller caller;

    internal SessionService(Caller caller) => this.caller = caller;

    private static StripeJson Json => StripeJson.Default;

    public Task<Session> CreateAsync(SessionCreateOptions options, IdempotencyKey key, CancellationToken cancellationToken = default) =>
        caller.PostAsync(All, null, options, Json.PortalSessionCreateOptions, Json.PortalSession, key, cancellationToken);
}
