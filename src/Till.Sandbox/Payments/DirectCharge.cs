using Till.Sandbox.Api;
using Till.Sandbox.Balance;
using Till.Sandbox.Disputes;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>
/// POST /v1/charges, which Stripe keeps for integrations older than payment intents: a token or a customer's card is charged at once.
/// Nobody can be asked to authenticate.
/// </summary>
internal static class DirectCharge
{
    public static Answer Create(Call call)
    {
        var given = call.Parameters;
        if (!given.Has("amount") || !given.Has("currency"))
        {
            var missing = given.Has("amount") ? "currency" : "amount";
            throw new StripeError(400, $"Missing required param: {missing}.", "parameter_missing", missing) { BeforeExecution = true };
        }
        var (amount, currency) = (given.Number("amount"), Currencies.Check(given.Text("currency")!));
        IntentFields.CheckAmount(call, amount);
        Currencies.CheckAmount(amount, currency);
        var method = Method(call);
        // A charge is made of what an intent would say of it; no intent is kept.
        var stand = IntentObject.New(call.Unit, amount, currency);
        Patch.Fields(stand, given, "description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix", "transfer_group");
        stand["customer"] = method.Text("customer");
        stand["shipping"] = Patch.PaymentShipping(given["shipping"]);
        Patch.Metadata(stand, given);
        var charge = ChargeObject.New(call.Unit, stand, method, authenticated: false);
        charge["payment_intent"] = null;
        var card = PaymentMethodObject.CardOf(method);
        charge["outcome"] = ChargeObject.Outcome(call.Unit, card, card.Decline);
        return card.Decline is { } decline ? Fail(call, charge, decline) : Succeed(call, charge, captured: given["capture"] is not false);
    }

    private static Doc Method(Call call)
    {
        var source = call.Parameters.Text("source");
        var customer = call.Referred("customer", "customer");
        var id = source ?? customer?.Part("invoice_settings")?.Text("default_payment_method");
        if (string.IsNullOrEmpty(id))
        {
            throw StripeError.Invalid("Must provide source or customer.", null, "parameter_missing");
        }
        var method = TestCards.OfAlias(id) is null && call.Unit.Find("payment_method", id) is null && call.Unit.Find("token", id) is null
            ? throw StripeError.Missing("token", id, "source")
            : PaymentMethodOperations.Resolve(call, id, "source");
        return method.Text("customer") == customer?.Id
            ? method
            : throw StripeError.Invalid($"Customer {customer?.Id ?? "none"} does not have a linked source with ID {id}.", "source", "missing");
    }

    private static Answer Succeed(Call call, Doc charge, bool captured)
    {
        charge["paid"] = true;
        charge["status"] = "succeeded";
        charge["receipt_url"] = $"{call.BaseAddress}/receipts/{charge.Id}";
        charge["captured"] = captured;
        charge["amount_captured"] = captured ? charge.Number("amount") : 0;
        call.Unit.Add(charge);
        if (captured)
        {
            Book.Charge(call.Unit, charge, announce: false);
            Disputing.Follow(call.Unit, charge);
        }
        call.Unit.Emit("charge.succeeded", charge);
        return charge;
    }

    private static Answer Fail(Call call, Doc charge, Decline decline)
    {
        charge["failure_code"] = decline.Code;
        charge["failure_message"] = decline.Message;
        call.Unit.Add(charge);
        call.Unit.Emit("charge.failed", charge);
        var error = CardErrors.Remembered(decline, charge.Id, []);
        error.Remove("payment_method");
        error["request_log_url"] = StripeError.LogUrl(call.Unit.Caller!.RequestId, call.Now);
        return new Answer(402, new Doc(1) { ["error"] = error });
    }
}
