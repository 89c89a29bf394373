namespace Till.Stripe.BillingPortal;

/// <summary>One visit of one customer to Stripe's customer portal (<c>bps_…</c>): short-lived, never stored and never mailed.</summary>
public sealed class Session : StripeEntity
{
    public Expandable<Configuration> Configuration { get; set; }

    public DateTimeOffset Created { get; set; }

    public string? Customer { get; set; }

    public bool Livemode { get; set; }

    public string? ReturnUrl { get; set; }

    /// <summary>Where to send the customer. Whoever has it is the customer to Stripe.</summary>
    public string? Url { get; set; }
}

public sealed class SessionCreateOptions : BaseOptions
{
    public string? Configuration { get; set; }

    public required string Customer { get; set; }

    /// <summary>Leads to one thing instead of the portal's front page.</summary>
    public SessionFlowDataOptions? FlowData { get; set; }

    public string? ReturnUrl { get; set; }
}

public sealed class SessionFlowDataOptions
{
    /// <summary><c>payment_method_update</c>, <c>subscription_cancel</c>, <c>subscription_update</c> and so on.</summary>
    public required string Type { get; set; }

    public SessionAfterCompletionOptions? AfterCompletion { get; set; }

    public SessionSubscriptionOptions? SubscriptionCancel { get; set; }

    public SessionSubscriptionOptions? SubscriptionUpdate { get; set; }
}

public sealed class SessionSubscriptionOptions
{
    public required string Subscription { get; set; }
}

public sealed class SessionAfterCompletionOptions
{
    public string Type { get; set; } = "redirect";

    public SessionRedirectOptions? Redirect { get; set; }
}

public sealed class SessionRedirectOptions
{
    public required string ReturnUrl { get; set; }
}
