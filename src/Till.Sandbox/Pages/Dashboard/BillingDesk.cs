using System.Globalization;
using Till.Sandbox.Billing;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Pages.Invoices;
using Till.Sandbox.Pages.Portal;
using Till.Sandbox.Portal;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>What the dashboard shows of customers, subscriptions and test clocks.</summary>
internal static class BillingDesk
{
    private const int Shows = 50;

    public static CustomerListModel Customers(Unit unit, string? after)
    {
        var (rows, paging) = Read.List(unit, new Selection("customer", 0) { Where = static customer => !customer.Flag("deleted") }, "/dashboard/customers", after);
        return new CustomerListModel(
            [.. rows.Select(customer => new CustomerRow(
                customer.Id, Called(customer), customer.Text("email") ?? "",
                SubscriptionOperations.Of(unit, customer.Id, 3) is { Count: > 0 } plans ? string.Join(", ", plans.Select(plan => PortalView.Name(unit, plan))) : "None",
                Read.At(customer)))],
            paging);
    }

    public static CustomerModel? Customer(Unit unit, string id)
    {
        if (unit.Find("customer", id) is not { } customer || customer.Flag("deleted"))
        {
            return null;
        }
        var chosen = PortalCards.Default(customer);
        var balance = customer.Number("balance");
        var facts = new List<Fact>
        {
            new("Email", customer.Text("email") ?? "None"),
            new("Created", Shown.Moment(customer.Number("created")) + " UTC"),
            new("Balance", balance == 0 ? "None" : Shown.MoneyAndCurrency(Math.Abs(balance), customer.Text("currency") ?? Account.Currency) + (balance < 0 ? " in credit" : " owed")),
        };
        if (customer.Text("test_clock") is { } clock)
        {
            facts.Add(new("Test clock", Shown.Moment(unit.Get(clock).Number("frozen_time")) + " UTC", "/dashboard/clocks"));
        }
        facts.AddRange(customer.Part("metadata")!.Take(20).Select(pair => new Fact("Metadata: " + pair.Key, pair.Value as string ?? "")));
        return new CustomerModel(
            id, Called(customer), facts,
            [.. unit.Select(new Selection("subscription", Shows) { Customer = id }).Select(subscription => Row(unit, subscription))],
            Invoices(unit.Select(new Selection("invoice", Shows) { Customer = id, Where = static invoice => !invoice.Flag("deleted") })),
            [.. PortalCards.Of(unit, id).Select(method => new KeptMethodRow(method.Id, PortalView.Words(method), method.Text("type")!, method.Id == chosen))]);
    }

    public static SubscriptionModel? Subscription(Unit unit, string id, string token, string? refusal)
    {
        if (unit.Find("subscription", id) is not { } subscription)
        {
            return null;
        }
        var (customer, lives) = (unit.Get(subscription.Text("customer")!), !Subscriptions.HasEnded(subscription));
        var facts = new List<Fact>
        {
            new("Customer", Called(customer), "/dashboard/customers/" + customer.Id),
            new("Started", Shown.Moment(subscription.Number("start_date")) + " UTC"),
            new(lives ? "Next" : "Ended", lives ? Next(unit, subscription) : Shown.Moment(subscription.Number("ended_at")) + " UTC"),
            new("Paid with", Collection.OfSubscription(unit, subscription) is { } method ? PortalView.Words(method) : "No payment method"),
            new("Clock", subscription.Text("test_clock") is { } clock ? Shown.Moment(unit.Get(clock).Number("frozen_time")) + " UTC" : "The sandbox’s own",
                subscription["test_clock"] is null ? null : "/dashboard/clocks"),
        };
        if (subscription.Part("cancellation_details")?.Text("feedback") is { } feedback)
        {
            facts.Add(new("Reason for leaving", feedback.Replace('_', ' ')));
        }
        facts.AddRange(subscription.Part("metadata")!.Take(20).Select(pair => new Fact("Metadata: " + pair.Key, pair.Value as string ?? "")));
        return new SubscriptionModel
        {
            Id = id,
            Name = PortalView.Name(unit, subscription),
            State = PortalView.State(subscription),
            Facts = facts,
            Items = [.. SubscriptionItems.Of(unit, subscription).Select(item => Row(unit, item, item.Part("price")!))],
            Invoices = Invoices(Billing.Invoices.OfSubscription(unit, subscription)),
            Events = TimeLine.Of(unit, id, [customer.Id]),
            Token = token,
            CanRenew = lives && subscription.Text("status") is not ("incomplete" or "paused"),
            Retry = Renewal.NextRetry(unit, subscription) is { } at ? Shown.Day(at) : null,
            Lives = lives,
            Refusal = refusal,
        };
    }

    public static ClockListModel Clocks(Unit unit, string token, string? date, string? refusal) => new(
        [.. unit.Select(new Selection("test_helpers.test_clock", Shows) { Where = static clock => !clock.Flag("deleted") }).Select(clock => new ClockRow(
            clock.Id, clock.Text("name") ?? clock.Id, Shown.Moment(clock.Number("frozen_time")), Date(clock.Number("frozen_time")), Living(unit, clock),
            clock.Text("status") == "ready" ? new("Ready", "good") : new("Advancing", "warn")))],
        token, date ?? Date(unit.Now), refusal);

    private static SubscriptionRow Row(Unit unit, Doc subscription) => new(
        subscription.Id, PortalView.Name(unit, subscription),
        string.Join(" and ", SubscriptionItems.Of(unit, subscription).Select(item => PortalView.Price(item.Part("price")!, item.Number("quantity")))),
        PortalView.State(subscription), Subscriptions.HasEnded(subscription) ? "Ended" : Next(unit, subscription));

    private static ItemRow Row(Unit unit, Doc item, Doc price) => new(
        item.Id, InvoiceLines.Name(unit, price), PortalView.Price(price, 1), item.Number("quantity").ToString("N0", CultureInfo.InvariantCulture),
        $"{Shown.Day(item.Number("current_period_start"))} to {Shown.Day(item.Number("current_period_end"))}");

    private static List<InvoiceRow> Invoices(IEnumerable<Doc> invoices) => [.. invoices.Select(invoice => new InvoiceRow(
        invoice.Id, invoice.Text("number") ?? "Draft", Shown.MoneyAndCurrency(invoice.Number("total"), invoice.Text("currency")!), Written.State(invoice),
        (invoice.Text("billing_reason") ?? "").Replace('_', ' '), Read.At(invoice), invoice.Text("hosted_invoice_url")))];

    private static string Next(Unit unit, Doc subscription) => subscription["cancel_at"] is long at
        ? "Ends on " + Shown.Day(at)
        : "Renews on " + Shown.Day(Subscriptions.Period(unit, subscription).End);

    private static string Living(Unit unit, Doc clock) => string.Join(", ", unit
        .Select(new Selection("customer", 5) { Where = customer => customer.Text("test_clock") == clock.Id && !customer.Flag("deleted") }).Select(Called));

    private static string Called(Doc customer) =>
        customer.Text("name") is { Length: > 0 } name ? name : customer.Text("email") is { Length: > 0 } email ? email : customer.Id;

    private static string Date(long time) => DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
