using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>/v1/charges. Most are made by payment intents.</summary>
internal static class ChargeOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/charges", DirectCharge.Create);
        router.Map("GET", "/v1/charges", List);
        router.Map("GET", "/v1/charges/search", static call => Search.Page(call, "/v1/charges/search", "charge"));
        router.Map("GET", "/v1/charges/{}", static call => call.Subject("charge"));
        router.Map("POST", "/v1/charges/{}", Update);
        router.Map("POST", "/v1/charges/{}/capture", Capture);
    }

    private static Answer Update(Call call)
    {
        var charge = call.Subject("charge");
        var before = charge.Clone();
        Patch.Fields(charge, call.Parameters, "description", "receipt_email", "transfer_group");
        if (call.Parameters.Has("shipping"))
        {
            charge["shipping"] = Patch.PaymentShipping(call.Parameters["shipping"]);
        }
        if (call.Parameters.Text("customer") is { Length: > 0 })
        {
            charge["customer"] = call.Referred("customer", "customer")!.Id;
        }
        if (call.Parameters.Part("fraud_details") is { } fraud)
        {
            charge["fraud_details"] = new Doc { ["user_report"] = fraud["user_report"] };
        }
        Patch.Metadata(charge, call.Parameters);
        call.Unit.Changed(charge);
        var previous = Patch.Previous(before, charge);
        if (previous.Count > 0)
        {
            call.Unit.Emit("charge.updated", charge, previous);
        }
        return charge;
    }

    private static Answer Capture(Call call)
    {
        var charge = call.Subject("charge");
        if (charge.Flag("captured"))
        {
            throw StripeError.Invalid($"Charge {charge.Id} has already been captured.", null, "charge_already_captured");
        }
        var amount = call.Parameters.Has("amount") ? call.Parameters.Number("amount") : (long?)null;
        if (charge.Text("payment_intent") is { } intent)
        {
            Intents.Capture(call.Unit, call.Unit.Get(intent), amount);
        }
        else
        {
            Intents.CaptureCharge(call.Unit, charge, amount ?? charge.Number("amount"));
        }
        return charge;
    }

    private static Answer List(Call call)
    {
        var transferGroup = call.Parameters.Text("transfer_group");
        return Lists.Page(call, "/v1/charges", new Selection("charge", 0)
        {
            Customer = call.Parameters.Text("customer"),
            Payment = call.Referred("payment_intent", "payment_intent")?.Id,
            Where = transferGroup is null ? null : charge => charge.Text("transfer_group") == transferGroup,
        });
    }
}
