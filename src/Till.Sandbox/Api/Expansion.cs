using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>
/// Puts the objects in the place of the ids that <c>expand[]</c> names, and adds what an object shows only when asked. Works on a
/// copy: the stored documents keep their ids.
/// </summary>
internal static class Expansion
{
    private const int DeepestPath = 4;

    /// <summary>Fields that hold an id which may be expanded, and fields that appear only when they are asked for.</summary>
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["customer"] = ["default_source", "invoice_settings.default_payment_method", "test_clock", "sources", "subscriptions", "tax",
            "tax_ids", "cash_balance", "invoice_credit_balance", "discount.promotion_code"],
        ["payment_method"] = ["customer"],
        ["card"] = ["customer"],
        ["tax_id"] = ["customer", "owner.customer"],
        ["payment_intent"] = ["application", "customer", "invoice", "latest_charge", "on_behalf_of", "payment_method", "review", "source",
            "transfer_data.destination", "last_payment_error.payment_method", "charges", "payment_record"],
        ["charge"] = ["application", "application_fee", "balance_transaction", "customer", "dispute", "failure_balance_transaction", "invoice",
            "on_behalf_of", "order", "payment_intent", "refunds", "review", "source_transfer", "transfer", "transfer_data.destination"],
        ["refund"] = ["balance_transaction", "charge", "customer", "failure_balance_transaction", "payment_intent", "payment_method",
            "source_transfer_reversal", "transfer_reversal"],
        ["balance_transaction"] = ["source"],
        ["billing_portal.configuration"] = ["application"],
        ["billing_portal.session"] = ["configuration"],
        ["credit_note"] = ["customer", "customer_balance_transaction", "invoice", "lines", "refunds.refund", "discount_amounts.discount"],
        ["credit_note_line_item"] = ["discount_amounts.discount", "tax_rates"],
        ["dispute"] = ["charge", "payment_intent"],
        ["radar.early_fraud_warning"] = ["charge", "payment_intent"],
        ["checkout.session"] = ["customer", "invoice", "line_items", "payment_intent", "payment_link", "setup_intent", "subscription",
            "total_details.breakdown", "discounts.coupon", "discounts.promotion_code", "shipping_cost.shipping_rate",
            "shipping_options.shipping_rate"],
        ["coupon"] = ["applies_to", "currency_options"],
        ["discount"] = ["customer", "promotion_code", "source.coupon"],
        ["promotion_code"] = ["customer", "promotion.coupon"],
        ["shipping_rate"] = ["tax_code", "fixed_amount.currency_options"],
        ["tax_rate"] = [],
        ["confirmation_token"] = [],
        ["ephemeral_key"] = [],
        ["item"] = ["discounts", "taxes", "price.product", "price.currency_options", "price.tiers"],
        ["price"] = ["product", "currency_options", "tiers"],
        ["product"] = ["default_price", "tax_code"],
        ["setup_intent"] = ["application", "customer", "latest_attempt", "mandate", "on_behalf_of", "payment_method", "single_use_mandate"],
        ["event"] = [],
        ["customer_balance_transaction"] = ["customer", "invoice"],
        ["invoice"] = ["application", "confirmation_secret", "customer", "default_payment_method", "default_source", "discounts", "latest_revision",
            "lines", "on_behalf_of", "parent.subscription_details.subscription", "payments", "test_clock", "total_discount_amounts.discount"],
        ["invoice_payment"] = ["invoice", "payment.charge", "payment.payment_intent"],
        ["invoiceitem"] = ["customer", "discounts", "invoice", "test_clock", "pricing.price_details.price"],
        ["line_item"] = ["discounts", "discount_amounts.discount", "pricing.price_details.price", "parent.subscription_item_details.subscription"],
        ["mandate"] = ["payment_method"],
        ["setup_attempt"] = ["application", "customer", "on_behalf_of", "payment_method", "setup_intent"],
        ["subscription"] = ["application", "customer", "default_payment_method", "default_source", "discounts", "items", "latest_invoice", "on_behalf_of",
            "pending_setup_intent", "plan", "schedule", "test_clock", "automatic_tax.liability.account"],
        ["subscription_item"] = ["discounts", "plan", "price"],
        ["payout"] = ["balance_transaction", "destination", "failure_balance_transaction", "original_payout", "reversed_by"],
        ["plan"] = ["product"],
        ["test_helpers.test_clock"] = [],
        ["token"] = [],
        ["webhook_endpoint"] = [],
    };

    public static void Apply(Unit unit, Doc answer, List<object?> paths, ApiVersion version)
    {
        foreach (var entry in paths)
        {
            if (entry is not string path || path.Length == 0)
            {
                continue;
            }
            var steps = path.Split('.');
            if (steps.Length > DeepestPath)
            {
                throw StripeError.Invalid($"You cannot expand more than {DeepestPath} levels of a property. Property: {path}", "expand");
            }
            Walk(unit, answer, steps, path, version);
        }
    }

    private static void Walk(Unit unit, object? at, ReadOnlySpan<string> steps, string path, ApiVersion version)
    {
        if (at is List<object?> several && !steps.IsEmpty)
        {
            foreach (var one in several)
            {
                Walk(unit, one, steps, path, version);
            }
            return;
        }
        if (steps.IsEmpty || at is not Doc doc)
        {
            return;
        }
        if (steps[0] == "data" && doc.Text("object") is ("list" or "search_result"))
        {
            foreach (var item in doc.Items("data") ?? [])
            {
                Walk(unit, item, steps[1..], path, version);
            }
            return;
        }
        var kind = doc.Text("object");
        if (kind is "list" or "search_result")
        {
            throw StripeError.Invalid(
                $"This property cannot be expanded ({path}). You may want to try expanding 'data.{path}' instead.", "expand");
        }
        if (kind is null || !Fields.TryGetValue(kind, out var fields))
        {
            Step(unit, doc, steps, path, version);
            return;
        }
        if (kind == "invoice" && version.BeforeBasil && OlderBilling.IsReference(steps[0]))
        {
            if (OlderBilling.Reference(unit, doc, steps[0]) is { } id)
            {
                doc[steps[0]] ??= id;
            }
        }
        else if (!IsKnown(fields, steps))
        {
            throw StripeError.Invalid($"This property cannot be expanded ({path}).", "expand");
        }
        if (Included.Find(unit, doc, steps) is { } included)
        {
            doc[steps[0]] = included;
        }
        Step(unit, doc, steps, path, version);
    }

    private static void Step(Unit unit, Doc doc, ReadOnlySpan<string> steps, string path, ApiVersion version)
    {
        if (doc[steps[0]] is string id && unit.Find(id) is { } found)
        {
            doc[steps[0]] = found.Clone();
        }
        if (doc.Items(steps[0]) is { } ids)
        {
            for (var i = 0; i < ids.Count; i++)
            {
                ids[i] = ids[i] is string one && unit.Find(one) is { } named ? named.Clone() : ids[i];
            }
        }
        Walk(unit, doc[steps[0]], steps[1..], path, version);
    }

    private static bool IsKnown(string[] fields, ReadOnlySpan<string> steps)
    {
        foreach (var field in fields)
        {
            var dot = field.IndexOf('.', StringComparison.Ordinal);
            if ((dot < 0 ? field : field[..dot]) == steps[0])
            {
                return true;
            }
        }
        return false;
    }
}
