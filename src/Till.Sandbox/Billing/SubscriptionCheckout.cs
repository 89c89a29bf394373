using Till.Sandbox.Checkout;
using Till.Sandbox.Customers;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>
/// Checkout sessions that sell a subscription. The page is paid first, or a card is kept for after the trial; the subscription and its
/// first invoice are made when that has succeeded, so that a declined card leaves none behind.
/// </summary>
internal static class SubscriptionCheckout
{
    public static bool Is(Doc session) => session.Text("mode") == "subscription";

    /// <summary>Nothing is asked of the buyer's card: nothing is due, and the shop does without one.</summary>
    public static bool AsksNoMethod(Doc session) =>
        Is(session) && session.Number("amount_total") == 0 && session.Text("payment_method_collection") == "if_required";

    /// <summary>Whether it begins with free days.</summary>
    public static bool HasTrial(Doc session) =>
        session.Part("_subscription") is { } data && (data.Number("trial_period_days") > 0 || data["trial_end"] is long);

    /// <summary>Refuses at the session's creation what its subscription would be refused for at its end.</summary>
    public static void Check(Unit unit, Doc session, Doc data)
    {
        foreach (var name in (ReadOnlySpan<string>)["billing_cycle_anchor_config", "pending_invoice_item_interval", "transfer_data"])
        {
            if (data.Has(name))
            {
                throw StripeError.Invalid($"The sandbox's subscriptions have no `{name}`.", $"subscription_data[{name}]");
            }
        }
        if (data.Has("trial_end") && data.Has("trial_period_days"))
        {
            throw StripeError.Invalid("You may only specify one of these parameters: trial_end, trial_period_days.", "subscription_data[trial_end]");
        }
        if (data.Has("trial_period_days") && data.Number("trial_period_days") is < 1 or > 730)
        {
            throw StripeError.Invalid("The minimum number of trial period days is 1, and the maximum 730.", "subscription_data[trial_period_days]", "parameter_invalid_integer");
        }
        if (data["trial_end"] is long end && end < unit.Now + (48 * Periods.Hour))
        {
            throw StripeError.Invalid("The `trial_end` date has to be at least 2 days in the future.", "subscription_data[trial_end]");
        }
        Taxes.Check(unit, data, "default_tax_rates", "subscription_data[default_tax_rates]");
        if (session.Text("customer") is { } id)
        {
            SubscriptionOperations.CheckRoom(unit, unit.Get(id));
        }
    }

    /// <summary>Who subscribes: the session's customer, or one that is made when the page is first submitted.</summary>
    public static Doc Customer(Unit unit, Doc session, Buyer buyer)
    {
        if ((session.Text("customer") ?? session.Text("_customer")) is { } known)
        {
            return unit.Get(known) is var subscriber && !subscriber.Flag("deleted") ? subscriber : throw StripeError.Missing("customer", known, "customer");
        }
        var customer = CustomerObject.New(unit.Chance, unit.Now);
        (customer["email"], customer["name"]) = (buyer.Email, buyer.Name.Length == 0 ? null : buyer.Name);
        unit.Add(customer);
        unit.Emit("customer.created", customer);
        session["_customer"] = customer.Id;
        unit.Changed(session);
        return customer;
    }

    /// <summary>Keeps a card for after the trial.</summary>
    public static Doc SetupOf(Unit unit, Doc session, Doc customer)
    {
        if (session.Text("_setup_intent") is { } made)
        {
            return unit.Get(made);
        }
        var setup = SetupObject.New(unit);
        setup["_session"] = session.Id;
        setup["customer"] = customer.Id;
        setup["payment_method_types"] = Doc.CloneValue(session["payment_method_types"]);
        unit.Add(setup);
        unit.Emit("setup_intent.created", setup);
        session["_setup_intent"] = setup.Id;
        return setup;
    }

    /// <summary>The page has been paid, or needed no payment: the subscription begins.</summary>
    public static void Begin(Unit unit, Doc session, Buyer buyer)
    {
        var customer = Customer(unit, session, buyer);
        session["customer"] = customer.Id;
        session.Remove("_customer");
        var paidBy = unit.Find("payment_intent", session.Text("_payment_intent") ?? "");
        var method = paidBy?.Text("payment_method") ?? unit.Find("setup_intent", session.Text("_setup_intent") ?? "")?.Text("payment_method");
        var given = session.Part("_subscription")?.Clone() ?? [];
        if (given["billing_cycle_anchor"] is long anchor && anchor <= unit.Now)
        {
            // It has passed while the page was open.
            given.Remove("billing_cycle_anchor");
        }
        // A debit that the bank has not decided yet is kept with its customer all the same.
        given["default_payment_method"] = method is not null && unit.Get(method).Text("customer") == customer.Id ? method : null;
        given["discounts"] = (session.Items("discounts") ?? []).ConvertAll(used => (object?)(((Doc)used!).Text("promotion_code") is { } code
            ? new Doc(1) { ["promotion_code"] = code }
            : new Doc(1) { ["coupon"] = ((Doc)used).Text("coupon") }));
        var (items, extras) = (new List<ItemTerms>(), new List<ItemTerms>());
        foreach (var line in unit.Select(new Selection("item", 100) { Owner = session.Id, OldestFirst = true }))
        {
            var price = unit.Get(line.Part("price")!.Id);
            (price.Part("recurring") is null ? extras : items).Add(new ItemTerms(price, line.Number("quantity"))
            {
                Metadata = line.Part("metadata"), TaxRates = line.Items("_own_tax_rates"),
            });
        }
        var payment = new FirstPayment("allow_incomplete", false) { PaidBy = paidBy, Session = session.Id };
        var subscription = SubscriptionStart.Start(unit, customer, given, items, extras, payment);
        session["subscription"] = subscription.Id;
        session["invoice"] = subscription["latest_invoice"];
    }
}
