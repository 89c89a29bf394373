using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

internal static class InvoiceObject
{
    /// <summary>A draft without lines.</summary>
    public static Doc New(Unit unit, Doc customer, string currency, string reason)
    {
        var invoice = new Doc(96)
        {
            ["id"] = unit.Chance.LongId("in"),
            ["object"] = "invoice",
            ["account_country"] = Account.Country,
            ["account_name"] = Account.DisplayName,
            ["account_tax_ids"] = null,
            ["amount_due"] = 0,
            ["amount_overpaid"] = 0,
            ["amount_paid"] = 0,
            ["amount_remaining"] = 0,
            ["amount_shipping"] = 0,
            ["application"] = null,
            ["attempt_count"] = 0,
            ["attempted"] = false,
            ["auto_advance"] = true,
            ["automatic_tax"] = new Doc(5)
            {
                ["disabled_reason"] = null, ["enabled"] = false, ["liability"] = null, ["provider"] = null, ["status"] = null,
            },
            ["automatically_finalizes_at"] = null,
            ["billing_reason"] = reason,
            ["collection_method"] = "charge_automatically",
            ["created"] = unit.Now,
            ["currency"] = currency,
            ["custom_fields"] = Doc.CloneValue(customer.Part("invoice_settings")?["custom_fields"]),
            ["customer"] = customer.Id,
            ["customer_account"] = null,
            ["default_payment_method"] = null,
            ["default_source"] = null,
            ["default_tax_rates"] = new List<object?>(),
            ["description"] = null,
            ["discounts"] = new List<object?>(),
            ["due_date"] = null,
            ["effective_at"] = null,
            ["ending_balance"] = null,
            ["footer"] = customer.Part("invoice_settings")?["footer"],
            ["from_invoice"] = null,
            ["hosted_invoice_url"] = null,
            ["invoice_pdf"] = null,
            ["issuer"] = new Doc(1) { ["type"] = "self" },
            ["last_finalization_error"] = null,
            ["latest_revision"] = null,
            ["livemode"] = false,
            ["metadata"] = new Doc(),
            ["next_payment_attempt"] = null,
            ["number"] = null,
            ["on_behalf_of"] = null,
            ["parent"] = null,
            ["payment_settings"] = new Doc(3) { ["default_mandate"] = null, ["payment_method_options"] = null, ["payment_method_types"] = null },
            ["period_end"] = unit.Now,
            ["period_start"] = unit.Now,
            ["post_payment_credit_notes_amount"] = 0,
            ["pre_payment_credit_notes_amount"] = 0,
            ["receipt_number"] = null,
            ["rendering"] = null,
            ["shipping_cost"] = null,
            ["shipping_details"] = null,
            ["starting_balance"] = 0,
            ["statement_descriptor"] = null,
            ["status"] = "draft",
            ["status_transitions"] = new Doc(4) { ["finalized_at"] = null, ["marked_uncollectible_at"] = null, ["paid_at"] = null, ["voided_at"] = null },
            ["test_clock"] = customer["test_clock"],
            ["webhooks_delivered_at"] = null,
        };
        Address(invoice, customer);
        return invoice;
    }

    /// <summary>Who is billed, as they are now: a finalised invoice keeps that.</summary>
    public static void Address(Doc invoice, Doc customer)
    {
        invoice["customer_address"] = Doc.CloneValue(customer["address"]);
        invoice["customer_email"] = customer["email"];
        invoice["customer_name"] = customer["name"];
        invoice["customer_phone"] = customer["phone"];
        invoice["customer_shipping"] = Doc.CloneValue(customer["shipping"]);
        invoice["customer_tax_exempt"] = customer["tax_exempt"];
        invoice["customer_tax_ids"] = new List<object?>();
    }

    public static Doc ParentOf(Doc subscription) => new(3)
    {
        ["quote_details"] = null,
        ["subscription_details"] = new Doc(2) { ["metadata"] = subscription.Part("metadata")!.Clone(), ["subscription"] = subscription.Id },
        ["type"] = "subscription_details",
    };

    /// <summary>The subscription that it bills; null for none.</summary>
    public static string? SubscriptionOf(Doc invoice) => invoice.Part("parent")?.Part("subscription_details")?.Text("subscription");
}
