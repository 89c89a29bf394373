using System.Globalization;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>What payment methods that are not cards say of themselves.</summary>
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

    /// <summary>What a charge says of the method that it was made by.</summary>
    public static Doc OfCharge(Unit unit, Doc method, string? mandate)
    {
        var type = method.Text("type")!;
        var details = method.Part(type)?.Clone() ?? [];
        foreach (var name in (ReadOnlySpan<string>)["financial_connections_account", "generated_from", "networks", "status_details", "dob", "email", "persistent_token"])
        {
            details.Remove(name);
        }
        if (Mandates.Needed(type))
        {
            details["expected_debit_date"] = unit.Instant.AddDays(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            details["mandate"] = mandate;
        }
        switch (type)
        {
            case "us_bank_account": details["payment_reference"] = null; break;
            case "ideal" or "bancontact" or "sofort":
                Fill(details, "bank", "bic", "generated_sepa_debit", "generated_sepa_debit_mandate", "iban_last4", "verified_name");
                break;
            case "klarna": Fill(details, "payer_details", "payment_method_category", "preferred_locale"); break;
            case "paypal": Fill(details, "payer_name", "seller_protection", "transaction_id"); break;
            case "afterpay_clearpay": Fill(details, "order_id", "reference"); break;
            case "link": details["country"] = null; break;
            case "affirm" or "alipay" or "amazon_pay" or "cashapp" or "grabpay" or "revolut_pay" or "satispay": Fill(details, "transaction_id"); break;
            case "eps" or "giropay" or "p24": Fill(details, "bank", "verified_name"); break;
        }
        return new Doc(2) { [type] = details, ["type"] = type };
    }

    private static void Fill(Doc details, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            details[name] ??= null;
        }
    }

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
