using Till.Sandbox.Wire;

namespace Till.Sandbox.Storage;

/// <summary>The columns by which lists of an object are filtered.</summary>
internal static class Links
{
    public static (string? Customer, string? Payment, string? Owner) Of(Doc doc) =>
        (doc.Text("customer"), Payment(doc), Owner(doc));

    /// <summary>Of a booking, the payout that it was paid out by.</summary>
    private static string? Payment(Doc doc) => doc.Text("object") == "balance_transaction"
        ? doc.Text("_payout")
        : doc.Text("payment_intent") ?? doc.Part("payment")?.Text("payment_intent");

    private static string? Owner(Doc doc) => doc.Text("object") switch
    {
        "billing_portal.session" => doc.Text("_secret"),
        "credit_note" => doc.Text("invoice"),
        "credit_note_line_item" => doc.Text("_credit_note"),
        "refund" or "dispute" or "radar.early_fraud_warning" => doc.Text("charge"),
        "balance_transaction" => doc.Text("source"),
        "customer" => doc.Text("email"),
        "price" => doc.Text("product"),
        "promotion_code" => doc.Text("code")?.ToUpperInvariant(),
        "setup_attempt" => doc.Text("setup_intent"),
        "item" => doc.Text("_session"),
        "checkout.session" => doc.Text("status"),
        "subscription" => doc.Text("test_clock"),
        "subscription_item" => doc.Text("subscription"),
        "invoice" => doc.Part("parent")?.Part("subscription_details")?.Text("subscription"),
        "invoiceitem" or "line_item" or "invoice_payment" => doc.Text("invoice"),
        "discount" => doc.Text("subscription"),
        _ => null,
    };
}
