using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>/v1/payment_intents</summary>
internal static class IntentOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/payment_intents", Create);
        router.Map("GET", "/v1/payment_intents", List);
        router.Map("GET", "/v1/payment_intents/search", static call => Search.Page(call, "/v1/payment_intents/search", "payment_intent"));
        router.Map("GET", "/v1/payment_intents/{}", Retrieve, forBrowsers: true);
        router.Map("POST", "/v1/payment_intents/{}", Update);
        router.Map("POST", "/v1/payment_intents/{}/confirm", Confirm, forBrowsers: true);
        router.Map("POST", "/v1/payment_intents/{}/capture", Capture);
        router.Map("POST", "/v1/payment_intents/{}/cancel", Cancel);
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var amount = given.Number("amount");
        IntentFields.CheckAmount(call, amount);
        var currency = Currencies.Check(given.Text("currency")!);
        Currencies.CheckAmount(amount, currency);
        var confirm = given.Flag("confirm");
        foreach (var name in (ReadOnlySpan<string>)["return_url", "off_session", "error_on_requires_action", "mandate_data", "confirmation_token"])
        {
            if (!confirm && given.Has(name) && given[name] is not false)
            {
                throw StripeError.Invalid($"You cannot set `{name}` unless `confirm` is `true`.", name);
            }
        }
        var intent = IntentObject.New(call.Unit, amount, currency);
        IntentFields.ChooseMethods(call, intent);
        var method = IntentFields.Apply(call, intent);
        call.Unit.Add(intent);
        call.Unit.Emit("payment_intent.created", intent);
        if (!confirm)
        {
            if (method is not null)
            {
                intent["status"] = "requires_confirmation";
                call.Unit.Changed(intent);
            }
            return intent;
        }
        return Run(call, intent, method);
    }

    private static Answer Retrieve(Call call)
    {
        var intent = call.Subject("payment_intent");
        Browsers.RequireSecret(call, intent, "PaymentIntent");
        return intent;
    }

    private static Answer Update(Call call)
    {
        var intent = call.Subject("payment_intent");
        var given = call.Parameters;
        var status = intent.Text("status");
        if (status is "succeeded" or "canceled" or "processing" or "requires_capture"
            && (given.Has("amount") || given.Has("currency") || given.Has("payment_method")))
        {
            var name = given.Has("amount") ? "amount" : given.Has("currency") ? "currency" : "payment_method";
            throw new StripeError(400,
                $"This PaymentIntent's {name} could not be updated because it has a status of {status}. You may only update the {name} of a PaymentIntent "
                + "with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.",
                "payment_intent_unexpected_state", name) { More = new Doc(1) { ["payment_intent"] = intent.Clone() } };
        }
        if (given.Has("amount"))
        {
            IntentFields.CheckAmount(call, given.Number("amount"));
            intent["amount"] = given["amount"];
        }
        if (given.Text("currency") is { } currency)
        {
            intent["currency"] = Currencies.Check(currency);
        }
        Currencies.CheckAmount(intent.Number("amount"), intent.Text("currency")!);
        if (given.Has("payment_method_types") || given.Has("allowed_payment_method_types"))
        {
            IntentFields.ChooseMethods(call, intent);
        }
        var method = IntentFields.Apply(call, intent);
        if (method is not null && status is "requires_payment_method" or "requires_action")
        {
            intent["status"] = "requires_confirmation";
            intent["next_action"] = null;
        }
        call.Unit.Changed(intent);
        return intent;
    }

    private static Answer Confirm(Call call)
    {
        var intent = call.Subject("payment_intent");
        Browsers.RequireSecret(call, intent, "PaymentIntent");
        if (call.Publishable)
        {
            Browsers.RefuseShopsOwn(call);
            RefuseManual(intent);
        }
        var status = intent.Text("status");
        if (intent.Text("_session") is not null)
        {
            throw Intents.Unexpected(intent, "You cannot confirm this PaymentIntent because it belongs to a Checkout Session.");
        }
        if (status is "succeeded" or "canceled" or "processing" or "requires_capture")
        {
            throw Intents.Unexpected(intent, status == "succeeded"
                ? "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
                : $"You cannot confirm this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of the following statuses may "
                  + "be confirmed: requires_payment_method, requires_confirmation, requires_action.");
        }
        var method = IntentFields.Apply(call, intent);
        call.Unit.Changed(intent);
        return Run(call, intent, method ?? call.Unit.Find("payment_method", intent.Text("payment_method") ?? ""));
    }

    private static Answer Capture(Call call)
    {
        var intent = call.Subject("payment_intent");
        Intents.Capture(call.Unit, intent, call.Parameters.Has("amount_to_capture") ? call.Parameters.Number("amount_to_capture") : null);
        Patch.Metadata(intent, call.Parameters);
        return intent;
    }

    private static Answer Cancel(Call call)
    {
        var intent = call.Subject("payment_intent");
        Intents.Cancel(call.Unit, intent, call.Parameters.Text("cancellation_reason"));
        return intent;
    }

    private static Answer List(Call call) => Lists.Page(call, "/v1/payment_intents", new Selection("payment_intent", 0)
    {
        Customer = call.Referred("customer", "customer")?.Id,
    });

    private static Answer Run(Call call, Doc intent, Doc? method)
    {
        if (method is null)
        {
            throw Intents.Unexpected(intent,
                "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment "
                + "method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.");
        }
        var how = IntentFields.HowConfirmed(call, intent);
        var outcome = Payment.Confirm(call.Unit, intent, method, how);
        if (outcome is PaymentOutcome.Refused refused)
        {
            return new Answer(402, CardErrors.Answer(refused.Error, "payment_intent", intent, call.Unit.Caller!.RequestId, call.Now));
        }
        return intent;
    }

    private static void RefuseManual(Doc intent)
    {
        if (intent.Text("confirmation_method") == "manual")
        {
            throw Intents.Unexpected(intent,
                "You cannot confirm this PaymentIntent with a publishable key because its confirmation_method is manual. Confirm it on your server with a "
                + "secret key, or create it with confirmation_method=automatic.");
        }
    }
}
