namespace Till.Stripe;

/// <summary>What a customer pays for again and again (<c>sub_…</c>). Its periods stand on its items.</summary>
public sealed class Subscription : StripeEntity
{
    /// <summary>Ends then, if nothing changes; set also by <see cref="CancelAtPeriodEnd"/>.</summary>
    public DateTimeOffset? CancelAt { get; set; }

    public bool CancelAtPeriodEnd { get; set; }

    /// <summary>When it was cancelled or was told to end; not when it ends.</summary>
    public DateTimeOffset? CanceledAt { get; set; }

    public SubscriptionCancellationDetails? CancellationDetails { get; set; }

    public string? CollectionMethod { get; set; }

    public DateTimeOffset Created { get; set; }

    /// <summary>Lower-case ISO code.</summary>
    public string Currency { get; set => field = value ?? ""; } = "";

    public Expandable<Customer> Customer { get; set; }

    /// <summary>Null: the customer's own default is charged.</summary>
    public Expandable<PaymentMethod> DefaultPaymentMethod { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>At most twenty; the shop's have one.</summary>
    public StripeList<SubscriptionItem> Items { get; set => field = value ?? new(); } = new();

    public Expandable<Invoice> LatestInvoice { get; set; }

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    /// <summary>Not the status of that name: invoices go on being made, and are kept back.</summary>
    public SubscriptionPauseCollection? PauseCollection { get; set; }

    public DateTimeOffset StartDate { get; set; }

    /// <summary>See <see cref="SubscriptionStatuses"/>; other values may come.</summary>
    public string Status { get; set => field = value ?? ""; } = "";

    public Expandable<AnyObject> TestClock { get; set; }

    public DateTimeOffset? TrialEnd { get; set; }

    public DateTimeOffset? TrialStart { get; set; }
}

/// <summary>One price of a subscription (<c>si_…</c>), with the period that it was last billed for.</summary>
public sealed class SubscriptionItem : StripeEntity
{
    public DateTimeOffset Created { get; set; }

    public DateTimeOffset CurrentPeriodEnd { get; set; }

    public DateTimeOffset CurrentPeriodStart { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public Price? Price { get; set; }

    public long? Quantity { get; set; }

    public string? Subscription { get; set; }
}

public sealed class SubscriptionCancellationDetails
{
    public string? Comment { get; set; }

    public string? Feedback { get; set; }

    /// <summary><c>cancellation_requested</c>, <c>payment_disputed</c> or <c>payment_failed</c>.</summary>
    public string? Reason { get; set; }
}

public sealed class SubscriptionPauseCollection
{
    /// <summary><c>keep_as_draft</c>, <c>mark_uncollectible</c> or <c>void</c>.</summary>
    public string? Behavior { get; set; }

    public DateTimeOffset? ResumesAt { get; set; }
}

/// <summary>Values of <see cref="Subscription.Status"/>. Final are incomplete_expired and canceled.</summary>
public static class SubscriptionStatuses
{
    public const string Incomplete = "incomplete";
    public const string IncompleteExpired = "incomplete_expired";
    public const string Trialing = "trialing";
    public const string Active = "active";
    public const string PastDue = "past_due";
    public const string Unpaid = "unpaid";
    public const string Canceled = "canceled";
    public const string Paused = "paused";
}

public sealed class SubscriptionListOptions : ListOptionsWithCreated
{
    public string? Customer { get; set; }

    public string? Price { get; set; }

    /// <summary>A status, <c>ended</c> or <c>all</c>; without it those that are not canceled.</summary>
    public string? Status { get; set; }
}
