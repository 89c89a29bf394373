namespace Till.Stripe;

/// <summary>An address that Stripe sends events to (<c>we_…</c>).</summary>
public sealed class WebhookEndpoint : StripeEntity
{
    /// <summary>The version its events are written in; should be <see cref="StripeConfiguration.ApiVersion"/>.</summary>
    public string? ApiVersion { get; set; }

    public DateTimeOffset Created { get; set; }

    public bool Deleted { get; set; }

    public string? Description { get; set; }

    public IReadOnlyList<string> EnabledEvents { get; set => field = value ?? []; } = [];

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    /// <summary>Signs its events. Stripe tells it once, in the reply to the creation; never log it.</summary>
    public string? Secret { get; set; }

    /// <summary><c>enabled</c> or <c>disabled</c>.</summary>
    public string? Status { get; set; }

    public string? Url { get; set; }
}

public sealed class WebhookEndpointCreateOptions : BaseOptions
{
    /// <summary>Stays this client's own version, or parsing would face another's shapes.</summary>
    public string ApiVersion { get; set; } = StripeConfiguration.ApiVersion;

    public string? Description { get; set; }

    /// <summary>Event types, or the one text <c>*</c>.</summary>
    public required IReadOnlyList<string> EnabledEvents { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    /// <summary>Https in live mode.</summary>
    public required string Url { get; set; }
}

public sealed class WebhookEndpointUpdateOptions : BaseOptions
{
    public string? Description { get; set; }

    public bool? Disabled { get; set; }

    public IReadOnlyList<string>? EnabledEvents { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? Url { get; set; }
}
