using System.Collections.Frozen;
using Till.Stripe;

namespace Till.Disputes;

/// <summary>One of the fields in which Stripe takes evidence.</summary>
/// <param name="Name">Stripe's.</param>
/// <param name="Hint">What a bank looks for in it; may be empty.</param>
internal sealed record EvidenceField(string Name, string Label, string Hint, bool IsLong = false);

/// <summary>What the shop says to the bank, by Stripe's names of the fields. Blank fields are not in it.</summary>
internal sealed record Evidence(IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>Stripe takes more of some; no bank reads it.</summary>
    public const int MaxLength = 20_000;

    /// <summary>Stripe's own limit of all fields together.</summary>
    public const int MaxTotal = 150_000;

    /// <summary>In the order in which they are asked for: what, who, where to, how it was used, what was agreed, what else.</summary>
    public static readonly IReadOnlyList<(string Part, EvidenceField[] Fields)> Parts =
    [
        ("What was sold", [new("product_description", "What was bought", "As the buyer saw it.", IsLong: true)]),
        ("To whom",
        [
            new("customer_name", "Name", ""), new("customer_email_address", "E-mail address", ""), new("billing_address", "Billing address", "If you know it."),
        ]),
        ("How it was delivered",
        [
            new("shipping_address", "Delivery address", "", IsLong: true), new("shipping_carrier", "Carrier", ""),
            new("shipping_tracking_number", "Tracking number", ""), new("shipping_date", "Sent on", ""),
            new("service_date", "Given access on", "For what is downloaded or used online."),
            new("access_activity_log", "How it was used", "When what was downloaded.", IsLong: true),
        ]),
        ("What was agreed",
        [
            new("refund_policy_disclosure", "How the buyer was told of your refund policy", "", IsLong: true),
            new("refund_refusal_explanation", "Why no money went back", "", IsLong: true),
            new("cancellation_policy_disclosure", "How the buyer was told how to cancel", "For memberships.", IsLong: true),
            new("cancellation_rebuttal", "Why it was not cancelled", "For memberships.", IsLong: true),
            new("duplicate_charge_id", "The other charge", "Stripe’s id, if the buyer says that they paid twice."),
            new("duplicate_charge_explanation", "Why it is not the same", "", IsLong: true),
        ]),
        ("Anything else", [new("uncategorized_text", "In your own words", "What happened, and what the buyer was told and when.", IsLong: true)]),
    ];

    public static readonly FrozenSet<string> Names = Parts.SelectMany(part => part.Fields).Select(field => field.Name).ToFrozenSet(StringComparer.Ordinal);

    public static Evidence None { get; } = new(new Dictionary<string, string>());

    public string this[string name] => Texts.GetValueOrDefault(name) ?? "";

    public bool IsEmpty => Texts.Count == 0;

    public static Evidence Of(params IEnumerable<(string Name, string? Text)> texts) =>
        new(texts.Where(one => !string.IsNullOrWhiteSpace(one.Text)).ToDictionary(one => one.Name, one => one.Text!.Trim(), StringComparer.Ordinal));

    /// <summary>Without the blank fields: Stripe takes no empty ones.</summary>
    public DisputeEvidenceOptions ForStripe() => new()
    {
        AccessActivityLog = Texts.GetValueOrDefault("access_activity_log"),
        BillingAddress = Texts.GetValueOrDefault("billing_address"),
        CancellationPolicyDisclosure = Texts.GetValueOrDefault("cancellation_policy_disclosure"),
        CancellationRebuttal = Texts.GetValueOrDefault("cancellation_rebuttal"),
        CustomerEmailAddress = Texts.GetValueOrDefault("customer_email_address"),
        CustomerName = Texts.GetValueOrDefault("customer_name"),
        DuplicateChargeExplanation = Texts.GetValueOrDefault("duplicate_charge_explanation"),
        DuplicateChargeId = Texts.GetValueOrDefault("duplicate_charge_id"),
        ProductDescription = Texts.GetValueOrDefault("product_description"),
        RefundPolicyDisclosure = Texts.GetValueOrDefault("refund_policy_disclosure"),
        RefundRefusalExplanation = Texts.GetValueOrDefault("refund_refusal_explanation"),
        ServiceDate = Texts.GetValueOrDefault("service_date"),
        ShippingAddress = Texts.GetValueOrDefault("shipping_address"),
        ShippingCarrier = Texts.GetValueOrDefault("shipping_carrier"),
        ShippingDate = Texts.GetValueOrDefault("shipping_date"),
        ShippingTrackingNumber = Texts.GetValueOrDefault("shipping_tracking_number"),
        UncategorizedText = Texts.GetValueOrDefault("uncategorized_text"),
    };
}
