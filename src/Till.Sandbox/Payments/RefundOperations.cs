using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>/v1/refunds</summary>
internal static class RefundOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/refunds", Create);
        router.Map("GET", "/v1/refunds", List);
        router.Map("GET", "/v1/refunds/{}", Retrieve);
        router.Map("POST", "/v1/refunds/{}", Update);
        router.Map("POST", "/v1/refunds/{}/cancel", Cancel);
        router.Map("POST", "/v1/charges/{}/refunds", CreateOfCharge);
        router.Map("GET", "/v1/charges/{}/refunds", ListOfCharge);
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        if (given.Text("charge") is null && given.Text("payment_intent") is null)
        {
            throw new StripeError(400, "One of the following params should be provided for this request: payment_intent or charge.")
            {
                BeforeExecution = true,
            };
        }
        var charge = call.Referred("charge", "charge") ?? ChargeOf(call, call.Referred("payment_intent", "payment_intent")!);
        if (given.Text("payment_intent") is { } intent && charge.Text("payment_intent") != intent)
        {
            throw StripeError.Invalid("The charge does not belong to the given payment_intent.", "payment_intent");
        }
        return Refunds.Create(call.Unit, charge, given.Has("amount") ? given.Number("amount") : null, given.Text("reason"), given);
    }

    private static Answer CreateOfCharge(Call call)
    {
        var amount = call.Parameters.Has("amount") ? call.Parameters.Number("amount") : (long?)null;
        return Refunds.Create(call.Unit, call.Subject("charge"), amount, call.Parameters.Text("reason"), call.Parameters);
    }

    private static Doc ChargeOf(Call call, Doc intent)
    {
        if (call.Unit.Find("charge", intent.Text("latest_charge") ?? "") is { } charge && charge.Text("status") == "succeeded")
        {
            return charge;
        }
        throw new StripeError(400, $"This PaymentIntent ({intent.Id}) does not have a successful charge to refund.",
            "payment_intent_unexpected_state", "payment_intent");
    }

    private static Answer Retrieve(Call call) => call.Subject("refund");

    private static Answer Update(Call call)
    {
        var refund = call.Subject("refund");
        var before = refund.Clone();
        Patch.Metadata(refund, call.Parameters);
        call.Unit.Changed(refund);
        var previous = Patch.Previous(before, refund);
        if (previous.Count > 0)
        {
            call.Unit.Emit("refund.updated", refund, previous);
            call.Unit.Emit("charge.refund.updated", refund, previous);
        }
        return refund;
    }

    private static Answer Cancel(Call call)
    {
        call.Subject("refund");
        throw StripeError.Invalid("You cannot cancel a refund of a card payment: only refunds with a status of requires_action may be canceled.");
    }

    private static Answer List(Call call) => Lists.Page(call, "/v1/refunds", new Selection("refund", 0)
    {
        Owner = call.Referred("charge", "charge")?.Id,
        Payment = call.Referred("payment_intent", "payment_intent")?.Id,
    });

    private static Answer ListOfCharge(Call call)
    {
        var charge = call.Subject("charge");
        return Lists.Page(call, $"/v1/charges/{charge.Id}/refunds", new Selection("refund", 0) { Owner = charge.Id });
    }
}
