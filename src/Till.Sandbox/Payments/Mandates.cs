using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>/v1/mandates: a buyer's permission to debit their account.</summary>
internal static class Mandates
{
    public static void Map(Router router) => router.Map("GET", "/v1/mandates/{}", static call => call.Subject("mandate"));

    public static bool Needed(string type) => MethodKind.Of(type).Way == Way.Delayed;

    /// <summary>The mandate of a debit: the one that its method was kept with, or a new one of what the buyer accepted.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="intent">The payment or setup intent.</param>
    /// <param name="method">Of a kind that needs a mandate.</param>
    /// <param name="accepted">As in <c>mandate_data</c>; null when nothing was accepted now.</param>
    public static string Of(Unit unit, Doc intent, Doc method, Doc? accepted)
    {
        if (accepted is null)
        {
            return method.Text("_mandate") ?? throw StripeError.Invalid(
                $"This {(intent.Text("object") == "setup_intent" ? "SetupIntent" : "PaymentIntent")} requires a mandate, but no existing mandate was found. Please collect mandate acceptance "
                + "from the customer and try again, providing acceptance data in the mandate_data parameter.", "mandate_data");
        }
        var type = method.Text("type")!;
        var single = intent.Text("object") == "payment_intent" && intent["setup_future_usage"] is null;
        var mandate = new Doc(12)
        {
            ["id"] = unit.Chance.LongId("mandate"),
            ["object"] = "mandate",
            ["customer_acceptance"] = Acceptance(unit, accepted),
            ["livemode"] = false,
            ["payment_method"] = method.Id,
            ["payment_method_details"] = new Doc(2) { [type] = Details(unit, type), ["type"] = type },
            ["status"] = "active",
            ["type"] = single ? "single_use" : "multi_use",
        };
        mandate[single ? "single_use" : "multi_use"] = single
            ? new Doc(2) { ["amount"] = intent["amount"], ["currency"] = intent["currency"] }
            : new Doc();
        unit.Add(mandate);
        method["_mandate"] = mandate.Id;
        unit.Changed(method);
        return mandate.Id;
    }

    private static Doc Acceptance(Unit unit, Doc accepted)
    {
        var given = accepted.Part("customer_acceptance") ?? [];
        var type = given.Text("type") ?? "online";
        var details = given.Part(type) ?? [];
        return new Doc(3)
        {
            ["accepted_at"] = given["accepted_at"] ?? unit.Now,
            [type] = type == "online" ? new Doc(2) { ["ip_address"] = details["ip_address"], ["user_agent"] = details["user_agent"] } : new Doc(),
            ["type"] = type,
        };
    }

    private static Doc Details(Unit unit, string type) => type switch
    {
        "sepa_debit" => new Doc(2) { ["reference"] = unit.Chance.Letters(16).ToUpperInvariant(), ["url"] = unit.BaseAddress + "/dashboard" },
        "us_bank_account" => new Doc(1) { ["collection_method"] = "paper" },
        "au_becs_debit" => new Doc(1) { ["url"] = unit.BaseAddress + "/dashboard" },
        "bacs_debit" => new Doc(6)
        {
            ["display_name"] = Account.DisplayName, ["network_status"] = "accepted", ["reference"] = unit.Chance.Letters(10).ToUpperInvariant(),
            ["revocation_reason"] = null, ["service_user_number"] = "123456", ["url"] = unit.BaseAddress + "/dashboard",
        },
        "acss_debit" => new Doc(3) { ["interval_description"] = null, ["payment_schedule"] = "sporadic", ["transaction_type"] = "personal" },
        _ => new Doc(),
    };
}
