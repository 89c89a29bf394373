using System.Globalization;
using Till.Sandbox.Billing;
using Till.Sandbox.Pages.Checkout;
using Till.Sandbox.Pages.Dashboard;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Pages.Invoices;
using Till.Sandbox.Portal;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Portal;

/// <summary>What the portal's pages show.</summary>
internal static class PortalView
{
    private const int BillsShown = 24;

    public static PortalFrame Frame(Unit unit, PortalVisit visit) =>
        new(Account.DisplayName, visit.Address, Destinations.Web(visit.ReturnUrl)?.OriginalString, Token(unit, visit).Value);

    public static FormToken Token(Unit unit, PortalVisit visit) => new(unit.Account.SecretKey, "portal " + visit.Session.Id);

    public static PortalModel Overview(Unit unit, PortalVisit visit, string? said, string? refusal)
    {
        var subscriptions = SubscriptionOperations.Of(unit, visit.Customer.Id, 20);
        var profile = visit.Configuration.Part("business_profile")!;
        return new PortalModel(
            Frame(unit, visit), profile.Text("headline"), said, refusal, [.. subscriptions.Select(subscription => Plan(unit, visit, subscription))],
            visit.Allows("payment_method_update") ? Methods(unit, visit.Customer) : null, visit.Allows("invoice_history") ? Bills(unit, visit.Customer) : null)
        {
            Small =
            [
                .. new (string? Url, string Words)[] { (profile.Text("terms_of_service_url"), "Terms"), (profile.Text("privacy_policy_url"), "Privacy") }
                    .Where(link => Destinations.Web(link.Url) is not null).Select(link => new PageLink(link.Url!, link.Words)),
            ],
        };
    }

    public static PlansModel Plans(Unit unit, PortalVisit visit, Doc subscription, string? error)
    {
        var item = PortalPlans.OnlyItem(unit, subscription)!;
        var offers = PortalPlans.Offered(unit, visit, subscription);
        return new PlansModel(
            Frame(unit, visit), subscription.Id,
            [.. offers.Select(offer => new PlanOption(offer.Price.Id, offer.Product.Text("name") ?? "", Price(offer.Price, 1), offer.Price.Id == item.Part("price")!.Id))],
            offers.Exists(offer => offer.Adjustable is not null) ? item.Number("quantity") : null, error);
    }

    public static SwitchModel Switch(Unit unit, PortalVisit visit, Doc subscription, PlanChoice choice, string? refusal)
    {
        var (price, currency) = (unit.Get(choice.Price), subscription.Text("currency")!);
        var bill = PortalPlans.Preview(unit, visit, subscription, choice);
        var atOnce = bill.Text("billing_reason") == "subscription_update";
        var due = Shown.MoneyAndCurrency(bill.Number("amount_due"), currency);
        var lines = (bill.Part("lines")?.Items("data") ?? []).Cast<Doc>();
        return new SwitchModel(
            Frame(unit, visit), subscription.Id, choice.Price, choice.Quantity, unit.Now, unit.Get(price.Text("product")!).Text("name") ?? "",
            Price(price, choice.Quantity), atOnce ? $"Due today: {due}" : $"Due on {Shown.Day(Subscriptions.Period(unit, subscription).End)}: {due}",
            [.. lines.Select(line => new CheckoutLine(line.Text("description") ?? "", null, Shown.Money(line.Number("amount"), currency), null))],
            [new Sum("Subtotal", Shown.Money(bill.Number("subtotal"), currency)), new Sum("Total", Shown.Money(bill.Number("total"), currency))], refusal);
    }

    public static CancelModel Cancel(Unit unit, PortalVisit visit, Doc subscription, string? error)
    {
        var reasons = visit.Feature("subscription_cancel").Part("cancellation_reason")!;
        var words = visit.Feature("subscription_cancel").Text("mode") == "immediately"
            ? "Your plan ends now, and you lose what it gives you at once."
            : $"Your plan stays as it is until {Shown.Day(Subscriptions.Period(unit, subscription).End)}, and then ends. Until then you can change your mind.";
        return new CancelModel(
            Frame(unit, visit), subscription.Id, Name(unit, subscription), words,
            reasons.Flag("enabled") ? [.. reasons.Items("options")!.Select(option => ((string)option!, Reason((string)option!)))] : [], error);
    }

    private static PlanRow Plan(Unit unit, PortalVisit visit, Doc subscription)
    {
        var items = SubscriptionItems.Of(unit, subscription);
        var ends = subscription["cancel_at"] is long;
        var latest = unit.Find("invoice", subscription.Text("latest_invoice") ?? "");
        return new PlanRow(
            subscription.Id, Name(unit, subscription), string.Join(" and ", items.Select(item => Price(item.Part("price")!, item.Number("quantity")))),
            State(subscription), Next(unit, subscription), Collection.OfSubscription(unit, subscription) is { } method ? Words(method) : null,
            latest?.Text("status") == "open" ? latest.Text("hosted_invoice_url") : null)
        {
            CanSwitch = PortalPlans.MaySwitch(unit, visit, subscription),
            CanCancel = visit.Allows("subscription_cancel") && !ends && subscription.Text("status") != "incomplete",
            CanResume = ends && visit.Allows("subscription_cancel"),
        };
    }

    private static string Next(Unit unit, Doc subscription)
    {
        var end = Subscriptions.Period(unit, subscription).End;
        return subscription switch
        {
            _ when subscription["cancel_at"] is long at => $"Ends on {Shown.Day(at)}.",
            _ when subscription.Text("status") is "incomplete" => "Waits for its first payment.",
            _ when subscription.Text("status") is "past_due" or "unpaid" => "The last payment failed. Pay the open invoice to keep your plan.",
            _ when subscription.Text("status") is "paused" => "Paused: add a card to go on.",
            _ when subscription["pause_collection"] is not null => "Payments are paused.",
            _ => $"{(subscription.Text("status") == "trialing" ? "Your trial ends" : "Renews")} on {Shown.Day(end)}, for {Upcoming(unit, subscription)}.",
        };
    }

    private static string Upcoming(Unit unit, Doc subscription) =>
        Shown.MoneyAndCurrency(Renewal.Upcoming(unit, subscription).Number("amount_due"), subscription.Text("currency")!);

    public static StateMark State(Doc subscription) => subscription.Text("status") switch
    {
        "active" when subscription["cancel_at"] is long => new("Cancels", "warn"),
        "active" => new("Active", "good"),
        "trialing" => new("Trial", "good"),
        "past_due" => new("Past due", "bad"),
        "unpaid" => new("Unpaid", "bad"),
        "incomplete" => new("Incomplete", "warn"),
        "incomplete_expired" => new("Expired", "plain"),
        "paused" => new("Paused", "warn"),
        _ => new("Canceled", "plain"),
    };

    public static string Name(Unit unit, Doc subscription) =>
        string.Join(", ", SubscriptionItems.Of(unit, subscription).Select(item => InvoiceLines.Name(unit, item.Part("price")!)));

    public static string Price(Doc price, long quantity)
    {
        var recurring = price.Part("recurring");
        var every = recurring is null ? "" : " " + (recurring.Number("interval_count") == 1 ? "per " + recurring.Text("interval") : Periods.Words(recurring));
        var amount = Shown.Money(SubscriptionItems.Cost(price, quantity), price.Text("currency")!) + every;
        return quantity == 1 ? amount : string.Create(CultureInfo.InvariantCulture, $"{quantity:N0} × {Shown.Money(price.Number("unit_amount"), price.Text("currency")!)}: {amount}");
    }

    /// <summary>Such as <c>Visa •••• 4242</c>.</summary>
    public static string Words(Doc method) => method.Part("card") is { } card
        ? $"{Shown.Brand(card.Text("brand"))} •••• {card.Text("last4")}"
        : Payments.MethodKind.Of(method.Text("type")!).Name;

    private static List<MethodRow> Methods(Unit unit, Doc customer)
    {
        var chosen = PortalCards.Default(customer);
        return PortalCards.Of(unit, customer.Id).ConvertAll(method => new MethodRow(
            method.Id, Words(method),
            method.Part("card") is { } card ? string.Create(CultureInfo.InvariantCulture, $"expires {card.Number("exp_month"):00}/{card.Number("exp_year")}") : "",
            method.Id == chosen, PortalCards.MayGo(unit, customer, method.Id)));
    }

    private static List<BillRow> Bills(Unit unit, Doc customer) => unit
        .Select(new Selection("invoice", BillsShown) { Customer = customer.Id, Where = static invoice => invoice.Text("status") != "draft" && !invoice.Flag("deleted") })
        .ConvertAll(invoice => new BillRow(
            invoice.Text("number") ?? "", new When(Shown.Day(invoice.Number("created")), Shown.Machine(invoice.Number("created"))),
            Shown.Money(invoice.Number("total"), invoice.Text("currency")!), Written.State(invoice), invoice.Text("hosted_invoice_url")));

    private static string Reason(string option) => option switch
    {
        "too_expensive" => "It is too expensive",
        "missing_features" => "Something is missing",
        "switched_service" => "I found another one",
        "unused" => "I do not use it enough",
        "customer_service" => "Customer service was not what I expected",
        "low_quality" => "Quality was not what I expected",
        "too_complex" => "It is too complicated",
        _ => "Another reason",
    };
}
