using System.Globalization;
using Till.Sandbox.Billing;
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
        if ((session.Text("mode") == "payment" && session.Number("amount_total") == 0) || SubscriptionCheckout.AsksNoMethod(session))
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
        var (shipping, address) = (typed?.Part("shipping"), typed?.Part("shipping")?.Part("address"));
        var allowed = session.Part("shipping_address_collection")?.Items("allowed_countries");
        return new CheckoutValues(
            FixedEmail(session) ?? typed?.Text("email") ?? "", typed?.Text("name") ?? "", typed?.Text("country") ?? Account.Country,
            typed?.Text("postal_code") ?? "")
        {
            Shipping = new ShippingValues(
                shipping?.Text("name") ?? "", address?.Text("country") ?? (allowed is [var only] ? only as string : null) ?? "", address?.Text("line1") ?? "",
                address?.Text("line2") ?? "", address?.Text("city") ?? "", address?.Text("state") ?? "", address?.Text("postal_code") ?? ""),
        };
    }

    /// <summary>What is asked about delivery.</summary>
    public static DeliveryAsk Delivery(Doc session, IReadOnlyList<Doc> rates) => new(
        [.. (session.Part("shipping_address_collection")?.Items("allowed_countries") ?? []).Select(country => (string)country!)],
        [.. rates.Select(rate => new DeliveryChoice(
            rate.Id, Named(rate), Free(rate.Part("fixed_amount")!), rate.Id == session.Part("shipping_cost")?.Text("shipping_rate")))]);

    /// <summary>Subtotal, discount, delivery and tax, as far as there are any.</summary>
    public static IReadOnlyList<Sum> Sums(Doc session, IReadOnlyList<Doc> rates, string currency)
    {
        if (session.Part("total_details") is not { } totals)
        {
            return [];
        }
        var sums = new List<Sum>();
        var (discount, tax) = (totals.Number("amount_discount"), totals.Number("amount_tax"));
        if (session.Items("discounts") is { Count: > 0 })
        {
            sums.Add(new Sum("Discount", Shown.Money(-discount, currency), session.Flag("allow_promotion_codes")));
        }
        if (rates.FirstOrDefault(rate => rate.Id == session.Part("shipping_cost")?.Text("shipping_rate")) is { } chosen)
        {
            sums.Add(new Sum("Shipping: " + chosen.Text("display_name"), Free(chosen.Part("fixed_amount")!)));
        }
        if (tax > 0)
        {
            var onTop = session.Number("amount_total") > session.Number("amount_subtotal") - discount + totals.Number("amount_shipping");
            sums.Add(new Sum(onTop ? "Tax" : "Tax, included", Shown.Money(tax, currency)));
        }
        return sums.Count == 0 ? [] : [new Sum("Subtotal", Shown.Money(session.Number("amount_subtotal"), currency)), .. sums];
    }

    private static string Free(Doc amount) => amount.Number("amount") == 0 ? "Free" : Shown.Money(amount.Number("amount"), amount.Text("currency")!);

    private static string Named(Doc rate)
    {
        var (least, most) = (rate.Part("delivery_estimate")?.Part("minimum"), rate.Part("delivery_estimate")?.Part("maximum"));
        var words = (least, most) switch
        {
            (null, null) => "",
            ({ } from, null) => $" (at least {Span(from)})",
            (null, { } to) => $" (at most {Span(to)})",
            var (from, to) => from.Text("unit") == to.Text("unit") ? $" ({from.Number("value")} to {Span(to)})" : $" ({Span(from)} to {Span(to)})",
        };
        return rate.Text("display_name") + words;
    }

    private static string Span(Doc time) => $"{time.Number("value")} {time.Text("unit")!.Replace('_', ' ')}{(time.Number("value") == 1 ? "" : "s")}";

    public static CheckoutLine Line(Doc line, string currency)
    {
        var (quantity, amount) = (line.Number("quantity"), line.Number("amount_subtotal"));
        var each = line.Part("price") is { } price && price.Has("unit_amount") ? price.Number("unit_amount") : amount;
        return new CheckoutLine(
            line.Text("description") ?? "",
            line.Part("price")?.Part("recurring") is { } recurring ? Subscribing.Words(quantity, each, currency, recurring)
            : quantity == 1 ? null : string.Create(CultureInfo.InvariantCulture, $"Qty {quantity:N0}, {Shown.Money(each, currency)} each"),
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
