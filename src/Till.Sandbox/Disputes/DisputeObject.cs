using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Disputes;

internal static class DisputeObject
{
    /// <summary>Evidence that is a file's id. The sandbox keeps no files.</summary>
    public static readonly string[] Files =
    [
        "cancellation_policy", "customer_communication", "customer_signature", "duplicate_charge_documentation", "receipt", "refund_policy",
        "service_documentation", "shipping_documentation", "uncategorized_file",
    ];

    public static readonly string[] Words =
    [
        "access_activity_log", "billing_address", "cancellation_policy_disclosure", "cancellation_rebuttal", "customer_email_address",
        "customer_name", "customer_purchase_ip", "duplicate_charge_explanation", "duplicate_charge_id", "product_description",
        "refund_policy_disclosure", "refund_refusal_explanation", "service_date", "shipping_address", "shipping_carrier", "shipping_date",
        "shipping_tracking_number", "uncategorized_text",
    ];

    /// <summary>How long there is time to answer, in days: to the end of the last one.</summary>
    private const long AnswerWithin = 9;

    private const long Day = 86_400;

    /// <param name="unit">The unit of work.</param>
    /// <param name="charge">What is disputed.</param>
    /// <param name="amount">In minor units, of the charge's currency.</param>
    /// <param name="reason">As Stripe names it.</param>
    /// <param name="inquiry">The bank only asks so far, and takes nothing.</param>
    public static Doc New(Unit unit, Doc charge, long amount, string reason, bool inquiry) => new(24)
    {
        ["id"] = unit.Chance.LongId("du"),
        ["object"] = "dispute",
        ["amount"] = amount,
        ["balance_transactions"] = new List<object?>(),
        ["charge"] = charge.Id,
        ["created"] = unit.Now,
        ["currency"] = charge["currency"],
        ["enhanced_eligibility_types"] = new List<object?>(),
        ["evidence"] = Evidence(charge),
        ["evidence_details"] = new Doc(6)
        {
            ["due_by"] = (((unit.Now / Day) + AnswerWithin + 1) * Day) - 1,
            ["enhanced_eligibility"] = new Doc(),
            ["has_evidence"] = false,
            ["past_due"] = false,
            ["submission_count"] = 0,
            ["submission_method"] = null,
        },
        ["intended_submission_method"] = null,
        ["is_charge_refundable"] = inquiry,
        ["livemode"] = false,
        ["metadata"] = new Doc(),
        ["payment_intent"] = charge["payment_intent"],
        ["payment_method_details"] = new Doc(2)
        {
            ["card"] = new Doc(4)
            {
                ["brand"] = charge.Part("payment_method_details")?.Part("card")?["brand"],
                ["case_type"] = inquiry ? "inquiry" : "chargeback",
                ["network"] = charge.Part("payment_method_details")?.Part("card")?["network"],
                ["network_reason_code"] = Code(reason),
            },
            ["type"] = "card",
        },
        ["reason"] = reason,
        ["status"] = inquiry ? "warning_needs_response" : "needs_response",
    };

    /// <summary>What Visa calls the reason.</summary>
    private static string Code(string reason) => reason switch { "fraudulent" => "10.4", "product_not_received" => "13.1", _ => "12.5" };

    /// <summary>Nothing is said yet but what the charge itself says of its buyer.</summary>
    private static Doc Evidence(Doc charge)
    {
        var evidence = new Doc(32) { ["enhanced_evidence"] = new Doc() };
        foreach (var name in (ReadOnlySpan<string>)[.. Files, .. Words])
        {
            evidence[name] = null;
        }
        var billed = charge.Part("billing_details");
        evidence["customer_email_address"] = billed?.Text("email") ?? charge.Text("receipt_email");
        evidence["customer_name"] = billed?.Text("name");
        return evidence;
    }
}
