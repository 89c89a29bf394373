using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>/v1/invoice_payments: by which payment an invoice was paid, or is to be.</summary>
internal static class InvoicePayments
{
    public static void Map(Router router)
    {
        router.Map("GET", "/v1/invoice_payments", List);
        router.Map("GET", "/v1/invoice_payments/{}", static call => call.Subject("invoice_payment"));
    }

    public static List<Doc> Of(Unit unit, Doc invoice) => unit.Select(new Selection("invoice_payment", 100) { Owner = invoice.Id });

    public static void Add(Unit unit, Doc invoice) => unit.Add(new Doc(16)
    {
        ["id"] = unit.Chance.LongId("inpay"),
        ["object"] = "invoice_payment",
        ["amount_paid"] = null,
        ["amount_requested"] = invoice["amount_due"],
        ["created"] = unit.Now,
        ["currency"] = invoice["currency"],
        ["invoice"] = invoice.Id,
        ["is_default"] = true,
        ["livemode"] = false,
        ["payment"] = new Doc(2) { ["payment_intent"] = invoice["_intent"], ["type"] = "payment_intent" },
        ["status"] = "open",
        ["status_transitions"] = new Doc(2) { ["canceled_at"] = null, ["paid_at"] = null },
    });

    /// <summary>Null when there is none: the invoice was free, or paid elsewhere.</summary>
    public static Doc? Pay(Unit unit, Doc invoice, Doc intent)
    {
        var payment = Of(unit, invoice).Find(one => one.Part("payment")!.Text("payment_intent") == intent.Id);
        if (payment is not null)
        {
            payment["amount_paid"] = intent["amount_received"];
            payment["status"] = "paid";
            payment.Part("status_transitions")!["paid_at"] = unit.Now;
            unit.Changed(payment);
        }
        return payment;
    }

    public static void Cancel(Unit unit, Doc invoice)
    {
        foreach (var payment in Of(unit, invoice).Where(one => one.Text("status") == "open"))
        {
            payment["status"] = "canceled";
            payment.Part("status_transitions")!["canceled_at"] = unit.Now;
            unit.Changed(payment);
        }
    }

    /// <summary>Another payment takes the place of the one that an invoice had.</summary>
    public static void Replace(Unit unit, Doc invoice, Doc intent)
    {
        Cancel(unit, invoice);
        if (unit.Find("payment_intent", invoice.Text("_intent") ?? "") is { } old && old.Text("status") is not ("succeeded" or "canceled" or "processing"))
        {
            Intents.Cancel(unit, old, null, bySession: true);
        }
        invoice["_intent"] = intent.Id;
        intent["_invoice"] = invoice.Id;
        unit.Changed(invoice);
        unit.Changed(intent);
        Add(unit, invoice);
    }

    /// <summary>As an invoice shows them when it is asked to.</summary>
    public static Doc Shown(Unit unit, Doc invoice) => Lists.Of("/v1/invoices/payments", Of(unit, invoice).ConvertAll(one => (object?)one.Clone()), false);

    private static Answer List(Call call)
    {
        var given = call.Parameters;
        var status = given.Text("status");
        return Lists.Page(call, "/v1/invoice_payments", new Selection("invoice_payment", 0)
        {
            Owner = given.Text("invoice"),
            Payment = given.Part("payment")?.Text("payment_intent"),
            Where = status is null ? null : payment => payment.Text("status") == status,
        });
    }
}
