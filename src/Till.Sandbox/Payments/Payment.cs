using Till.Sandbox.Balance;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>What became of a confirmation.</summary>
internal abstract record PaymentOutcome
{
    private PaymentOutcome()
    {
    }

    /// <summary>Paid, or authorised for a later capture.</summary>
    internal sealed record Charged(Doc Charge) : PaymentOutcome;

    /// <summary>The card's holder has to authenticate at <c>next_action</c>.</summary>
    internal sealed record Challenged : PaymentOutcome;

    /// <summary>Refused; the intent remembers the error and takes another method.</summary>
    internal sealed record Refused(Doc Error) : PaymentOutcome;
}

/// <summary>How a payment is confirmed.</summary>
/// <param name="OffSession">The card's holder is not there.</param>
/// <param name="UseSdk">The challenge is handled by a script on the shop's page.</param>
/// <param name="ReturnUrl">Where a challenge ends.</param>
internal sealed record Confirmation(bool OffSession, bool UseSdk, string? ReturnUrl)
{
    /// <summary>Off session, or because the caller wants it so: what would need action fails instead.</summary>
    public bool NoAction { get; init; }
}

/// <summary>Takes an intent from confirmed to charged, challenged or refused.</summary>
internal static class Payment
{
    private static readonly Decline NeedsAuthentication = new(
        "authentication_required", "authentication_required", "Your card was declined. This transaction requires authentication.", null, "try_again_later");

    public static PaymentOutcome Confirm(Unit unit, Doc intent, Doc method, Confirmation how)
    {
        intent["payment_method"] = method.Id;
        intent["last_payment_error"] = null;
        unit.Changed(intent);
        if (method.Text("type") != "card")
        {
            throw StripeError.Invalid($"The sandbox charges cards only, not {method.Text("type")}.", "payment_method");
        }
        var card = PaymentMethodObject.CardOf(method);
        if (!Challenges(card, method, intent, how))
        {
            return Charge(unit, intent, method, card.Authentication == Authentication.Frictionless);
        }
        if (how.OffSession || how.NoAction)
        {
            return Refuse(unit, intent, method, NeedsAuthentication, authenticated: false);
        }
        if (card.Authentication == Authentication.Broken)
        {
            return Refuse(unit, intent, method, card.Decline!, authenticated: false);
        }
        intent["status"] = "requires_action";
        intent["next_action"] = NextAction(unit, intent, how);
        unit.Emit("payment_intent.requires_action", intent);
        return new PaymentOutcome.Challenged();
    }

    /// <summary>The holder passed the challenge, or did not.</summary>
    public static PaymentOutcome CompleteChallenge(Unit unit, Doc intent, bool passed)
    {
        var method = unit.Get(intent.Text("payment_method")!);
        intent["next_action"] = null;
        unit.Changed(intent);
        if (passed)
        {
            return Charge(unit, intent, method, authenticated: true);
        }
        const string code = "payment_intent_authentication_failure";
        var error = new Doc
        {
            ["code"] = code,
            ["doc_url"] = StripeError.DocUrl(code),
            ["message"] = "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
            ["payment_method"] = method.Clone(),
            ["type"] = "invalid_request_error",
        };
        return Forget(unit, intent, error);
    }

    private static PaymentOutcome Charge(Unit unit, Doc intent, Doc method, bool authenticated)
    {
        var card = PaymentMethodObject.CardOf(method);
        if (card.Decline is { } decline)
        {
            return Refuse(unit, intent, method, decline, authenticated);
        }
        var charge = ChargeObject.New(unit, intent, method, authenticated);
        var manual = intent.Text("capture_method") == "manual";
        charge["outcome"] = ChargeObject.Outcome(unit, card, null);
        charge["paid"] = true;
        charge["status"] = "succeeded";
        charge["receipt_url"] = $"{unit.BaseAddress}/receipts/{charge.Id}";
        intent["latest_charge"] = charge.Id;
        intent["next_action"] = null;
        if (manual)
        {
            intent["status"] = "requires_capture";
            intent["amount_capturable"] = intent["amount"];
            charge.Part("payment_method_details")!.Part("card")!["capture_before"] = unit.Now + Intents.CaptureWindow;
            unit.Later(unit.Now + Intents.CaptureWindow, Scheduled.ReleaseAuthorisation, intent.Id);
        }
        else
        {
            charge["captured"] = true;
            charge["amount_captured"] = charge["amount"];
            intent["status"] = "succeeded";
            intent["amount_received"] = intent["amount"];
        }
        unit.Add(charge);
        Remember(unit, intent, method);
        if (intent.Text("capture_method") == "automatic")
        {
            Book.Charge(unit, charge, announce: false);
        }
        unit.Emit("charge.succeeded", charge);
        unit.Emit(manual ? "payment_intent.amount_capturable_updated" : "payment_intent.succeeded", intent);
        if (intent.Text("capture_method") == "automatic_async")
        {
            unit.AfterAnswer(() => Book.Charge(unit, charge, announce: true));
        }
        return new PaymentOutcome.Charged(charge);
    }

    private static PaymentOutcome.Refused Refuse(Unit unit, Doc intent, Doc method, Decline decline, bool authenticated)
    {
        var charge = ChargeObject.New(unit, intent, method, authenticated);
        charge["failure_code"] = decline.Code;
        charge["failure_message"] = decline.Message;
        charge["outcome"] = ChargeObject.Outcome(unit, PaymentMethodObject.CardOf(method), decline);
        unit.Add(charge);
        intent["latest_charge"] = charge.Id;
        unit.Emit("charge.failed", charge);
        return Forget(unit, intent, CardErrors.Remembered(decline, charge.Id, method));
    }

    private static PaymentOutcome.Refused Forget(Unit unit, Doc intent, Doc error)
    {
        intent["last_payment_error"] = error;
        intent["next_action"] = null;
        intent["payment_method"] = null;
        intent["status"] = "requires_payment_method";
        unit.Changed(intent);
        unit.Emit("payment_intent.payment_failed", intent);
        return new PaymentOutcome.Refused(error);
    }

    /// <summary>After a payment a method is kept with the customer when that was asked for; otherwise it cannot be used again.</summary>
    private static void Remember(Unit unit, Doc intent, Doc method)
    {
        if (method.Text("customer") is not null)
        {
            return;
        }
        if (intent.Text("setup_future_usage") is not null && intent.Text("customer") is { } customer)
        {
            method["customer"] = customer;
            method["_set_up"] = true;
            unit.Changed(method);
            unit.Emit("payment_method.attached", method);
            return;
        }
        method["_consumed"] = true;
        unit.Changed(method);
    }

    private static bool Challenges(TestCard card, Doc method, Doc intent, Confirmation how) => card.Authentication switch
    {
        Authentication.Always or Authentication.Broken => true,
        Authentication.UnlessSetUp => !(how.OffSession && method.Flag("_set_up")),
        Authentication.OnSession => !how.OffSession,
        _ => card.Name.StartsWith("threeDSecureOptional", StringComparison.Ordinal)
            && intent.Part("payment_method_options")?.Part("card")?.Text("request_three_d_secure") is "any" or "challenge",
    };

    private static Doc NextAction(Unit unit, Doc intent, Confirmation how)
    {
        var secret = intent.Text("client_secret");
        var page = $"{unit.BaseAddress}/3d_secure_2/hosted?payment_intent={intent.Id}&payment_intent_client_secret={secret}";
        if (how.UseSdk || how.ReturnUrl is null)
        {
            return new Doc(2)
            {
                ["type"] = "use_stripe_sdk",
                ["use_stripe_sdk"] = new Doc(5)
                {
                    ["source"] = unit.Chance.PaymentId("payatt"),
                    ["stripe_js"] = page,
                    ["three_d_secure_2_source"] = unit.Chance.PaymentId("payatt"),
                    ["type"] = "three_d_secure_redirect",
                },
            };
        }
        return new Doc(2)
        {
            ["redirect_to_url"] = new Doc(2) { ["return_url"] = how.ReturnUrl, ["url"] = page },
            ["type"] = "redirect_to_url",
        };
    }
}
