using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Catalogue;

/// <summary>/v1/tax_rates</summary>
internal static class TaxRates
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/tax_rates", Create);
        router.Map("GET", "/v1/tax_rates", List);
        router.Map("GET", "/v1/tax_rates/{}", static call => call.Subject("tax_rate"));
        router.Map("POST", "/v1/tax_rates/{}", Update);
    }

    /// <summary>The tax on an amount, in minor units: on top of it, or contained in it.</summary>
    public static long Of(Doc rate, long amount) =>
        rate.Flag("inclusive") ? Percent.Within(amount, rate.Number("_percent")) : Percent.Of(amount, rate.Number("_percent"));

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var percent = Percent.Parse(given.Text("percentage")!, "percentage");
        var rate = new Doc(24)
        {
            ["id"] = call.Chance.LongId("txr"),
            ["object"] = "tax_rate",
            ["active"] = given["active"] ?? true,
            ["country"] = given["country"],
            ["created"] = call.Now,
            ["description"] = given["description"],
            ["display_name"] = given["display_name"],
            ["effective_percentage"] = Percent.Shown(percent),
            ["flat_amount"] = null,
            ["inclusive"] = given["inclusive"],
            ["jurisdiction"] = given["jurisdiction"],
            ["jurisdiction_level"] = null,
            ["livemode"] = false,
            ["metadata"] = new Doc(),
            ["percentage"] = Percent.Shown(percent),
            ["rate_type"] = "percentage",
            ["state"] = given["state"],
            ["tax_type"] = given["tax_type"],
            ["_percent"] = percent,
        };
        Patch.Metadata(rate, given);
        call.Unit.Add(rate);
        call.Unit.Emit("tax_rate.created", rate);
        return rate;
    }

    private static Answer Update(Call call)
    {
        var rate = call.Subject("tax_rate");
        var before = rate.Clone();
        Patch.Fields(rate, call.Parameters, "active", "country", "description", "display_name", "jurisdiction", "state", "tax_type");
        Patch.Metadata(rate, call.Parameters);
        call.Unit.Changed(rate);
        call.Unit.Emit("tax_rate.updated", rate, Patch.Previous(before, rate));
        return rate;
    }

    private static Answer List(Call call)
    {
        var (active, inclusive) = (call.Parameters["active"], call.Parameters["inclusive"]);
        return Lists.Page(call, "/v1/tax_rates", new Selection("tax_rate", 0)
        {
            Where = rate => (active is null || rate["active"]!.Equals(active)) && (inclusive is null || rate["inclusive"]!.Equals(inclusive)),
        });
    }
}
