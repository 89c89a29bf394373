using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Core;
using Till.Core.Pricing;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>What is typed of a discount code, new or not.</summary>
internal abstract class DiscountFormPage(Database database, ShopSettings settings, TimeProvider time) : RuleFormPage(database, settings, time)
{
    public static readonly IReadOnlyList<(string Value, string Name)> Kinds =
        [("percent", "A share of the goods"), ("amount", "A sum off the goods"), ("free_delivery", "Free delivery")];

    /// <summary>As buyers type it.</summary>
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Kind { get; set; }

    /// <summary>How much: a percentage, or an amount.</summary>
    [BindProperty]
    public string? Value { get; set; }

    [BindProperty]
    public string? Minimum { get; set; }

    [BindProperty]
    public string? Starts { get; set; }

    /// <summary>The last day.</summary>
    [BindProperty]
    public string? Ends { get; set; }

    [BindProperty]
    public string? LimitTotal { get; set; }

    [BindProperty]
    public string? LimitPerPerson { get; set; }

    /// <summary>"true", or nothing.</summary>
    [BindProperty]
    public string? FirstOrderOnly { get; set; }

    /// <summary>Whether the code is being made, and so has no name yet.</summary>
    public abstract bool IsNew { get; }

    /// <summary>What was typed; null where something is wrong with it, which stands at its field then.</summary>
    protected DiscountCode? ReadRules(Typed typed, int used)
    {
        var discount = ReadDiscount(typed);
        var minimum = typed.Amount(nameof(Minimum), Minimum, "The least to spend", Currency);
        var (starts, ends) = (typed.Day(nameof(Starts), Starts, "The first day"), typed.Day(nameof(Ends), Ends, "The last day")?.AddDays(1));
        if (starts >= ends)
        {
            typed.Refuse(nameof(Ends), "The last day comes before the first.");
        }

        var total = typed.Number(nameof(LimitTotal), LimitTotal, "How often in all", 1, ProductRules.MostStock);
        var each = typed.Number(nameof(LimitPerPerson), LimitPerPerson, "How often for each buyer", 1, ProductRules.MostStock);
        return typed.IsSound
            ? new DiscountCode(discount!, minimum ?? Money.Zero(Currency), FirstOrderOnly == "true", starts, ends, total, each, used)
            : null;
    }

    protected string ReadCode(Typed typed)
    {
        var code = (Code ?? "").Trim();
        if (!DiscountCodes.IsCode(code))
        {
            typed.Refuse(nameof(Code), $"A code has 2 to {BagCode.MaxLength} letters from A to Z, digits, hyphens or underscores.");
        }

        return code;
    }

    /// <param name="before">As it is now; null: there is none yet.</param>
    protected async Task<IActionResult> PreviewAsync(Typed typed, string code, DiscountCode? rules, DiscountCode? before, CancellationToken cancel)
    {
        if (await ReadSampleAsync(typed, cancel) is { } bag && rules is not null)
        {
            Show(
                bag.Quote(Settings, code: before is null ? null : bag.Try(code, before, Settings, Now)),
                bag.Quote(Settings, code: bag.Try(code, rules, Settings, Now)));
        }

        return Again();
    }

    protected void Fill(CodeRow row)
    {
        var rules = row.Rules(Currency);
        (Code, Kind, Version) = (row.Code, row.Kind, row.Version.ToString(CultureInfo.InvariantCulture));
        (Value, Minimum) = (ValueOf(rules.Discount), rules.Minimum.IsZero ? null : rules.Minimum.ToPlainString());
        (Starts, Ends) = (Day(rules.StartsAt), Day(rules.EndsAt?.AddTicks(-1)));
        (LimitTotal, LimitPerPerson) = (Say(rules.LimitTotal), Say(rules.LimitPerPerson));
        FirstOrderOnly = rules.FirstOrderOnly ? "true" : null;
    }

    private Discount? ReadDiscount(Typed typed)
    {
        switch (Kind)
        {
            case "percent" when typed.Percent(nameof(Value), Value, "The share", required: true) is { } points:
                if (points > 0)
                {
                    return new Discount.Percent(points);
                }

                break;
            case "amount" when typed.Amount(nameof(Value), Value, "The sum", Currency, required: true) is { } sum:
                if (!sum.IsZero)
                {
                    return new Discount.Amount(sum);
                }

                break;
            case "free_delivery":
                if (string.IsNullOrWhiteSpace(Value))
                {
                    return new Discount.FreeDelivery();
                }

                typed.Refuse(nameof(Value), "Free delivery takes no number. Leave this empty, or choose what the number is.");
                return null;
            case "percent" or "amount":
                return null; // it stands at the field
            default:
                typed.Refuse(nameof(Kind), "Choose what the code gives.");
                return null;
        }

        typed.Refuse(nameof(Value), "A code gives more than nothing.");
        return null;
    }

    internal static string? ValueOf(Discount discount) => discount switch
    {
        Discount.Percent percent => BasisPoints.ToText(percent.BasisPoints).TrimEnd('%', '\u00a0'),
        Discount.Amount amount => amount.Value.ToPlainString(),
        _ => null,
    };

    internal static string? Day(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string? Say(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
