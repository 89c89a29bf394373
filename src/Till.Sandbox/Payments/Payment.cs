using Till.Sandbox.Balance;
using Till.Sandbox.Billing;
using Till.Sandbox.Disputes;
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

    /// <summary>The buyer has to authenticate or authorise it at <c>next_action</c>.</summary>
    internal sealed record Challenged : PaymentOutcome;

    /// <summary>The bank decides later.</summary>
    internal sealed record Processing : PaymentOutcome;

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

    /// <summary>Off session, what needs action waits for the customer, as invoices do.</summary>
    public bool Waits { get; init; }

    /// <summary>What the buyer accepted of a mandate, as in <c>mandate_data</c>; null for nothing.</summary>
    public Doc? Mandate { get; init; }
}

/// <summary>Takes an intent from confirmed to charged, challenged or refused.</summary>
internal static class Payment
{
    private static readonly Decline NeedsAuthentication = new(
        "authentication_required", "authentication_required", "Your card was declined. This transaction requires authentication.", null, "try_again_later");

    public static PaymentOutcome Confirm(Unit unit, Doc intent, Doc method, Confirmation how) =>
        Told(unit, intent, Confirmed(unit, intent, method, how));

    private static PaymentOutcome Confirmed(Unit unit, Doc intent, Doc method, Confirmation how)
    {
        intent["payment_method"] = method.Id;
        intent["last_payment_error"] = null;
        unit.Changed(intent);
        var kind = MethodKind.Of(method.Text("type")!);
        if (kind.Way != Way.Card)
        {
            return ConfirmOther(unit, intent, method, kind, how);
        }
        var card = PaymentMethodObject.CardOf(method);
        if (!Challenges(card, method, intent, how))
        {
            return Charge(unit, intent, method, card.Authentication == Authentication.Frictionless);
        }
        if (how is { OffSession: true, Waits: false } or { NoAction: true })
        {
            return Refuse(unit, intent, method, NeedsAuthentication, authenticated: false);
        }
        if (card.Authentication == Authentication.Broken)
        {
            return Refuse(unit, intent, method, card.Decline!, authenticated: false);
        }
        intent["status"] = "requires_action";
        intent["next_action"] = NextActions.Authenticate(unit, intent, how);
        unit.Emit("payment_intent.requires_action", intent);
        return new PaymentOutcome.Challenged();
    }

    /// <summary>The holder passed the challenge, or did not.</summary>
    public static PaymentOutcome CompleteChallenge(Unit unit, Doc intent, bool passed)
    {
        var method = unit.Get(intent.Text("payment_method")!);
        intent["next_action"] = null;
        unit.Changed(intent);
        var way = MethodKind.Of(method.Text("type")!).Way;
        if (passed)
        {
            return Told(unit, intent, way == Way.RedirectThenDelayed ? Delayed.Begin(unit, intent, method) : Charge(unit, intent, method, authenticated: way == Way.Card));
        }
        return Told(unit, intent, Forget(unit, intent, CardErrors.Unauthenticated("payment_intent", method, way)));
    }

    /// <summary>The invoice that an intent is to pay hears what became of it.</summary>
    private static PaymentOutcome Told(Unit unit, Doc intent, PaymentOutcome outcome)
    {
        if (intent.Text("_invoice") is { } invoice)
        {
            Collection.Follow(unit, unit.Get(invoice), intent, outcome);
        }
        return outcome;
    }

    private static PaymentOutcome ConfirmOther(Unit unit, Doc intent, Doc method, MethodKind kind, Confirmation how)
    {
        if (kind.Way == Way.None)
        {
            throw StripeError.Invalid($"The sandbox cannot take money by {kind.Type}.", "payment_method");
        }
        if (!kind.Takes(intent.Text("currency")))
        {
            throw StripeError.Invalid(
                $"The currency provided ({intent.Text("currency")}) is invalid for the payment method {kind.Type}. It takes one of: {kind.Currencies.Replace(" ", ", ", StringComparison.Ordinal)}.",
                "currency", "payment_intent_invalid_currency");
        }
        if (kind.Way == Way.Instant)
        {
            return Charge(unit, intent, method, authenticated: false);
        }
        if (kind.Way == Way.Delayed)
        {
            intent["_mandate"] = Mandates.Of(unit, intent, method, how.Mandate);
            return Delayed.Begin(unit, intent, method);
        }
        if (how.OffSession || how.NoAction)
        {
            throw StripeError.Invalid($"A payment by {kind.Type} has to be authorised by the customer, and cannot be confirmed without them.", "off_session");
        }
        if (how.ReturnUrl is null)
        {
            throw StripeError.Invalid(
                $"When confirming a PaymentIntent with a `{kind.Type}` PaymentMethod, you must provide a `return_url`.", "return_url", "parameter_missing");
        }
        intent["status"] = "requires_action";
        intent["next_action"] = NextActions.Authorise(unit, intent, how.ReturnUrl);
        unit.Emit("payment_intent.requires_action", intent);
        return new PaymentOutcome.Challenged();
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
            (charge.Part("payment_method_details")!.Part("card") ?? [])["capture_before"] = unit.Now + Intents.CaptureWindow;
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
        if (!manual)
        {
            Disputing.Follow(unit, charge);
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

    /// <summary>The intent takes another method, and remembers why.</summary>
    public static PaymentOutcome.Refused Forget(Unit unit, Doc intent, Doc error)
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
    public static void Remember(Unit unit, Doc intent, Doc method)
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
}
