using Till.Sandbox.Billing;
using Till.Sandbox.Customers;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Checkout;

/// <summary>What a buyer enters on the hosted page.</summary>
internal sealed record CheckoutForm(string Email, CardEntry Card, string Name, string Country, string PostalCode)
{
    /// <summary>The type of the payment method; the card counts for <c>card</c> only.</summary>
    public string Type { get; init; } = "card";

    /// <summary>What another method needs, such as an IBAN, by the names of the API.</summary>
    public Doc Details { get; init; } = [];

    /// <summary>Where it is sent to: <c>name</c> and <c>address</c>; null where the session does not ask.</summary>
    public Doc? Shipping { get; init; }
}

/// <summary>What became of a submitted page.</summary>
internal abstract record CheckoutOutcome
{
    private CheckoutOutcome()
    {
    }

    /// <summary>Paid, on its way to be, or kept. The buyer goes to <paramref name="Url"/> once the event has been delivered, or ten seconds have gone.</summary>
    internal sealed record Completed(string Url, string EventId) : CheckoutOutcome;

    /// <summary>The buyer goes to the page where the card's issuer, or the method's provider, asks.</summary>
    internal sealed record Challenged(string Url) : CheckoutOutcome;

    /// <summary>The card was refused: <paramref name="Field"/> is cardNumber, cardExpiry or cardCvc, or null for none of them.</summary>
    internal sealed record Declined(string Code, string Message, string? Field) : CheckoutOutcome;

    /// <summary>The session is no longer open: it is complete or expired.</summary>
    internal sealed record Closed(string Status) : CheckoutOutcome;
}

/// <summary>Who bought, as the session remembers it.</summary>
internal sealed record Buyer(string Email, string Name, string Country, string PostalCode)
{
    public Doc? Shipping { get; init; }

    public Doc ToNote() => new(5)
    {
        ["email"] = Email, ["name"] = Name, ["country"] = Country, ["postal_code"] = PostalCode, ["shipping"] = Shipping,
    };

    public static Buyer OfNote(Doc kept) => new(
        kept.Text("email") ?? "", kept.Text("name") ?? "", kept.Text("country") ?? "", kept.Text("postal_code") ?? "") { Shipping = kept.Part("shipping") };
}

/// <summary>The life of a session between its creation and its end.</summary>
internal static class CheckoutEngine
{
    /// <summary>The Pay button of the hosted page.</summary>
    public static CheckoutOutcome Submit(Unit unit, Doc session, CheckoutForm form)
    {
        if (session.Text("status") != "open")
        {
            return new CheckoutOutcome.Closed(session.Text("status")!);
        }
        Enter(unit, session);
        var buyer = new Buyer(form.Email, form.Name, form.Country, form.PostalCode) { Shipping = form.Shipping };
        if (IsFree(session))
        {
            return Complete(unit, session, buyer);
        }
        if (form.Type == "card" && form.Card.Check(unit.Instant) is { } wrong)
        {
            return new CheckoutOutcome.Declined(wrong.DeclineCode ?? wrong.Code, wrong.Message, Field(wrong));
        }
        return Confirm(unit, session, Method(unit, form), buyer);
    }

    /// <summary>The same with a payment method that was made before; the buyer is whoever it is billed to.</summary>
    public static CheckoutOutcome Submit(Unit unit, Doc session, Doc method)
    {
        if (session.Text("status") != "open")
        {
            return new CheckoutOutcome.Closed(session.Text("status")!);
        }
        Enter(unit, session);
        var billed = method.Part("billing_details")!;
        var address = billed.Part("address")!;
        var buyer = new Buyer(
            billed.Text("email") ?? session.Text("customer_email") ?? "", billed.Text("name") ?? "", address.Text("country") ?? "",
            address.Text("postal_code") ?? "");
        return IsFree(session) ? Complete(unit, session, buyer) : Confirm(unit, session, method, buyer);
    }

    /// <summary>The end of a challenge that began on the hosted page.</summary>
    public static CheckoutOutcome Resume(Unit unit, Doc session, Doc intent, bool passed)
    {
        if (session.Text("status") != "open" || intent.Text("status") != "requires_action")
        {
            return new CheckoutOutcome.Closed(session.Text("status")!);
        }
        Enter(unit, session);
        var buyer = Buyer.OfNote(session.Part("_buyer")!);
        return intent.Text("object") == "setup_intent"
            ? Follow(unit, session, intent, Setup.CompleteChallenge(unit, intent, passed), buyer)
            : Follow(unit, session, Payment.CompleteChallenge(unit, intent, passed), buyer);
    }

    /// <summary>A delayed payment has been decided.</summary>
    public static void Settled(Unit unit, Doc session, bool paid)
    {
        if (paid)
        {
            session["payment_status"] = "paid";
            unit.Changed(session);
        }
        unit.Emit(paid ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed", session);
    }

    public static void Expire(Unit unit, Doc session)
    {
        if (session.Text("status") != "open")
        {
            return;
        }
        if (SessionObject.PaymentOf(session) is { } id && unit.Get(id) is var intent
            && intent.Text("status") is not ("succeeded" or "canceled" or "requires_capture"))
        {
            Intents.Cancel(unit, intent, null, bySession: true);
        }
        session["status"] = "expired";
        session["url"] = null;
        unit.Changed(session);
        unit.NotLater(Scheduled.ExpireSession, session.Id);
        unit.Emit("checkout.session.expired", session);
    }

    private static bool IsFree(Doc session) =>
        (session.Text("mode") == "payment" && session.Number("amount_total") == 0) || SubscriptionCheckout.AsksNoMethod(session);

    /// <summary>A subscription lives by its customer's clock from its first moment.</summary>
    private static void Enter(Unit unit, Doc session)
    {
        if (SubscriptionCheckout.Is(session) && session.Text("customer") is { } customer)
        {
            TestClocks.EnterForChange(unit, unit.Get(customer));
        }
    }

    private static CheckoutOutcome Confirm(Unit unit, Doc session, Doc method, Buyer buyer)
    {
        session["_buyer"] = buyer.ToNote();
        unit.Changed(session);
        // The page shows the mandate of a debit above its button.
        var how = new Confirmation(false, false, session.Text("url") ?? unit.BaseAddress) { Mandate = [] };
        var customer = SubscriptionCheckout.Is(session) ? SubscriptionCheckout.Customer(unit, session, buyer) : null;
        if (session.Text("setup_intent") is { } id)
        {
            return Follow(unit, session, unit.Get(id), Setup.Confirm(unit, unit.Get(id), method, how), buyer);
        }
        if (customer is not null && session.Number("amount_total") == 0)
        {
            var setup = SubscriptionCheckout.SetupOf(unit, session, customer);
            return Follow(unit, session, setup, Setup.Confirm(unit, setup, method, how), buyer);
        }
        return Follow(unit, session, Payment.Confirm(unit, IntentOf(unit, session, customer), method, how), buyer);
    }

    private static CheckoutOutcome Follow(Unit unit, Doc session, Doc setup, Doc? error, Buyer buyer) =>
        error is not null ? Declined(error)
        : setup.Part("next_action")?.Part("redirect_to_url")?.Text("url") is { } url ? new CheckoutOutcome.Challenged(url)
        : Complete(unit, session, buyer);

    private static CheckoutOutcome Follow(Unit unit, Doc session, PaymentOutcome outcome, Buyer buyer) => outcome switch
    {
        PaymentOutcome.Charged or PaymentOutcome.Processing => Complete(unit, session, buyer),
        PaymentOutcome.Refused refused => Declined(refused.Error),
        _ => new CheckoutOutcome.Challenged(
            unit.Get(SessionObject.PaymentOf(session)!).Part("next_action")!.Part("redirect_to_url")!.Text("url")!),
    };

    private static CheckoutOutcome.Declined Declined(Doc error) => new(
        error.Text("decline_code") ?? error.Text("code") ?? "card_declined",
        error.Text("message") ?? "Your card was declined.",
        error.Text("param") switch { "cvc" => "cardCvc", "exp_month" or "exp_year" => "cardExpiry", "number" => "cardNumber", _ => null });

    private static CheckoutOutcome.Completed Complete(Unit unit, Doc session, Buyer buyer)
    {
        var details = SessionObject.Details(buyer.Email, buyer.Name.Length == 0 ? null : buyer.Name, "none");
        var address = Patch.EmptyAddress();
        address["country"] = buyer.Country.Length == 0 ? null : buyer.Country;
        address["postal_code"] = buyer.PostalCode.Length == 0 ? null : buyer.PostalCode;
        details["address"] = address;
        details["tax_ids"] = new List<object?>();
        session["customer_details"] = details;
        session["status"] = "complete";
        session["payment_status"] = session.Text("mode") == "setup" || session.Number("amount_total") == 0 ? "no_payment_required"
            : unit.Get(SessionObject.PaymentOf(session)!).Text("status") == "succeeded" ? "paid" : "unpaid";
        session["url"] = null;
        session.Remove("_buyer");
        if (buyer.Shipping is { } shipping)
        {
            session.Part("collected_information")!["shipping_details"] = new Doc(2) { ["address"] = Patch.Address(shipping["address"]), ["name"] = shipping["name"] };
        }
        if (SubscriptionCheckout.Is(session))
        {
            SubscriptionCheckout.Begin(unit, session, buyer);
        }
        else
        {
            SessionDiscounts.Redeem(unit, session);
        }
        if (session.Text("customer_creation") == "always" && session.Text("customer") is null)
        {
            var customer = CustomerObject.New(unit.Chance, unit.Now);
            (customer["email"], customer["name"]) = (buyer.Email, details["name"]);
            unit.Add(customer);
            unit.Emit("customer.created", customer);
            session["customer"] = customer.Id;
        }
        unit.Changed(session);
        unit.NotLater(Scheduled.ExpireSession, session.Id);
        var eventId = unit.Emit("checkout.session.completed", session);
        var url = (session.Text("success_url") ?? session.Text("return_url") ?? unit.BaseAddress)
            .Replace("{CHECKOUT_SESSION_ID}", session.Id, StringComparison.Ordinal);
        return new CheckoutOutcome.Completed(url, eventId);
    }

    /// <summary>Makes the payment method that a page's form describes.</summary>
    public static Doc Method(Unit unit, CheckoutForm form)
    {
        var method = form.Type == "card"
            ? PaymentMethodObject.OfCard(unit.Chance, unit.Instant, form.Card.Card, form.Card.ExpMonth, form.Card.Year, form.Card.Cvc is { Length: > 0 })
            : PaymentMethodObject.New(unit.Chance, unit.Instant, form.Type, OtherMethods.Details(form.Type, form.Details));
        if (form.Type != "card")
        {
            method["_turn"] = BankTest.Turn(form.Type, form.Details);
        }
        PaymentMethodOperations.ApplyBilling(method, new Doc
        {
            ["address"] = new Doc(2) { ["country"] = form.Country, ["postal_code"] = form.PostalCode },
            ["email"] = form.Email,
            ["name"] = form.Name,
        });
        unit.Add(method);
        return method;
    }

    /// <summary>The session's payment, made when its page is first submitted.</summary>
    private static Doc IntentOf(Unit unit, Doc session, Doc? subscriber)
    {
        if (SessionObject.PaymentOf(session) is { } made)
        {
            // A code or another delivery may have changed the total since the last attempt.
            var kept = unit.Get(made);
            kept["amount"] = session["amount_total"];
            Send(kept, session);
            unit.Changed(kept);
            return kept;
        }
        var intent = IntentObject.New(unit, session.Number("amount_total"), session.Text("currency")!);
        intent["_session"] = session.Id;
        intent["customer"] = session["customer"];
        if (session["payment_method_configuration_details"] is null)
        {
            IntentObject.UseMethods(intent, session.Items("payment_method_types")!.Select(type => (string)type!));
        }
        else
        {
            IntentObject.UseAccountMethods(intent, unit.Account, "always");
            IntentObject.UseMethods(intent, session.Items("payment_method_types")!.Select(type => (string)type!));
        }
        if (session.Part("_intent") is { } data)
        {
            Patch.Fields(intent, data, "capture_method", "description", "receipt_email", "setup_future_usage", "statement_descriptor",
                "statement_descriptor_suffix", "transfer_group");
            intent["shipping"] = Patch.PaymentShipping(data["shipping"]);
            Patch.Metadata(intent, data);
        }
        if (subscriber is not null)
        {
            intent["capture_method"] = "automatic";
            intent["customer"] = subscriber.Id;
            intent["description"] = "Subscription creation";
            intent["setup_future_usage"] = "off_session";
        }
        Send(intent, session);
        unit.Add(intent);
        session[subscriber is null ? "payment_intent" : "_payment_intent"] = intent.Id;
        unit.Emit("payment_intent.created", intent);
        return intent;
    }

    private static void Send(Doc intent, Doc session)
    {
        if (session.Part("_buyer")?.Part("shipping") is { } shipping)
        {
            intent["shipping"] = Patch.PaymentShipping(shipping);
        }
    }

    private static string? Field(Decline wrong) => wrong.Param switch
    {
        "number" => "cardNumber",
        "exp_month" or "exp_year" => "cardExpiry",
        "cvc" => "cardCvc",
        _ => wrong.Code == "card_declined" ? "cardNumber" : null,
    };
}
