using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>Payment methods that are not cards. They can be made, kept and shown; a sandbox charges cards only.</summary>
internal static class OtherMethods
{
    public static Doc Details(string type, Doc? given) => type switch
    {
        "us_bank_account" => UsBankAccount(given ?? []),
        "acss_debit" => new Doc
        {
            ["bank_name"] = "STRIPE TEST BANK",
            ["fingerprint"] = "ac4gW9Xo7eVmPtRs",
            ["institution_number"] = given?["institution_number"],
            ["last4"] = Last4(given?.Text("account_number")),
            ["transit_number"] = given?["transit_number"],
        },
        "sepa_debit" => SepaDebit(given?.Text("iban") ?? ""),
        "boleto" => new Doc { ["tax_id"] = given?["tax_id"] },
        "fpx" => new Doc { ["account_holder_type"] = given?["account_holder_type"] ?? "individual", ["bank"] = given?["bank"] },
        "ideal" => new Doc { ["bank"] = given?["bank"], ["bic"] = Bic(given?.Text("bank")) },
        "eps" or "p24" => new Doc { ["bank"] = given?["bank"] },
        "sofort" => new Doc { ["country"] = given?["country"] },
        "klarna" => new Doc { ["dob"] = given?["dob"] },
        "link" => new Doc { ["email"] = given?["email"], ["persistent_token"] = null },
        "cashapp" => new Doc { ["buyer_id"] = null, ["cashtag"] = null },
        "paypal" => new Doc { ["country"] = null, ["payer_email"] = null, ["payer_id"] = null },
        "au_becs_debit" => new Doc
        {
            ["bsb_number"] = given?["bsb_number"], ["fingerprint"] = "au2fH0Kq9dYvWbNe", ["last4"] = Last4(given?.Text("account_number")),
        },
        "bacs_debit" => new Doc
        {
            ["fingerprint"] = "gb8sT1Lr4xZcQpMa", ["last4"] = Last4(given?.Text("account_number")), ["sort_code"] = given?["sort_code"],
        },
        _ => new Doc(),
    };

    /// <summary>Whether the sandbox can take money by it, in that currency.</summary>
    public static bool CanPay(string type, string? currency) => type == "card";

    private static Doc UsBankAccount(Doc given) => new()
    {
        ["account_holder_type"] = given["account_holder_type"] ?? "individual",
        ["account_type"] = given["account_type"] ?? "checking",
        ["bank_name"] = "STRIPE TEST BANK",
        ["financial_connections_account"] = null,
        ["fingerprint"] = "us5kD7Bn2mRtXcJh",
        ["last4"] = Last4(given.Text("account_number")),
        ["networks"] = new Doc { ["preferred"] = "ach", ["supported"] = new List<object?> { "ach" } },
        ["routing_number"] = given["routing_number"],
        ["status_details"] = new Doc(),
    };

    private static Doc SepaDebit(string iban)
    {
        var plain = iban.Replace(" ", "", StringComparison.Ordinal);
        return new()
        {
            ["bank_code"] = plain.Length > 12 ? plain[4..12] : null,
            ["branch_code"] = "",
            ["country"] = plain.Length > 2 ? plain[..2] : null,
            ["fingerprint"] = "se3vY6Gp1wAzLkUi",
            ["generated_from"] = new Doc { ["charge"] = null, ["setup_attempt"] = null },
            ["last4"] = Last4(plain),
        };
    }

    private static string? Last4(string? number) => number is { Length: >= 4 } ? number[^4..] : null;

    private static string? Bic(string? bank) => bank switch
    {
        "abn_amro" => "ABNANL2A",
        "asn_bank" => "ASNBNL21",
        "bunq" => "BUNQNL2A",
        "ing" => "INGBNL2A",
        "knab" => "KNABNL2H",
        "rabobank" => "RABONL2U",
        "revolut" => "REVOLT21",
        "sns_bank" => "SNSBNL2A",
        "triodos_bank" => "TRIONL2U",
        _ => null,
    };
}
