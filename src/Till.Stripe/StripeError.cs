namespace Till.Stripe;

/// <summary>The <c>error</c> of a reply, and a payment intent's <c>last_payment_error</c>.</summary>
public sealed class StripeError
{
    /// <summary>See <see cref="StripeErrorTypes"/>; other values may come.</summary>
    public string? Type { get; set; }

    /// <summary>Such as <c>card_declined</c> or <c>resource_missing</c>.</summary>
    public string? Code { get; set; }

    /// <summary>The issuer's reason, such as <c>insufficient_funds</c>. Only with cards.</summary>
    public string? DeclineCode { get; set; }

    /// <summary>The parameter that was wrong, such as <c>line_items[0][quantity]</c>.</summary>
    public string? Param { get; set; }

    /// <summary>For card errors a sentence that a buyer may read; for others one for developers.</summary>
    public string? Message { get; set; }

    public string? DocUrl { get; set; }

    /// <summary><c>confirm_card_data</c>, <c>do_not_try_again</c> or <c>try_again_later</c>.</summary>
    public string? AdviceCode { get; set; }

    public string? NetworkAdviceCode { get; set; }

    public string? NetworkDeclineCode { get; set; }

    /// <summary>The failed charge's id (<c>ch_…</c>).</summary>
    public Expandable<Charge> Charge { get; set; }

    /// <summary>The intent as it stands after the failure.</summary>
    public Expandable<PaymentIntent> PaymentIntent { get; set; }

    public Expandable<PaymentMethod> PaymentMethod { get; set; }

    public string? PaymentMethodType { get; set; }

    public string? RequestLogUrl { get; set; }

    public override string ToString() => $"{Type ?? "error"} {Code} {DeclineCode}".TrimEnd();
}

/// <summary>Values of <see cref="StripeError.Type"/>.</summary>
public static class StripeErrorTypes
{
    public const string ApiError = "api_error";
    public const string CardError = "card_error";
    public const string IdempotencyError = "idempotency_error";
    public const string InvalidRequestError = "invalid_request_error";
}
