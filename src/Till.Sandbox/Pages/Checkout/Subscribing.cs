using System.Globalization;
using Till.Sandbox.Billing;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Checkout;

/// <summary>What the page of a session says of the subscription that it sells.</summary>
internal static class Subscribing
{
    /// <returns>Null when it sells none.</returns>
    public static SubscriptionAsk? Of(Doc session, IReadOnlyList<Doc> lines, string currency, long now)
    {
        if (!SubscriptionCheckout.Is(session))
        {
            return null;
        }
        var merchant = Presented.Merchant(session);
        var recurring = lines.Where(line => line.Part("price")?.Part("recurring") is not null).ToList();
        var every = Every(recurring[0].Part("price")!.Part("recurring")!);
        var regular = Shown.Money(recurring.Sum(line => SubscriptionItems.Cost(line.Part("price")!, line.Number("quantity"))), currency);
        var name = recurring.Count == 1 ? recurring[0].Text("description") : $"{recurring[0].Text("description")} and {(recurring.Count - 1).ToString(CultureInfo.InvariantCulture)} more";
        if (!SubscriptionCheckout.HasTrial(session))
        {
            return new SubscriptionAsk(
                $"Subscribe to {name}", regular, every, "Subscribe",
                $"By subscribing you allow {merchant} to charge you {regular} {every}, with what discounts and tax make of it, until you cancel.");
        }
        var data = session.Part("_subscription")!;
        var days = data["trial_end"] is long end ? Math.Max(1, (end - now) / 86_400) : data.Number("trial_period_days");
        var first = DateTimeOffset.FromUnixTimeSeconds(data["trial_end"] as long? ?? now + (days * 86_400)).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return new SubscriptionAsk(
            $"Try {name}", days == 1 ? "1 day free" : $"{days.ToString(CultureInfo.InvariantCulture)} days free", $"then {regular} {every}", "Start trial",
            $"After your trial {merchant} charges you {regular} {every}, for the first time on {first}, until you cancel.");
    }

    /// <summary>Beside a line: how many, at what price, how often.</summary>
    public static string Words(long quantity, long each, string currency, Doc recurring) =>
        string.Create(CultureInfo.InvariantCulture, $"{(quantity == 1 ? "" : $"Qty {quantity:N0}, ")}{Shown.Money(each, currency)} {(quantity == 1 ? "" : "each ")}{Every(recurring)}");

    private static string Every(Doc recurring) => recurring.Number("interval_count") == 1
        ? "per " + recurring.Text("interval")
        : string.Create(CultureInfo.InvariantCulture, $"every {recurring.Number("interval_count")} {recurring.Text("interval")}s");
}
