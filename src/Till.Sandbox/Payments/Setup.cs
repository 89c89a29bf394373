using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>Takes a setup intent from confirmed to kept, challenged or refused: the same as a payment, without money.</summary>
internal static class Setup
{
    private static readonly Decline NeedsAuthentication = new(
        "authentication_required", "authentication_required", "Your card was declined. This transaction requires authentication.");

    /// <returns>The error when it was refused; null when it was kept, or the buyer has to act.</returns>
    public static Doc? Confirm(Unit unit, Doc setup, Doc method, Confirmation how)
    {
        var type = method.Text("type")!;
        setup["payment_method"] = method.Id;
        setup["last_setup_error"] = null;
        unit.Changed(setup);
        switch (MethodKind.Of(type).Way)
        {
            case Way.Card or Way.Instant: return ConfirmCard(unit, setup, method, how);
            case Way.Delayed:
                setup["mandate"] = Mandates.Of(unit, setup, method, how.Mandate);
                Keep(unit, setup, method);
                return null;
            case Way.Redirect or Way.RedirectThenDelayed when how.ReturnUrl is { } url:
                Ask(unit, setup, method, NextActions.Authorise(unit, setup, url));
                return null;
            case Way.Redirect or Way.RedirectThenDelayed:
                throw StripeError.Invalid($"When confirming a SetupIntent with a `{type}` PaymentMethod, you must provide a `return_url`.", "return_url", "parameter_missing");
            default: throw StripeError.Invalid($"The sandbox cannot keep a {type} for later.", "payment_method");
        }
    }

    /// <summary>The buyer has authenticated or authorised it, or has not.</summary>
    /// <returns>The error when they have not.</returns>
    public static Doc? CompleteChallenge(Unit unit, Doc setup, bool passed)
    {
        var method = unit.Get(setup.Text("payment_method")!);
        if (passed)
        {
            Keep(unit, setup, method);
            return null;
        }
        return Refuse(unit, setup, method, CardErrors.Unauthenticated("setup_intent", method, MethodKind.Of(method.Text("type")!).Way));
    }

    private static Doc? ConfirmCard(Unit unit, Doc setup, Doc method, Confirmation how)
    {
        var card = PaymentMethodObject.CardOf(method);
        if (card.Authentication is Authentication.Always or Authentication.Broken or Authentication.UnlessSetUp && !method.Flag("_set_up"))
        {
            if (how.NoAction || how.OffSession)
            {
                return Refuse(unit, setup, method, CardErrors.Remembered(NeedsAuthentication, null, method));
            }
            if (card.Authentication == Authentication.Broken)
            {
                return Refuse(unit, setup, method, CardErrors.Remembered(card.Decline!, null, method));
            }
            Ask(unit, setup, method, NextActions.Authenticate(unit, setup, how));
            return null;
        }
        if (card is { Decline: { } decline, Attaches: false, Authentication: Authentication.Never })
        {
            return Refuse(unit, setup, method, CardErrors.Remembered(decline, null, method));
        }
        Keep(unit, setup, method);
        return null;
    }

    private static void Ask(Unit unit, Doc setup, Doc method, Doc nextAction)
    {
        setup["latest_attempt"] = SetupAttempts.Make(unit, setup, method, "requires_action", null);
        setup["status"] = "requires_action";
        setup["next_action"] = nextAction;
        unit.Emit("setup_intent.requires_action", setup);
    }

    private static void Keep(Unit unit, Doc setup, Doc method)
    {
        setup["latest_attempt"] = SetupAttempts.Make(unit, setup, method, "succeeded", null);
        setup["next_action"] = null;
        setup["status"] = "succeeded";
        method["_set_up"] = true;
        if (setup.Text("customer") is { } customer && method.Text("customer") is null)
        {
            method["customer"] = customer;
            unit.Emit("payment_method.attached", method);
        }
        unit.Changed(method);
        unit.Changed(setup);
        unit.Emit("setup_intent.succeeded", setup);
    }

    private static Doc Refuse(Unit unit, Doc setup, Doc method, Doc error)
    {
        setup["last_setup_error"] = error;
        setup["latest_attempt"] = SetupAttempts.Make(unit, setup, method, "failed", error);
        setup["next_action"] = null;
        setup["payment_method"] = null;
        setup["status"] = "requires_payment_method";
        unit.Changed(setup);
        unit.Emit("setup_intent.setup_failed", setup);
        return error;
    }
}
