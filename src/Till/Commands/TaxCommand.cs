using System.CommandLine;
using Till.Bags;
using Till.Core.Pricing;
using Till.Products;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till tax</c>: the rates by country and class of product.</summary>
internal static class TaxCommand
{
    private static readonly Argument<string> Country = new("country") { Description = "A code of two letters, such as DE; * is every other country." };

    private static readonly Option<string> Class = new("--class")
    {
        Description = "standard, books, digital, or a class of your own; * is every other class.", DefaultValueFactory = _ => TaxRules.Any,
    };

    private static readonly Option<string> Percent = new("--percent") { Description = "The rate, such as 19 or 8.25.", Required = true };

    private static readonly Option<string> Name = new("--name") { Description = "As the receipt calls it.", DefaultValueFactory = _ => "VAT" };

    public static Command Create()
    {
        var list = new Command("list", "Lists the rates.") { RuleCommand.Json, CommonOptions.Data };
        list.SetAction((parsed, cancel) => RuleCommand.RunAsync(
            parsed,
            async services => RuleCommand.Print(
                parsed,
                await services.GetRequiredService<TaxRates>().ListAsync(cancel),
                rate => $"{rate.Country} {rate.Class}: {rate.Name} {BasisPoints.ToText(rate.BasisPoints)}",
                "No rates, so no tax."),
            cancel));
        var set = new Command("set", "Sets the rate of a country, or of one class in it.") { Country, Class, Percent, Name, CommonOptions.Data };
        set.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => SetAsync(services, parsed, cancel), cancel));
        var remove = new Command("remove", "Removes a rate.") { Country, Class, CommonOptions.Data };
        remove.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => RemoveAsync(services, parsed, cancel), cancel));
        return new Command("tax", "Tax rates: list, set, remove. Whether prices contain the tax is set in the back office, or by Till__PricesIncludeTax.") { list, set, remove };
    }

    private static async Task<ExitCode> SetAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var rate = new TaxRate(
            RuleCommand.Country(parsed.GetRequiredValue(Country)),
            ClassOf(parsed),
            RuleCommand.Name("A tax's name", parsed.GetRequiredValue(Name), TaxRates.MaxName),
            RuleCommand.Percent("--percent", parsed.GetRequiredValue(Percent))!.Value);
        if (await services.GetRequiredService<TaxRates>().SetAsync(rate, Actor.CommandLine, cancel) is not Edit.Done)
        {
            return await RuleCommand.RefuseAsync("Somebody else is changing this rate. Try again.");
        }

        var how = services.GetRequiredService<ShopSettings>().Pricing.PricesIncludeTax ? "contained in the prices" : "on top of the prices";
        return await RuleCommand.TellAsync($"{rate.Country} {rate.Class}: {rate.Name} {BasisPoints.ToText(rate.BasisPoints)}, {how}.");
    }

    private static async Task<ExitCode> RemoveAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var (country, taxClass) = (RuleCommand.Country(parsed.GetRequiredValue(Country)), ClassOf(parsed));
        return await services.GetRequiredService<TaxRates>().RemoveAsync(country, taxClass, Actor.CommandLine, cancel)
            ? await RuleCommand.TellAsync($"The rate of {country} {taxClass} is gone.")
            : await RuleCommand.RefuseAsync($"There is no rate of {country} {taxClass}. ./till tax list shows those there are.");
    }

    private static string ClassOf(ParseResult parsed) => parsed.GetRequiredValue(Class).Trim().ToLowerInvariant() switch
    {
        var word when TaxRates.IsClass(word) => word,
        var other => throw new RuleCommand.UsageException($"--class takes a word of letters, digits and hyphens such as books, not “{other}”."),
    };
}
