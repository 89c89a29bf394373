using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>Stripe's card errors: 402, with the reason and, for a payment, the intent as it now is.</summary>
internal static class CardErrors
{
    /// <summary>A card that is refused before any payment is tried, when it is made or attached.</summary>
    public static StripeError Refusal(Decline decline)
    {
        var more = new Doc();
        if (decline.DeclineCode is not null)
        {
            more["decline_code"] = decline.DeclineCode;
        }
        return new StripeError(402, decline.Message, decline.Code, decline.Param, "card_error") { More = more };
    }

    /// <summary>What an intent remembers of its last attempt.</summary>
    public static Doc Remembered(Decline decline, string? charge, Doc method)
    {
        var error = Of(decline);
        if (charge is not null)
        {
            error["charge"] = charge;
        }
        error["payment_method"] = method.Clone();
        return error;
    }

    /// <summary>The answer to a declined confirmation.</summary>
    public static Doc Answer(Doc remembered, string name, Doc intent, string requestId, long now)
    {
        var error = remembered.Clone();
        error[name] = intent.Clone();
        error["request_log_url"] = StripeError.LogUrl(requestId, now);
        return new Doc(1) { ["error"] = error };
    }

    /// <summary>What an intent remembers of a challenge that failed, or an authorisation that was refused.</summary>
    /// <param name="kind">payment_intent or setup_intent.</param>
    /// <param name="method">Of which it was asked.</param>
    /// <param name="way">Cards have words of their own.</param>
    public static Doc Unauthenticated(string kind, Doc method, Way way)
    {
        var code = kind + "_authentication_failure";
        return new Doc(6)
        {
            ["code"] = code,
            ["doc_url"] = StripeError.DocUrl(code),
            ["message"] = way == Way.Card
                ? "We are unable to authenticate your payment method. Please choose a different payment method and try again."
                : "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this "
                  + $"{(kind == "setup_intent" ? "SetupIntent" : "PaymentIntent")} again.",
            ["payment_method"] = method.Clone(),
            ["type"] = "invalid_request_error",
        };
    }

    private static Doc Of(Decline decline)
    {
        var error = new Doc(12)
        {
            ["code"] = decline.Code,
            ["doc_url"] = StripeError.DocUrl(decline.Code),
            ["message"] = decline.Message,
            ["type"] = "card_error",
        };
        if (decline.Advice is not null)
        {
            error["advice_code"] = decline.Advice;
        }
        if (decline.DeclineCode is not null)
        {
            error["decline_code"] = decline.DeclineCode;
        }
        if (decline is { DeclineCode: not null, Blocked: false })
        {
            error["network_decline_code"] = "01";
        }
        if (decline.Param is not null)
        {
            error["param"] = decline.Param;
        }
        return error;
    }
}
