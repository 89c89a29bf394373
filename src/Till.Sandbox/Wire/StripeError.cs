namespace Till.Sandbox.Wire;

/// <summary>
/// A request that Stripe refuses: nothing of it is kept. Card declines are not refusals but outcomes, since they leave a failed
/// charge and a changed payment intent behind.
/// </summary>
#pragma warning disable CA1064 // thrown and caught inside this assembly only
internal sealed class StripeError : Exception
#pragma warning restore CA1064
{
    public StripeError(int status, string message, string? code = null, string? param = null, string type = "invalid_request_error")
        : base(message) => (Status, Code, Param, Type) = (status, code, param, type);

    public int Status { get; }

    public string? Code { get; }

    public string? Param { get; }

    public string Type { get; }

    /// <summary>Fields beside Stripe's usual ones, such as the payment intent whose state forbids the request.</summary>
    public Doc? More { get; init; }

    /// <summary>True for a refusal of the parameters themselves: Stripe does not keep it under an idempotency key.</summary>
    public bool BeforeExecution { get; init; }

    public static StripeError Invalid(string message, string? param = null, string? code = null) =>
        new(400, message, code, param);

    /// <summary>An id in the path that names nothing is 404, one in a parameter 400.</summary>
    public static StripeError Missing(string what, string id, string? param = null) => param is null
        ? new(404, $"No such {what}: '{id}'", "resource_missing", what == "payment_intent" ? "intent" : "id")
        : new(400, $"No such {what}: '{id}'", "resource_missing", param);

    public Doc ToDoc(string requestId, long now)
    {
        var error = new Doc { ["message"] = Message, ["type"] = Type };
        if (Code is not null)
        {
            error["code"] = Code;
            error["doc_url"] = DocUrl(Code);
        }
        if (Param is not null)
        {
            error["param"] = Param;
        }
        if (Status != 401)
        {
            error["request_log_url"] = LogUrl(requestId, now);
        }
        if (More is not null)
        {
            foreach (var (name, value) in More)
            {
                error[name] = value;
            }
        }
        return new Doc { ["error"] = error };
    }

    public static string DocUrl(string code) => "https://stripe.com/docs/error-codes/" + code.Replace('_', '-');

    public static string LogUrl(string requestId, long now) => $"https://dashboard.stripe.com/test/logs/{requestId}?t={now}";
}
