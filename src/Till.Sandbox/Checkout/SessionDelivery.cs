using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Checkout;

/// <summary>What a session asks for delivery: rates to choose from, and countries to which it goes.</summary>
internal static class SessionDelivery
{
    private const int MostOptions = 5;

    /// <summary>Takes over <c>shipping_options</c>. The first of them is chosen until the buyer chooses another.</summary>
    public static void Offer(Call call, Doc session)
    {
        var given = call.Parameters.Items("shipping_options");
        if (given is not { Count: > 0 })
        {
            return;
        }
        if (given.Count > MostOptions)
        {
            throw StripeError.Invalid($"You may only specify up to {MostOptions} shipping options.", "shipping_options");
        }
        var offered = new List<object?>();
        for (var i = 0; i < given.Count; i++)
        {
            var at = $"shipping_options[{i.ToString(CultureInfo.InvariantCulture)}]";
            var rate = Rate(call, (Doc)given[i]!, at);
            if (rate.Part("fixed_amount")!.Text("currency") != session.Text("currency"))
            {
                throw StripeError.Invalid("The currency of the shipping rate must be the currency of the line items.", at);
            }
            offered.Add(new Doc(2) { ["shipping_amount"] = rate.Part("fixed_amount")!["amount"], ["shipping_rate"] = rate.Id });
            if (i == 0)
            {
                Totals.Ship(session, rate);
            }
        }
        session["shipping_options"] = offered;
    }

    public static List<Doc> Offered(Unit unit, Doc session) =>
        [.. (session.Items("shipping_options") ?? []).Select(option => unit.Get(((Doc)option!).Text("shipping_rate")!))];

    private static Doc Rate(Call call, Doc option, string at)
    {
        if (option.Text("shipping_rate") is { } id)
        {
            var rate = call.Unit.Find("shipping_rate", id) ?? throw StripeError.Missing("shipping rate", id, at + "[shipping_rate]");
            return rate.Flag("active") ? rate : throw StripeError.Invalid("The shipping rate is not active.", at + "[shipping_rate]");
        }
        return option.Part("shipping_rate_data") is { } data
            ? ShippingRates.Make(call, data, at + "[shipping_rate_data]")
            : throw StripeError.Invalid($"You must specify either `shipping_rate` or `shipping_rate_data` for `{at}`.", at);
    }
}
