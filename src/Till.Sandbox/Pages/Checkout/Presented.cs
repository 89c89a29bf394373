using System.Globalization;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Checkout;

/// <summary>What is shown of a session.</summary>
internal static class Presented
{
    public static string Merchant(Doc session) => session.Part("branding_settings")?.Text("display_name") ?? Account.DisplayName;

    /// <summary>The address that the shop or its customer record gives, and the buyer cannot change.</summary>
    public static string? FixedEmail(Doc session) => session.Text("customer_email")
        ?? (session.Text("customer") is null ? null : session.Part("customer_details")?.Text("email"));

    /// <summary>The ways to pay that the page offers, the chosen one marked; none when nothing is to be paid.</summary>
    public static IReadOnlyList<MethodChoice> Methods(Doc session, string? wanted)
    {
        if (session.Text("mode") == "payment" && session.Number("amount_total") == 0)
        {
            return [];
        }
        var kinds = session.Items("payment_method_types")!
            .Select(type => MethodKind.Of(type as string ?? ""))
            .Where(kind => kind.CanBeOffered(session.Text("currency")))
            .ToList();
        var chosen = kinds.Exists(kind => kind.Type == wanted) ? wanted : kinds.FirstOrDefault()?.Type;
        return kinds.ConvertAll(kind => new MethodChoice(kind.Type, kind.Name, $"/c/pay/{session.Id}?method={kind.Type}", kind.Type == chosen));
    }

    public static MethodChoice? Method(Doc session, string? wanted) => Methods(session, wanted).FirstOrDefault(method => method.Chosen);

    /// <summary>What was typed before, in this window or another one.</summary>
    public static CheckoutValues Values(Doc session)
    {
        var typed = session.Part("_buyer");
        return new CheckoutValues(
            FixedEmail(session) ?? typed?.Text("email") ?? "", typed?.Text("name") ?? "", typed?.Text("country") ?? Account.Country,
            typed?.Text("postal_code") ?? "");
    }

    public static CheckoutLine Line(Doc line, string currency)
    {
        var (quantity, amount) = (line.Number("quantity"), line.Number("amount_total"));
        var each = line.Part("price") is { } price && price.Has("unit_amount") ? price.Number("unit_amount") : amount;
        return new CheckoutLine(
            line.Text("description") ?? "",
            quantity == 1 ? null : string.Create(CultureInfo.InvariantCulture, $"Qty {quantity:N0}, {Shown.Money(each, currency)} each"),
            Shown.Money(amount, currency),
            Destinations.Web(line.Text("_image"))?.AbsoluteUri);
    }

    public static NoticeModel Paid(CheckoutView view)
    {
        var session = view.Session;
        var (amount, currency) = (session.Number("amount_total"), session.Text("currency") ?? Account.Currency);
        if (session.Text("mode") == "setup")
        {
            return new NoticeModel(
                "Your details are saved", $"{Merchant(session)} has what it asked for. You can close this window and go back.",
                Link(session.Text("success_url")?.Replace("{CHECKOUT_SESSION_ID}", session.Id, StringComparison.Ordinal), "Continue to " + Merchant(session)));
        }
        return new NoticeModel(
            "You’ve already paid",
            amount == 0
                ? $"This order with {Merchant(session)} is complete."
                : session.Text("payment_status") == "unpaid"
                    ? $"Your payment of {Shown.MoneyAndCurrency(amount, currency)} to {Merchant(session)} is on its way. That can take some days; you won’t be charged twice."
                : $"{Merchant(session)} has received your payment of {Shown.MoneyAndCurrency(amount, currency)}. You won’t be charged again.",
            Link(session.Text("success_url")?.Replace("{CHECKOUT_SESSION_ID}", session.Id, StringComparison.Ordinal), "Continue to " + Merchant(session)));
    }

    public static NoticeModel Expired(CheckoutView view) => new(
        "This payment page has expired",
        "Nothing was charged. Go back to the shop and start again from there.",
        Link(view.CancelUrl, "Back to " + Merchant(view.Session)));

    private static PageLink? Link(string? url, string words) => Destinations.Web(url) is { } web ? new PageLink(web.OriginalString, words) : null;
}
