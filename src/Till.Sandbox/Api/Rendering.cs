using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>Writes an answer as the request's version and <c>expand[]</c> want it.</summary>
internal static class Rendering
{
    public static byte[] Bytes(Unit unit, Doc answer, ApiVersion version, List<object?>? expand, bool publishable)
    {
        if (expand is null && version.IsCurrent && !publishable)
        {
            return Json.ToSent(answer);
        }
        var copy = answer.Clone();
        if (expand is not null)
        {
            Expansion.Apply(unit, copy, expand, version);
        }
        if (!version.IsCurrent)
        {
            Adapt(unit, copy, version);
        }
        if (publishable)
        {
            Browsers.Trim(copy);
        }
        return Json.ToSent(copy);
    }

    /// <summary>The same object in an older version's words; changes the document.</summary>
    public static void Adapt(Unit unit, object? value, ApiVersion version)
    {
        if (value is List<object?> list)
        {
            foreach (var item in list)
            {
                Adapt(unit, item, version);
            }
            return;
        }
        if (value is not Doc doc)
        {
            return;
        }
        var kind = doc.Text("object");
        if (kind == "event")
        {
            // An event keeps the shape that it was made with, whoever reads it.
            return;
        }
        for (var i = doc.Count - 1; i >= 0; i--)
        {
            if (kind is not null && version.Hides(kind, doc.NameAt(i)))
            {
                doc.Remove(doc.NameAt(i));
            }
            else
            {
                Adapt(unit, doc.ValueAt(i), version);
            }
        }
        switch (kind)
        {
            case "checkout.session" when version.BeforeDahlia: OlderUiMode(doc); break;
            case "promotion_code" when version.Before("2025-09-30"): OlderPromotion(unit, doc); break;
            case "discount" when version.Before("2025-09-30"): OlderDiscount(unit, doc); break;
            case "invoice" when version.BeforeBasil: OlderBilling.Invoice(unit, doc, version); break;
            case "invoice" when version.Before("2025-06-30"): doc.Part("automatic_tax")?.Remove("provider"); break;
            case "line_item" when version.BeforeBasil: OlderBilling.Line(unit, doc, version); break;
            case "subscription" when version.BeforeEndive:
                doc.Part("cancellation_details")?.Remove("feedback_option");
                if (version.BeforeBasil)
                {
                    OlderBilling.Subscription(unit, doc);
                }
                break;
            case "payment_intent" when version.BeforeBasil: OlderIntent(unit, doc, version); break;
            case "charge" when version.BeforeBasil: OlderCharge(unit, doc, version); break;
            case "customer" when version.Before("2019-10-17"): OlderCustomer(doc); break;
        }
    }

    private static void OlderUiMode(Doc session)
    {
        session["ui_mode"] = session.Text("ui_mode") switch
        {
            "hosted_page" => "hosted",
            "embedded_page" => "embedded",
            "elements" => "custom",
            var same => same,
        };
    }

    private static void OlderPromotion(Unit unit, Doc code)
    {
        code["coupon"] = unit.Get(code.Part("promotion")!.Text("coupon")!).Clone();
        code.Remove("promotion");
    }

    private static void OlderDiscount(Unit unit, Doc discount)
    {
        discount["coupon"] = unit.Get(discount.Part("source")!.Text("coupon")!).Clone();
        discount.Remove("source");
    }

    private static void OlderIntent(Unit unit, Doc intent, ApiVersion version)
    {
        intent["invoice"] = intent["_invoice"];
        if (version.Before("2022-11-15"))
        {
            var charges = unit.Select(new Selection("charge", 10) { Payment = intent.Id }).ConvertAll(c => (object?)c.Clone());
            Adapt(unit, charges, version);
            intent["charges"] = new Doc
            {
                ["object"] = "list", ["data"] = charges, ["has_more"] = false, ["total_count"] = charges.Count,
                ["url"] = "/v1/charges?payment_intent=" + intent.Id,
            };
            intent.Remove("latest_charge");
        }
    }

    private static void OlderCharge(Unit unit, Doc charge, ApiVersion version)
    {
        charge["invoice"] = charge["payment_intent"] is string intent ? unit.Find(intent)?["_invoice"] : null;
        charge.Part("billing_details")?.Remove("tax_id");
        if (version.Before("2022-11-15") && !charge.Has("refunds"))
        {
            var refunds = ChargeObject.Refunds(unit, charge);
            Adapt(unit, refunds, version);
            charge["refunds"] = refunds;
        }
    }

    private static void OlderCustomer(Doc customer)
    {
        customer["account_balance"] = customer["balance"];
        foreach (var name in (ReadOnlySpan<string>)["sources", "subscriptions", "tax_ids"])
        {
            customer[name] = new Doc
            {
                ["object"] = "list", ["data"] = new List<object?>(), ["has_more"] = false, ["total_count"] = 0,
                ["url"] = $"/v1/customers/{customer.Id}/{name}",
            };
        }
        customer["tax_info"] = null;
        customer["tax_info_verification"] = null;
    }
}
