using System.CommandLine;
using Till.Bags;
using Till.Core;
using Till.Core.Pricing;
using Till.Products;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till delivery</c>: where the shop delivers to, and for how much.</summary>
internal static class DeliveryCommand
{
    private static readonly Argument<string> Zone = new("zone") { Description = "The zone's name, such as Germany." };

    private static readonly Option<string> To = new("--countries")
    {
        Description = "Codes of two letters parted by spaces or commas, such as \"DE AT\"; * is everywhere else.", Required = true,
    };

    private static readonly Option<string?> Flat = new("--flat") { Description = "What every parcel costs, such as 4.90; without it, nothing." };

    private static readonly Option<string?> Percent = new("--percent") { Description = "Beside it, so much of the goods' price, such as 10; without it, nothing." };

    private static readonly Option<string?> FreeFrom = new("--free-from") { Description = "The subtotal from which delivery is free, such as 50.00; without it, never." };

    public static Command Create()
    {
        var list = new Command("list", "Lists the zones in the order in which a country is looked for.") { RuleCommand.Json, CommonOptions.Data };
        list.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => ListAsync(services, parsed, cancel), cancel));
        var set = new Command("set", "Makes a zone, or makes it anew.") { Zone, To, Flat, Percent, FreeFrom, CommonOptions.Data };
        set.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => SetAsync(services, parsed, cancel), cancel));
        var remove = new Command("remove", "Removes a zone. With none left, the shop delivers everywhere by the rule of its settings.") { Zone, CommonOptions.Data };
        remove.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => RemoveAsync(services, parsed, cancel), cancel));
        return new Command("delivery", "Delivery zones: list, set, remove.") { list, set, remove };
    }

    private static async Task<ExitCode> ListAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var settings = services.GetRequiredService<ShopSettings>();
        var rows = await services.GetRequiredService<DeliveryZones>().ListAsync(cancel);
        return RuleCommand.Print(
            parsed,
            rows,
            row => $"{row.Name}: {row.Countries} · {DeliveryZones.Describe(row.Zone(settings.Currency).Rule)}",
            "No zones: the shop delivers everywhere, "
                + DeliveryZones.Describe(Money.Zero(settings.Currency), settings.Pricing.DeliveryBasisPoints, settings.Pricing.DeliveryFreeFrom) + ".");
    }

    private static async Task<ExitCode> SetAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var currency = RuleCommand.CurrencyOf(services);
        var name = RuleCommand.Name("A zone's name", parsed.GetRequiredValue(Zone), DeliveryZones.MaxName);
        var countries = parsed.GetRequiredValue(To).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(RuleCommand.Country).Distinct().ToList();
        if (countries.Count == 0)
        {
            throw new RuleCommand.UsageException("--countries takes at least one country, or * for everywhere.");
        }

        var flat = RuleCommand.Amount("--flat", parsed.GetValue(Flat), currency) ?? Money.Zero(currency);
        var percent = RuleCommand.Percent("--percent", parsed.GetValue(Percent)) ?? 0;
        var free = RuleCommand.Amount("--free-from", parsed.GetValue(FreeFrom), currency);
        var zone = new DeliveryZone(name, countries, new DeliveryRule(flat, percent, free));
        return await services.GetRequiredService<DeliveryZones>().SetAsync(zone, Actor.CommandLine, cancel) switch
        {
            Edit.Refused refused => await RuleCommand.RefuseAsync(refused.Why),
            Edit.Stale => await RuleCommand.RefuseAsync("Somebody else is changing this zone. Try again."),
            _ => await RuleCommand.TellAsync($"{name}: {DeliveryZones.Describe(zone.Rule)}. {Soon(services)}"),
        };
    }

    private static async Task<ExitCode> RemoveAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var name = parsed.GetRequiredValue(Zone).Trim();
        return await services.GetRequiredService<DeliveryZones>().RemoveAsync(name, Actor.CommandLine, cancel)
            ? await RuleCommand.TellAsync($"The zone {name} is gone. {Soon(services)}")
            : await RuleCommand.RefuseAsync($"There is no zone {name}. ./till delivery list shows those there are.");
    }

    /// <summary>Bags ask the database; product pages are kept for a while by whatever process serves them.</summary>
    private static string Soon(IServiceProvider services) =>
        $"Bags know it now, product pages within {services.GetRequiredService<ShopSettings>().PageCache.TotalSeconds:0} seconds.";
}
