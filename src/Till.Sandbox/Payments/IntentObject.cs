using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

internal static class IntentObject
{
    /// <summary>The methods that the account has switched on.</summary>

    public static Doc New(Unit unit, long amount, string currency)
    {
        var id = unit.Chance.PaymentId("pi");
        return new Doc(48)
        {
            ["id"] = id,
            ["object"] = "payment_intent",
            ["allowed_payment_method_types"] = null,
            ["amount"] = amount,
            ["amount_capturable"] = 0,
            ["amount_details"] = new Doc(1) { ["tip"] = new Doc() },
            ["amount_received"] = 0,
            ["application"] = null,
            ["application_fee_amount"] = null,
            ["automatic_payment_methods"] = null,
            ["canceled_at"] = null,
            ["cancellation_reason"] = null,
            ["capture_method"] = "automatic_async",
            ["client_secret"] = $"{id}_secret_{unit.Chance.Letters(25)}",
            ["confirmation_method"] = "automatic",
            ["created"] = unit.Now,
            ["currency"] = currency,
            ["customer"] = null,
            ["customer_account"] = null,
            ["description"] = null,
            ["excluded_payment_method_types"] = null,
            ["last_payment_error"] = null,
            ["latest_charge"] = null,
            ["livemode"] = false,
            ["managed_payments"] = new Doc(1) { ["enabled"] = false },
            ["metadata"] = new Doc(),
            ["next_action"] = null,
            ["on_behalf_of"] = null,
            ["payment_method"] = null,
            ["payment_method_configuration_details"] = null,
            ["payment_method_options"] = new Doc(),
            ["payment_method_types"] = new List<object?>(),
            ["payment_record"] = null,
            ["processing"] = null,
            ["receipt_email"] = null,
            ["review"] = null,
            ["setup_future_usage"] = null,
            ["shipping"] = null,
            ["source"] = null,
            ["statement_descriptor"] = null,
            ["statement_descriptor_suffix"] = null,
            ["status"] = "requires_payment_method",
            ["transfer_data"] = null,
            ["transfer_group"] = null,
        };
    }

    /// <summary>Methods that the account chooses.</summary>
    public static void UseAccountMethods(Doc intent, Account account, string allowRedirects)
    {
        intent["automatic_payment_methods"] = new Doc(2) { ["allow_redirects"] = allowRedirects, ["enabled"] = true };
        intent["payment_method_configuration_details"] = new Doc(2) { ["id"] = account.PaymentMethodConfiguration, ["parent"] = null };
        UseMethods(intent, account.Methods.Where(type => MethodKind.Of(type).Takes(intent.Text("currency"))));
    }

    /// <summary>Exactly these methods.</summary>
    public static void UseMethods(Doc intent, IEnumerable<string> types)
    {
        var list = types.Select(type => (object?)type).ToList();
        intent["payment_method_types"] = list;
        var options = new Doc();
        foreach (string? type in list)
        {
            options[type!] = Options(type!);
        }
        intent["payment_method_options"] = options;
    }

    /// <summary>What an intent says of each method that it takes, until something else is asked for.</summary>
    public static Doc Options(string type) => type switch
    {
        "card" => new Doc(4)
        {
            ["installments"] = null, ["mandate_options"] = null, ["network"] = null, ["request_three_d_secure"] = "automatic",
        },
        "link" => new Doc(1) { ["persistent_token"] = null },
        "us_bank_account" => new Doc(3)
        {
            ["financial_connections"] = new Doc(2) { ["permissions"] = new List<object?> { "payment_method" }, ["prefetch"] = new List<object?>() },
            ["mandate_options"] = new Doc(),
            ["verification_method"] = "automatic",
        },
        "acss_debit" => new Doc(1) { ["verification_method"] = "automatic" },
        "afterpay_clearpay" => new Doc(1) { ["reference"] = null },
        "klarna" => new Doc(1) { ["preferred_locale"] = null },
        "wechat_pay" => new Doc(2) { ["app_id"] = null, ["client"] = null },
        "bancontact" => new Doc(1) { ["preferred_language"] = "en" },
        "sofort" => new Doc(1) { ["preferred_language"] = null },
        "oxxo" => new Doc(1) { ["expires_after_days"] = 3 },
        "boleto" => new Doc(1) { ["expires_after_days"] = 3 },
        "paypal" => new Doc(2) { ["preferred_locale"] = null, ["reference"] = null },
        _ => new Doc(),
    };
}
