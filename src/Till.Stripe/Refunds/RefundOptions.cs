namespace Till.Stripe;

public sealed class RefundCreateOptions : BaseOptions
{
    /// <summary>In minor units; all that is left of the charge if null.</summary>
    public long? Amount { get; set; }

    /// <summary>This or <see cref="PaymentIntent"/>.</summary>
    public string? Charge { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? PaymentIntent { get; set; }

    /// <summary><c>duplicate</c>, <c>fraudulent</c> (also blocks card and e-mail) or <c>requested_by_customer</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>Where Stripe writes to, for methods whose buyer must say where the money goes.</summary>
    public string? InstructionsEmail { get; set; }
}

public sealed class RefundUpdateOptions : BaseOptions
{
    public Dictionary<string, string>? Metadata { get; set; }
}

public sealed class RefundCancelOptions : BaseOptions;

public sealed class RefundListOptions : ListOptionsWithCreated
{
    public string? Charge { get; set; }

    public string? PaymentIntent { get; set; }
}
