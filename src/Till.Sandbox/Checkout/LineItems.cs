using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Billing;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Checkout;

/// <summary>What a session sells.</summary>
internal static class LineItems
{
    /// <summary>Makes the session's lines from <c>line_items</c> and adds them up.</summary>
    public static void Price(Call call, Doc session)
    {
        var lines = new List<Doc>();
        var (currency, at) = ((string?)null, 0);
        foreach (var entry in call.Parameters.Items("line_items")!)
        {
            var line = Make(call, session, (Doc)entry!, at++);
            currency ??= line.Text("currency");
            if (currency != line.Text("currency"))
            {
                throw StripeError.Invalid("All line items must have the same currency.", "line_items");
            }
            lines.Add(line);
        }
        if (SubscriptionCheckout.Is(session))
        {
            CheckRecurring(lines);
        }
        session["currency"] = currency;
        session["amount_subtotal"] = lines.Sum(line => line.Number("amount_subtotal"));
        SessionDiscounts.Choose(call, session);
        SessionDelivery.Offer(call, session);
        Totals.Compute(call.Unit, session, lines);
        lines.ForEach(call.Unit.Add);
    }

    public static Doc FirstPage(Unit unit, Doc session)
    {
        var lines = unit.Select(new Selection("item", 11) { Owner = session.Id, OldestFirst = true });
        var more = lines.Count > 10;
        return Lists.Of(
            $"/v1/checkout/sessions/{session.Id}/line_items",
            lines.Take(10).Select(line => (object?)line.Clone()).ToList(),
            more);
    }

    private static Doc Make(Call call, Doc session, Doc given, int index)
    {
        var at = $"line_items[{index.ToString(CultureInfo.InvariantCulture)}]";
        var quantity = given.Number("quantity");
        if (!given.Has("quantity") && given.Part("adjustable_quantity") is null)
        {
            throw StripeError.Invalid($"Quantity is required. Add `quantity` to `{at}`", at);
        }
        if (quantity is < 0 or > 999_999)
        {
            throw StripeError.Invalid("This value must be greater than or equal to 0.", at + "[quantity]", "parameter_invalid_integer");
        }
        var (price, product) = PriceOf(call, session, given, at);
        // A trial is free; what is sold once is not.
        var trial = price.Part("recurring") is not null && SubscriptionCheckout.HasTrial(session);
        var amount = SubscriptionItems.Cost(price, quantity, at + "[quantity]");
        amount = trial ? 0 : amount;
        var line = new Doc(16)
        {
            ["id"] = call.Chance.LongId("li"),
            ["object"] = "item",
            ["adjustable_quantity"] = null,
            ["amount_discount"] = 0,
            ["amount_subtotal"] = amount,
            ["amount_tax"] = 0,
            ["amount_total"] = amount,
            ["currency"] = price["currency"],
            ["description"] = product.Text("name"),
            ["metadata"] = given.Part("metadata") ?? [],
            ["price"] = price.Clone(),
            ["quantity"] = quantity,
            ["_image"] = product.Items("images") is { Count: > 0 } images ? images[0] : null,
            ["_session"] = session.Id,
            ["_own_tax_rates"] = TaxRatesOf(call, given, at),
        };
        line["_tax_rates"] = line["_own_tax_rates"] ?? session.Part("_subscription")?["default_tax_rates"];
        return line;
    }

    private static List<object?>? TaxRatesOf(Call call, Doc given, string at)
    {
        if (given.Items("dynamic_tax_rates") is { Count: > 0 })
        {
            throw StripeError.Invalid("The sandbox has no dynamic tax rates: use tax_rates.", at + "[dynamic_tax_rates]");
        }
        foreach (var id in given.Items("tax_rates") ?? [])
        {
            if (call.Unit.Find("tax_rate", id as string ?? "") is null)
            {
                throw StripeError.Missing("tax rate", id as string ?? "", at + "[tax_rates]");
            }
        }
        return given.Items("tax_rates");
    }

    private static (Doc Price, Doc Product) PriceOf(Call call, Doc session, Doc given, string at)
    {
        if (given.Text("price") is { } id)
        {
            var price = call.Unit.Find("price", id) ?? throw StripeError.Missing("price", id, at + "[price]");
            if (!price.Flag("active"))
            {
                throw StripeError.Invalid(
                    $"The price specified is inactive. This field only accepts active prices.", at + "[price]", "resource_missing");
            }
            if (price.Part("recurring") is not null)
            {
                RefuseRecurring(session, at + "[price]");
            }
            return (price, call.Unit.Get(price.Text("product")!));
        }
        if (given.Part("price_data") is not { } data)
        {
            throw StripeError.Invalid($"You must specify either `price` or `price_data` for `{at}`.", at);
        }
        if (data.Has("recurring"))
        {
            RefuseRecurring(session, at + "[price_data][recurring]");
        }
        return PriceObject.Inline(call, data, at + "[price_data]");
    }

    private static void RefuseRecurring(Doc session, string param)
    {
        if (!SubscriptionCheckout.Is(session))
        {
            throw StripeError.Invalid(
                "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.", param);
        }
    }

    /// <summary>What a subscription needs of its lines.</summary>
    private static void CheckRecurring(List<Doc> lines)
    {
        var prices = lines.Select(line => line.Part("price")!).Where(price => price.Part("recurring") is not null).ToList();
        if (prices.Count == 0)
        {
            throw StripeError.Invalid("You must provide at least one recurring price in `subscription` mode when using prices.", "line_items");
        }
        if (prices.Count > SubscriptionItems.Most || lines.Count - prices.Count > SubscriptionItems.Most)
        {
            throw StripeError.Invalid($"In `subscription` mode there may be up to {SubscriptionItems.Most} recurring and {SubscriptionItems.Most} one-time prices.", "line_items");
        }
        SubscriptionTerms.CheckTogether(prices, "");
    }
}
