using Till.Sandbox.Billing;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Portal;

/// <summary>A customer at their portal.</summary>
internal sealed record PortalVisit(Doc Session, Doc Customer, Doc Configuration)
{
    public string Address => "/p/session/" + Session.Text("_secret");

    public string? ReturnUrl => Session.Text("return_url");

    /// <summary>What the customer was sent to do; null when they may look around, or have done it.</summary>
    public string? Flow => Session.Flag("_done") ? null : Session.Part("flow")?.Text("type");

    /// <summary>Opens the session of an address; null when there is none, or it has ended. From then on the unit works by the customer's clock.</summary>
    public static PortalVisit? Open(Unit unit, string secret)
    {
        if (unit.Select(new Selection("billing_portal.session", 1) { Owner = secret }) is not [var session] || session.Number("_expires_at") < unit.Now)
        {
            return null;
        }
        if (!session.Flag("_opened"))
        {
            (session["_opened"], session["_expires_at"]) = (true, unit.Now + PortalSessions.LivesFor);
            unit.Changed(session);
        }
        if (unit.Find("customer", session.Text("customer")!) is not { } customer || customer.Flag("deleted"))
        {
            return null;
        }
        TestClocks.Enter(unit, customer);
        return new PortalVisit(session, customer, unit.Get(session.Text("configuration")!));
    }

    public Doc Feature(string name) => Configuration.Part("features")!.Part(name)!;

    public bool Allows(string feature) => Feature(feature).Flag("enabled");

    /// <summary>One of the customer's subscriptions that lives.</summary>
    public Doc? Subscription(Unit unit, string id) =>
        unit.Find("subscription", id) is { } found && found.Text("customer") == Customer.Id && !Subscriptions.HasEnded(found) ? found : null;

    /// <summary>The customer has done what they were sent to do.</summary>
    public void Complete(Unit unit)
    {
        Session["_done"] = true;
        unit.Changed(Session);
    }
}
