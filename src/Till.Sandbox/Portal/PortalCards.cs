using Till.Sandbox.Billing;
using Till.Sandbox.Checkout;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Portal;

/// <summary>A customer's payment methods, as they manage them in the portal.</summary>
internal static class PortalCards
{
    public static List<Doc> Of(Unit unit, string customer) => unit.Select(new Selection("payment_method", 50) { Customer = customer });

    /// <summary>With what everything is paid that names no method of its own.</summary>
    public static string? Default(Doc customer) => customer.Part("invoice_settings")!.Text("default_payment_method") ?? customer.Text("default_source");

    /// <summary>Keeps a card through a setup intent: it may have to be authenticated.</summary>
    /// <returns>Where the customer goes to authenticate it, or why it was refused; neither when it has been kept.</returns>
    public static (string? Url, string? Refusal) Keep(Unit unit, PortalVisit visit, CheckoutForm form, bool makeDefault)
    {
        if (form.Card.Check(unit.Instant) is { } wrong)
        {
            return (null, wrong.Message);
        }
        var setup = SetupObject.New(unit);
        setup["customer"] = visit.Customer.Id;
        (setup["_portal"], setup["_default"]) = (visit.Session.Id, makeDefault);
        unit.Add(setup);
        unit.Emit("setup_intent.created", setup);
        var method = CheckoutEngine.Method(unit, form with { Email = visit.Customer.Text("email") ?? "" });
        if (Setup.Confirm(unit, setup, method, new Confirmation(false, false, $"{unit.BaseAddress}{visit.Address}/payment-method")) is { } error)
        {
            return (null, error.Text("message"));
        }
        if (setup.Part("next_action")?.Part("redirect_to_url")?.Text("url") is { } url)
        {
            return (url, null);
        }
        Kept(unit, setup);
        return (null, null);
    }

    /// <summary>A setup intent that the portal made has ended, here or after a challenge.</summary>
    public static void Kept(Unit unit, Doc setup)
    {
        if (setup.Text("_portal") is { } session && setup.Text("status") == "succeeded" && setup.Flag("_default"))
        {
            MakeDefault(unit, unit.Get(unit.Get(session).Text("customer")!), setup.Text("payment_method")!);
        }
    }

    /// <summary>From now on everything is paid with it, subscriptions that had a method of their own as well.</summary>
    public static void MakeDefault(Unit unit, Doc customer, string method)
    {
        var before = customer.Clone();
        customer.Part("invoice_settings")!["default_payment_method"] = method;
        var previous = Patch.Previous(before, customer);
        if (previous.Count > 0)
        {
            unit.Changed(customer);
            unit.Emit("customer.updated", customer, previous);
        }
        foreach (var subscription in SubscriptionOperations.Of(unit, customer.Id, 100).Where(one => one.Text("default_payment_method") is { } own && own != method))
        {
            Subscriptions.Change(unit, subscription, () => subscription["default_payment_method"] = method);
        }
    }

    /// <summary>Whether nothing is paid with it, so that it may go.</summary>
    public static bool MayGo(Unit unit, Doc customer, string method) =>
        Default(customer) != method && !SubscriptionOperations.Of(unit, customer.Id, 100).Exists(one => one.Text("default_payment_method") == method);
}
