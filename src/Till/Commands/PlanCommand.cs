using System.CommandLine;
using Till.Catalogue;
using Till.Core;
using Till.Memberships;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till plan</c>: what memberships give, and what members pay.</summary>
internal static class PlanCommand
{
    private static readonly Argument<string> Slug = new("plan") { Description = "The membership's slug, such as back-room." };

    private static readonly Option<int?> Position = new("--position") { Description = "Where it stands in the comparison, from 1." };

    private static readonly Option<int?> TrialDays = new("--trial-days") { Description = "Days that are free at first; 0: none." };

    private static readonly Option<string?> Badge = new("--badge") { Description = "Shown beside the member's name; \"\" for none." };

    private static readonly Option<bool?> Opens = new("--opens-member-only") { Description = "true or false: whether it opens what is for members only." };

    private static readonly Option<bool?> Prices = new("--member-prices") { Description = "true or false: whether its members pay members' prices." };

    private static readonly Option<string[]> Benefit = new("--benefit") { Description = "What else it gives, in words; once for each. They take the place of those there are." };

    private static readonly Option<bool> NoBenefits = new("--no-benefits") { Description = "It gives nothing else." };

    private static readonly Argument<string> Thing = new("thing") { Description = "A product's slug, for all its sizes, or a sku." };

    private static readonly Argument<string?> Amount = new("amount") { Description = "What members pay, such as 19.00.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> None = new("--none") { Description = "Members pay what all pay." };

    public static Command Create()
    {
        var list = new Command("list", "Lists the plans with what they give and how many members they have.") { RuleCommand.Json, CommonOptions.Data };
        list.SetAction((parsed, cancel) => RuleCommand.RunAsync(
            parsed,
            async services => RuleCommand.Print(
                parsed, await services.GetRequiredService<Plans>().ListAsync(cancel), Line, "No memberships. A plan is a product of the kind membership."),
            cancel));
        var set = new Command("set", "Changes what a plan gives. What is not named stays as it is; members have it from now on.")
        {
            Slug, Position, TrialDays, Badge, Opens, Prices, Benefit, NoBenefits, CommonOptions.Data,
        };
        set.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => SetAsync(services, parsed, cancel), cancel));
        var price = new Command("price", "Sets what members pay for a thing from now on. For 0 an album for members only comes with the membership.")
        {
            Thing, Amount, None, CommonOptions.Data,
        };
        price.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => PriceAsync(services, parsed, cancel), cancel));
        return new Command("plan", "Memberships and members' prices: list, set, price.") { list, set, price };
    }

    private static async Task<ExitCode> SetAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var (slug, benefits) = (parsed.GetRequiredValue(Slug), parsed.GetValue(Benefit) ?? []);
        if (parsed.GetValue(Position) is < 1)
        {
            throw new RuleCommand.UsageException("--position takes a number from 1.");
        }

        if (parsed.GetValue(TrialDays) is < 0 or > Plans.MaxTrialDays)
        {
            throw new RuleCommand.UsageException($"--trial-days takes a number from 0 to {Plans.MaxTrialDays}.");
        }

        if (benefits.Length > 0 && parsed.GetValue(NoBenefits))
        {
            throw new RuleCommand.UsageException("Say --benefit or --no-benefits.");
        }

        var change = new PlanChange(
            parsed.GetValue(Position),
            parsed.GetValue(TrialDays),
            parsed.GetValue(Badge) is { Length: > 0 } badge ? RuleCommand.Name("--badge", badge, Plans.MaxBadge) : parsed.GetValue(Badge),
            parsed.GetValue(Opens),
            parsed.GetValue(Prices),
            benefits.Length > 0 || parsed.GetValue(NoBenefits) ? [.. benefits.Select(text => RuleCommand.Name("--benefit", text, Plans.MaxBenefit))] : null);
        return await services.GetRequiredService<Plans>().SetAsync(slug, change, Actor.CommandLine, cancel)
            ? await RuleCommand.TellAsync($"{slug} is changed.")
            : await RuleCommand.RefuseAsync($"There is no membership {slug}. ./till plan list shows those there are.");
    }

    private static async Task<ExitCode> PriceAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var (thing, currency) = (parsed.GetRequiredValue(Thing), RuleCommand.CurrencyOf(services));
        var amount = RuleCommand.Amount("The price", parsed.GetValue(Amount), currency);
        if (amount is null != parsed.GetValue(None))
        {
            throw new RuleCommand.UsageException("Say an amount, or --none.");
        }

        var count = await services.GetRequiredService<Plans>().PriceAsync(thing, currency, amount, cancel);
        await services.GetRequiredService<Listings>().WriteDueAsync(cancel);
        return count == 0
            ? await RuleCommand.RefuseAsync($"Nothing to buy here has the slug or sku {thing}.")
            : await RuleCommand.TellAsync($"Members pay {(amount is null ? "what all pay" : amount.ToString())} for {thing}{(count > 1 ? $", in {count} sizes" : "")}.");
    }

    private static string Line(PlanRow row)
    {
        IReadOnlyList<string?> parts =
        [
            row.TrialDays > 0 ? $"{row.TrialDays} days free" : null,
            row.OpensMemberOnly ? "opens what is for members only" : null,
            row.MemberPrices ? "members' prices" : null,
            row.Badge is { } badge ? $"badge “{badge}”" : null,
            .. Plan.Lines(row.Benefits),
            Catalogue.Words.Count(row.Members, "member"),
            row.Published ? null : "not published",
        ];
        return $"{row.Slug} ({row.Title}): {string.Join(", ", parts.Where(part => part is not null))}";
    }
}
