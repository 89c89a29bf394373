using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Catalogue;

/// <summary>/v1/shipping_rates</summary>
internal static class ShippingRates
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/shipping_rates", static call => Make(call, call.Parameters, ""));
        router.Map("GET", "/v1/shipping_rates", List);
        router.Map("GET", "/v1/shipping_rates/{}", static call => call.Subject("shipping_rate"));
        router.Map("POST", "/v1/shipping_rates/{}", Update);
    }

    /// <summary>Makes a rate, for the catalogue or for one session.</summary>
    public static Doc Make(Call call, Doc given, string at)
    {
        var amount = given.Part("fixed_amount")
            ?? throw new StripeError(400, $"Missing required param: {Name(at, "fixed_amount")}.", "parameter_missing", Name(at, "fixed_amount")) { BeforeExecution = true };
        if (amount.Number("amount") < 0)
        {
            throw StripeError.Invalid("Invalid non-negative integer", Name(at, "fixed_amount[amount]"), "parameter_invalid_integer");
        }
        var rate = new Doc(16)
        {
            ["id"] = call.Chance.LongId("shr"),
            ["object"] = "shipping_rate",
            ["active"] = true,
            ["created"] = call.Now,
            ["delivery_estimate"] = Estimate(given.Part("delivery_estimate")),
            ["display_name"] = given["display_name"],
            ["fixed_amount"] = new Doc(2) { ["amount"] = amount["amount"], ["currency"] = Currencies.Check(amount.Text("currency")!) },
            ["livemode"] = false,
            ["metadata"] = new Doc(),
            ["tax_behavior"] = given.Text("tax_behavior") ?? "unspecified",
            ["tax_code"] = given["tax_code"],
            ["type"] = "fixed_amount",
        };
        Patch.Metadata(rate, given);
        call.Unit.Add(rate);
        return rate;
    }

    private static Answer Update(Call call)
    {
        var rate = call.Subject("shipping_rate");
        Patch.Fields(rate, call.Parameters, "active", "tax_behavior");
        Patch.Metadata(rate, call.Parameters);
        call.Unit.Changed(rate);
        return rate;
    }

    private static Answer List(Call call)
    {
        var (active, currency) = (call.Parameters["active"], call.Parameters.Text("currency"));
        return Lists.Page(call, "/v1/shipping_rates", new Selection("shipping_rate", 0)
        {
            Where = rate => (active is null || rate["active"]!.Equals(active)) && (currency is null || rate.Part("fixed_amount")!.Text("currency") == currency),
        });
    }

    private static Doc? Estimate(Doc? given) => given is null ? null : new Doc(2) { ["maximum"] = given["maximum"], ["minimum"] = given["minimum"] };

    private static string Name(string at, string name) => at.Length == 0 ? name : $"{at}[{name}]";
}
