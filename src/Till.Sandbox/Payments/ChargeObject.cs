using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

internal static class ChargeObject
{
    private static readonly Doc Authenticated = new(8)
    {
        ["authentication_flow"] = "challenge",
        ["electronic_commerce_indicator"] = "05",
        ["exemption_indicator"] = null,
        ["result"] = "authenticated",
        ["result_reason"] = null,
        ["version"] = "2.2.0",
    };

    /// <summary>A charge of the whole amount of an intent, not yet decided: paid by the caller, or failed.</summary>
    public static Doc New(Unit unit, Doc intent, Doc method, bool authenticated)
    {
        var id = unit.Chance.PaymentId("ch");
        var amount = intent.Number("amount");
        return new Doc(48)
        {
            ["id"] = id,
            ["object"] = "charge",
            ["amount"] = amount,
            ["amount_captured"] = 0,
            ["amount_refunded"] = 0,
            ["application"] = null,
            ["application_fee"] = null,
            ["application_fee_amount"] = null,
            ["balance_transaction"] = null,
            ["billing_details"] = method.Part("billing_details")!.Clone(),
            ["calculated_statement_descriptor"] = Descriptor(intent),
            ["captured"] = false,
            ["created"] = unit.Now,
            ["currency"] = intent["currency"],
            ["customer"] = intent["customer"],
            ["description"] = intent["description"],
            ["destination"] = null,
            ["dispute"] = null,
            ["disputed"] = false,
            ["failure_balance_transaction"] = null,
            ["failure_code"] = null,
            ["failure_message"] = null,
            ["fraud_details"] = new Doc(),
            ["livemode"] = false,
            ["metadata"] = intent.Part("metadata")!.Clone(),
            ["on_behalf_of"] = null,
            ["order"] = null,
            ["outcome"] = null,
            ["paid"] = false,
            ["payment_intent"] = intent.Id,
            ["payment_method"] = method.Id,
            ["payment_method_details"] = Details(unit, method, amount, authenticated, intent.Text("_mandate")),
            ["radar_options"] = new Doc(),
            ["receipt_email"] = intent["receipt_email"],
            ["receipt_number"] = null,
            ["receipt_url"] = null,
            ["refunded"] = false,
            ["review"] = null,
            ["shipping"] = Doc.CloneValue(intent["shipping"]),
            ["source"] = null,
            ["source_transfer"] = null,
            ["statement_descriptor"] = intent["statement_descriptor"],
            ["statement_descriptor_suffix"] = intent["statement_descriptor_suffix"],
            ["status"] = "failed",
            ["transfer_data"] = null,
            ["transfer_group"] = intent["transfer_group"],
        };
    }

    public static Doc Refunds(Unit unit, Doc charge)
    {
        var refunds = unit.Select(new Selection("refund", 10) { Owner = charge.Id });
        return new Doc(5)
        {
            ["object"] = "list",
            ["data"] = refunds.ConvertAll(refund => (object?)refund.Clone()),
            ["has_more"] = false,
            ["total_count"] = refunds.Count,
            ["url"] = $"/v1/charges/{charge.Id}/refunds",
        };
    }

    public static Doc Outcome(Unit unit, TestCard card, Decline? decline)
    {
        var outcome = new Doc(8)
        {
            ["advice_code"] = null,
            ["network_advice_code"] = null,
            ["network_decline_code"] = null,
            ["network_status"] = "approved_by_network",
            ["reason"] = null,
            ["risk_level"] = card.Risk,
            ["risk_score"] = card.Risk switch { "highest" => 90, "elevated" => 70, _ => unit.Chance.Below(64) },
            ["seller_message"] = "Payment complete.",
            ["type"] = "authorized",
        };
        if (card.Risk == "elevated")
        {
            outcome["reason"] = "elevated_risk_level";
            outcome["seller_message"] = "Stripe evaluated this payment as having elevated risk.";
        }
        if (decline is { Blocked: true })
        {
            outcome["network_status"] = "not_sent_to_network";
            outcome["reason"] = "highest_risk_level";
            outcome["seller_message"] = "Stripe blocked this payment as too risky.";
            outcome["type"] = "blocked";
        }
        else if (decline is not null)
        {
            outcome["advice_code"] = decline.Advice;
            outcome["network_decline_code"] = decline.DeclineCode is null ? null : "01";
            outcome["network_status"] = "declined_by_network";
            outcome["reason"] = decline.DeclineCode ?? decline.Code;
            outcome["seller_message"] = SellerMessage(decline);
            outcome["type"] = "issuer_declined";
        }
        return outcome;
    }

    private static string SellerMessage(Decline decline) => (decline.DeclineCode ?? decline.Code) switch
    {
        "generic_decline" => "The bank did not return any further details with this decline.",
        "insufficient_funds" => "The bank returned the decline code `insufficient_funds`.",
        "expired_card" => "The bank returned the decline code `expired_card`.",
        var code => $"The bank returned the decline code `{code}`.",
    };

    private static string Descriptor(Doc intent) => intent.Text("statement_descriptor_suffix") is { Length: > 0 } suffix
        ? $"{Account.StatementDescriptor}* {suffix.ToUpperInvariant()}"
        : Account.StatementDescriptor;

    private static Doc Details(Unit unit, Doc method, long amount, bool authenticated, string? mandate)
    {
        var type = method.Text("type")!;
        if (type != "card")
        {
            return OtherMethods.OfCharge(unit, method, mandate);
        }
        var card = method.Part("card")!;
        var test = PaymentMethodObject.CardOf(method);
        var billed = method.Part("billing_details")?.Part("address");
        var secured = authenticated ? Authenticated.Clone() : null;
        if (secured is not null)
        {
            secured["transaction_id"] = unit.Chance.LongId("tx");
        }
        var details = new Doc(28)
        {
            ["amount_authorized"] = amount,
            ["authorization_code"] = unit.Chance.Digits(6),
            ["brand"] = card["brand"],
            ["checks"] = new Doc(3)
            {
                ["address_line1_check"] = billed?.Text("line1") is null ? null : test.Line1,
                ["address_postal_code_check"] = billed?.Text("postal_code") is null ? null : test.PostalCode,
                ["cvc_check"] = card.Part("checks")!["cvc_check"],
            },
            ["country"] = card["country"],
            ["exp_month"] = card["exp_month"],
            ["exp_year"] = card["exp_year"],
            ["extended_authorization"] = new Doc(1) { ["status"] = "disabled" },
            ["fingerprint"] = card["fingerprint"],
            ["funding"] = card["funding"],
            ["incremental_authorization"] = new Doc(1) { ["status"] = "unavailable" },
            ["installments"] = null,
            ["last4"] = card["last4"],
            ["mandate"] = null,
            ["multicapture"] = new Doc(1) { ["status"] = "unavailable" },
            ["network"] = card["brand"],
            ["network_token"] = new Doc(1) { ["used"] = false },
            ["network_transaction_id"] = unit.Chance.Digits(15),
            ["overcapture"] = new Doc(2) { ["maximum_amount_capturable"] = amount, ["status"] = "unavailable" },
            ["regulated_status"] = "unregulated",
            ["three_d_secure"] = secured,
            ["wallet"] = null,
        };
        return new Doc(2) { ["card"] = details, ["type"] = "card" };
    }
}
