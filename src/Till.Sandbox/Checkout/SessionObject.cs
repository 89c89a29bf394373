using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Checkout;

internal static class SessionObject
{
    /// <summary>A session as it is before its parameters are taken over.</summary>
    public static Doc New(Unit unit, string mode)
    {
        var id = $"cs_test_{(mode == "setup" ? 'c' : 'a')}1{unit.Chance.Letters(56)}";
        return new Doc(72)
        {
            ["id"] = id,
            ["object"] = "checkout.session",
            ["adaptive_pricing"] = new Doc(1) { ["enabled"] = mode == "payment" },
            ["after_expiration"] = null,
            ["allow_promotion_codes"] = null,
            ["allowed_payment_method_types"] = null,
            ["amount_subtotal"] = null,
            ["amount_total"] = null,
            ["automatic_tax"] = new Doc(4) { ["enabled"] = false, ["liability"] = null, ["provider"] = null, ["status"] = null },
            ["billing_address_collection"] = null,
            ["branding_settings"] = Branding(),
            ["cancel_url"] = null,
            ["client_reference_id"] = null,
            ["client_secret"] = null,
            ["collected_information"] = new Doc(3) { ["business_name"] = null, ["individual_name"] = null, ["shipping_details"] = null },
            ["consent"] = null,
            ["consent_collection"] = null,
            ["created"] = unit.Now,
            ["currency"] = null,
            ["currency_conversion"] = null,
            ["custom_fields"] = new List<object?>(),
            ["custom_text"] = new Doc(4)
            {
                ["after_submit"] = null, ["shipping_address"] = null, ["submit"] = null, ["terms_of_service_acceptance"] = null,
            },
            ["customer"] = null,
            ["customer_account"] = null,
            ["customer_creation"] = null,
            ["customer_details"] = null,
            ["customer_email"] = null,
            ["discounts"] = mode == "setup" ? null : new List<object?>(),
            ["expires_at"] = unit.Now + Sessions.LongestLife,
            ["integration_identifier"] = null,
            ["invoice"] = null,
            ["invoice_creation"] = mode == "payment" ? NoInvoice() : null,
            ["livemode"] = false,
            ["locale"] = null,
            ["managed_payments"] = new Doc(1) { ["enabled"] = false },
            ["metadata"] = new Doc(),
            ["mode"] = mode,
            ["origin_context"] = null,
            ["payment_intent"] = null,
            ["payment_link"] = null,
            ["payment_method_collection"] = mode == "payment" ? "if_required" : "always",
            ["payment_method_configuration_details"] = null,
            ["payment_method_options"] = new Doc(1) { ["card"] = new Doc(1) { ["request_three_d_secure"] = "automatic" } },
            ["payment_method_types"] = new List<object?>(),
            ["payment_status"] = mode == "setup" ? "no_payment_required" : "unpaid",
            ["permissions"] = null,
            ["phone_number_collection"] = new Doc(1) { ["enabled"] = false },
            ["recovered_from"] = null,
            ["saved_payment_method_options"] = null,
            ["setup_intent"] = null,
            ["shipping_address_collection"] = null,
            ["shipping_cost"] = null,
            ["shipping_options"] = new List<object?>(),
            ["status"] = "open",
            ["submit_type"] = null,
            ["subscription"] = null,
            ["success_url"] = null,
            ["total_details"] = null,
            ["ui_mode"] = "hosted_page",
            ["url"] = $"{unit.BaseAddress}/c/pay/{id}",
            ["wallet_options"] = null,
        };
    }

    /// <summary>The payment of a session. That of a subscription belongs to its invoice, and the session does not show it.</summary>
    public static string? PaymentOf(Doc session) => session.Text("payment_intent") ?? session.Text("_payment_intent");

    /// <summary>Likewise.</summary>
    public static string? SetupOf(Doc session) => session.Text("setup_intent") ?? session.Text("_setup_intent");

    /// <summary>What is known of the buyer before the page is opened.</summary>
    public static Doc Details(string? email, string? name, string? taxExempt) => new(8)
    {
        ["address"] = null,
        ["business_name"] = null,
        ["email"] = email,
        ["individual_name"] = null,
        ["name"] = name,
        ["phone"] = null,
        ["tax_exempt"] = taxExempt,
        ["tax_ids"] = null,
    };

    public static void ChooseMethods(Doc session, Doc parameters, Account account)
    {
        if (parameters.Items("payment_method_types") is { } types)
        {
            session["payment_method_types"] = types;
            return;
        }
        session["payment_method_configuration_details"] = new Doc(2) { ["id"] = account.PaymentMethodConfiguration, ["parent"] = null };
        session["payment_method_types"] = account.Methods.Select(type => (object?)type).ToList();
        if (parameters.Items("allowed_payment_method_types") is { Count: > 0 } allowed)
        {
            session["allowed_payment_method_types"] = allowed;
            session["payment_method_types"] = new List<object?>(allowed);
        }
    }

    private static Doc Branding() => new(7)
    {
        ["background_color"] = "#ffffff", ["border_style"] = "rounded", ["button_color"] = "#0074d4",
        ["display_name"] = Account.DisplayName, ["font_family"] = "default", ["icon"] = null, ["logo"] = null,
    };

    private static Doc NoInvoice() => new(2)
    {
        ["enabled"] = false,
        ["invoice_data"] = new Doc(7)
        {
            ["account_tax_ids"] = null, ["custom_fields"] = null, ["description"] = null, ["footer"] = null, ["issuer"] = null,
            ["metadata"] = new Doc(), ["rendering_options"] = null,
        },
    };
}
