using System.CommandLine;
using System.Globalization;
using Till.Bags;
using Till.Core;
using Till.Core.Pricing;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till discount</c>: codes that buyers type into the bag.</summary>
internal static class DiscountCommand
{
    private static readonly Argument<string> Code = new("code") { Description = "As buyers type it, in any case." };

    private static readonly Option<string?> Percent = new("--percent") { Description = "So much off the goods, such as 10." };

    private static readonly Option<string?> Amount = new("--amount") { Description = "A sum off the goods, such as 5.00." };

    private static readonly Option<bool> FreeDelivery = new("--free-delivery") { Description = "Delivery costs nothing." };

    private static readonly Option<string?> Minimum = new("--minimum") { Description = "The subtotal from which it counts, such as 20.00." };

    private static readonly Option<bool> FirstOrder = new("--first-order") { Description = "For a buyer's first order only." };

    private static readonly Option<string?> Starts = new("--starts") { Description = "The first day, such as 2026-12-01 (UTC)." };

    private static readonly Option<string?> Ends = new("--ends") { Description = "The last day, such as 2026-12-31 (UTC)." };

    private static readonly Option<int?> Limit = new("--limit") { Description = "How often it can be used in all." };

    private static readonly Option<int?> LimitPerPerson = new("--limit-per-person") { Description = "How often one buyer can use it." };

    public static Command Create()
    {
        foreach (var option in new[] { Limit, LimitPerPerson })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int?>() is < 1)
                {
                    result.AddError($"{option.Name} takes a number from 1.");
                }
            });
        }

        var list = new Command("list", "Lists the codes and how often each was used.") { RuleCommand.Json, CommonOptions.Data };
        list.SetAction((parsed, cancel) => RuleCommand.RunAsync(
            parsed,
            async services =>
            {
                var (shop, now) = (RuleCommand.CurrencyOf(services), services.GetRequiredService<TimeProvider>().Now());
                return RuleCommand.Print(
                    parsed, await services.GetRequiredService<DiscountCodes>().ListAsync(cancel), row => Line(row, shop, now), "No codes.");
            },
            cancel));
        var add = new Command("add", "Makes a code: one of --percent, --amount and --free-delivery, and under what conditions.")
        {
            Code, Percent, Amount, FreeDelivery, Minimum, FirstOrder, Starts, Ends, Limit, LimitPerPerson, CommonOptions.Data,
        };
        add.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => AddAsync(services, parsed, cancel), cancel));
        var end = new Command("end", "Ends a code now. Orders that used it keep it.") { Code, CommonOptions.Data };
        end.SetAction((parsed, cancel) => RuleCommand.RunAsync(
            parsed,
            async services => await services.GetRequiredService<DiscountCodes>().EndAsync(parsed.GetRequiredValue(Code), Actor.CommandLine, cancel)
                ? await RuleCommand.TellAsync($"{parsed.GetRequiredValue(Code)} counts no longer.")
                : await RuleCommand.RefuseAsync($"There is no code {parsed.GetRequiredValue(Code)}. ./till discount list shows those there are."),
            cancel));
        return new Command("discount", "Discount codes: list, add, end.") { list, add, end };
    }

    private static async Task<ExitCode> AddAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var (currency, code) = (RuleCommand.CurrencyOf(services), parsed.GetRequiredValue(Code).Trim());
        if (!DiscountCodes.IsCode(code))
        {
            throw new RuleCommand.UsageException($"A code has 2 to {BagCode.MaxLength} letters, digits, hyphens or underscores.");
        }

        var (starts, ends) = (Day("--starts", parsed.GetValue(Starts)), Day("--ends", parsed.GetValue(Ends))?.AddDays(1));
        if (starts >= ends)
        {
            throw new RuleCommand.UsageException("--ends comes before --starts.");
        }

        var rules = new DiscountCode(
            DiscountOf(parsed, currency),
            RuleCommand.Amount("--minimum", parsed.GetValue(Minimum), currency) ?? Money.Zero(currency),
            parsed.GetValue(FirstOrder), starts, ends, parsed.GetValue(Limit), parsed.GetValue(LimitPerPerson), Used: 0);
        return await services.GetRequiredService<DiscountCodes>().AddAsync(code, rules, Actor.CommandLine, cancel) is not null
            ? await RuleCommand.TellAsync($"{code} can be used{(starts > services.GetRequiredService<TimeProvider>().Now() ? $" from {starts:yyyy-MM-dd}" : "")}.")
            : await RuleCommand.RefuseAsync($"There is a code {code} already. A code's name is used once; choose another.");
    }

    private static Discount DiscountOf(ParseResult parsed, Currency currency)
    {
        var percent = RuleCommand.Percent("--percent", parsed.GetValue(Percent));
        var amount = RuleCommand.Amount("--amount", parsed.GetValue(Amount), currency);
        return (percent, amount, parsed.GetValue(FreeDelivery)) switch
        {
            ({ } points and > 0, null, false) => new Discount.Percent(points),
            (null, { IsZero: false } sum, false) => new Discount.Amount(sum),
            (null, null, true) => new Discount.FreeDelivery(),
            _ => throw new RuleCommand.UsageException("Say one of --percent, --amount and --free-delivery, and more than nothing."),
        };
    }

    private static DateTimeOffset? Day(string option, string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 2000 and < 3000
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
        : throw new RuleCommand.UsageException($"{option} takes a day such as 2026-12-31, not “{text}”.");

    private static string Line(CodeRow row, Currency shop, DateTimeOffset now) =>
        $"{row.Code}: {DiscountWords.Of(row.Rules(shop), now)}, {DiscountWords.Use(row)}";
}
