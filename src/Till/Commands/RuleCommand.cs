using System.CommandLine;
using System.Text.Json;
using Till.Checkout;
using Till.Core;
using Till.Core.Pricing;
using Till.Storage;

namespace Till.Commands;

/// <summary>What the commands share by which the owner sets delivery, tax and discounts.</summary>
internal static class RuleCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Prints JSON." };

    /// <summary>What was typed cannot be used; the message says what can.</summary>
    internal sealed class UsageException(string message) : Exception(message);

    public static Task<int> RunAsync(ParseResult parsed, Func<IServiceProvider, Task<ExitCode>> command, CancellationToken cancel) =>
        Guard.RunAsync(async () =>
        {
            await using var app = Shop.Build(new ShopOptions
            {
                DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
                Workers = false,
            });
            await Shop.PrepareAsync(app.Services, cancel);
            try
            {
                return await command(app.Services);
            }
            catch (UsageException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return ExitCode.Usage;
            }
        });

    public static Currency CurrencyOf(IServiceProvider services) => services.GetRequiredService<ShopSettings>().Currency;

    /// <summary>An amount of the shop's currency that can be charged.</summary>
    public static Money? Amount(string option, string? text, Currency currency) =>
        text is null ? null
        : Money.TryParse(text, currency, out var money) && PriceLine.CanPrice(money) ? money
        : throw new UsageException(
            $"{option} takes an amount of {currency.Code.ToUpperInvariant()} such as {new Money(5 * currency.MinorPerMajor, currency).ToPlainString()}, not “{text}”.");

    public static int? Percent(string option, string? text) =>
        text is null ? null
        : BasisPoints.TryParse(text, out var points) ? points
        : throw new UsageException($"{option} takes a number from 0 to 100 with at most two decimals, not “{text}”.");

    /// <summary>An ISO code, or * for every other country.</summary>
    public static string Country(string text) =>
        text == TaxRules.Any ? text
        : Countries.Find(text.ToUpperInvariant())?.Code
            ?? throw new UsageException($"“{text}” is no country's code of two letters such as DE, nor * for everywhere else.");

    public static string Name(string what, string text, int most) =>
        text.Trim() is { Length: > 0 } name && name.Length <= most && !name.Any(char.IsControl)
            ? name
            : throw new UsageException($"{what} has 1 to {most} characters on one line.");

    public static async Task<ExitCode> TellAsync(string done)
    {
        await Console.Out.WriteLineAsync(done);
        return ExitCode.Done;
    }

    public static async Task<ExitCode> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return ExitCode.Failed;
    }

    public static ExitCode Print<T>(ParseResult parsed, IReadOnlyList<T> rows, Func<T, string> line, string none)
    {
        Console.WriteLine(
            parsed.GetValue(Json) ? JsonSerializer.Serialize(rows, Indented)
            : rows.Count == 0 ? none
            : string.Join(Environment.NewLine, rows.Select(line)));
        return ExitCode.Done;
    }
}
