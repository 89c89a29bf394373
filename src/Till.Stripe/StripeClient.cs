using Till.Stripe.Checkout;
using Till.Stripe.Wire;

namespace Till.Stripe;

/// <summary>
/// Stripe's API for what a shop needs, in one pinned version. One client serves any number of threads.
/// </summary>
/// <remarks>
/// <para>Calls that change something take an <see cref="IdempotencyKey"/>, and repeat themselves under it after
/// lost replies, 409 and 5xx.</para>
/// <para>Cancelling is an <see cref="OperationCanceledException"/> as long as nothing can have happened: for every
/// call that only reads, and for a change before its first try has begun. A change that is cancelled later is a
/// <see cref="StripeUnknownOutcomeException"/>, for nobody can tell how far it had got. Don't tie a change to a
/// browser's patience unless the caller handles that.</para>
/// </remarks>
public sealed class StripeClient
{
    /// <param name="http">
    /// The connection. Its own timeout should be infinite and it must not follow redirects: see
    /// <see cref="StripeHttp.CreateHandler"/>. The caller disposes it.
    /// </param>
    /// <param name="options">Where, and with which key.</param>
    /// <param name="time">For timeouts, pauses and durations.</param>
    /// <param name="random">Spreads the pauses; used under a lock.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message says which, and never holds the key.</exception>
    public StripeClient(HttpClient http, StripeClientOptions options, TimeProvider time, Random random)
    {
        var caller = new Caller(new Requestor(http, options, time, random));
        Livemode = options.Livemode;
        Balance = new(caller);
        BalanceTransactions = new(caller);
        Charges = new(caller);
        CheckoutSessions = new(caller);
        Customers = new(caller);
        Disputes = new(caller);
        Events = new(caller);
        InvoicePayments = new(caller);
        Invoices = new(caller);
        PaymentIntents = new(caller);
        PaymentMethods = new(caller);
        Payouts = new(caller);
        PortalConfigurations = new(caller);
        PortalSessions = new(caller);
        Prices = new(caller);
        Products = new(caller);
        Refunds = new(caller);
        Subscriptions = new(caller);
        WebhookEndpoints = new(caller);
    }

    /// <summary>What the key says of itself; null where it doesn't.</summary>
    public bool? Livemode { get; }

    public BalanceService Balance { get; }

    public BalanceTransactionService BalanceTransactions { get; }

    public ChargeService Charges { get; }

    public SessionService CheckoutSessions { get; }

    public CustomerService Customers { get; }

    public DisputeService Disputes { get; }

    public EventService Events { get; }

    public InvoicePaymentService InvoicePayments { get; }

    public InvoiceService Invoices { get; }

    public PaymentIntentService PaymentIntents { get; }

    public PaymentMethodService PaymentMethods { get; }

    public PayoutService Payouts { get; }

    public BillingPortal.ConfigurationService PortalConfigurations { get; }

    public BillingPortal.SessionService PortalSessions { get; }

    public PriceService Prices { get; }

    public ProductService Products { get; }

    public RefundService Refunds { get; }

    public SubscriptionService Subscriptions { get; }

    public WebhookEndpointService WebhookEndpoints { get; }

    /// <summary>Without the key.</summary>
    public override string ToString() => $"{nameof(StripeClient)} (livemode: {Livemode?.ToString() ?? "unknown"})";
}
