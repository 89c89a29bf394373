namespace Till.Stripe;

public sealed class DisputeUpdateOptions : BaseOptions
{
    public DisputeEvidenceOptions? Evidence { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    /// <summary>Whether the evidence goes to the bank now, which it can once. Stripe takes null for yes.</summary>
    public bool? Submit { get; set; }
}

/// <summary>
/// What the shop says to the bank, in text: at most 150,000 characters in all. No field can be blank: what a draft said can be said otherwise, and
/// not be taken back.
/// Fields: https://docs.stripe.com/api/disputes/evidence_object.
/// </summary>
public sealed class DisputeEvidenceOptions
{
    public string? AccessActivityLog { get; set; }

    public string? BillingAddress { get; set; }

    public string? CancellationPolicyDisclosure { get; set; }

    public string? CancellationRebuttal { get; set; }

    public string? CustomerEmailAddress { get; set; }

    public string? CustomerName { get; set; }

    public string? CustomerPurchaseIp { get; set; }

    public string? DuplicateChargeExplanation { get; set; }

    public string? DuplicateChargeId { get; set; }

    public string? ProductDescription { get; set; }

    public string? RefundPolicyDisclosure { get; set; }

    public string? RefundRefusalExplanation { get; set; }

    public string? ServiceDate { get; set; }

    public string? ShippingAddress { get; set; }

    public string? ShippingCarrier { get; set; }

    public string? ShippingDate { get; set; }

    public string? ShippingTrackingNumber { get; set; }

    public string? UncategorizedText { get; set; }
}
