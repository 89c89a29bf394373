using System.Globalization;
using Till.Core.Pricing;
using Till.Products;

namespace Till.Bags;

/// <summary>A discount code's rules, as the owner reads them.</summary>
internal static class DiscountWords
{
    /// <summary>As the database keeps it.</summary>
    public static string KindOf(Discount discount) => discount switch
    {
        Discount.Percent => "percent",
        Discount.Amount => "amount",
        Discount.FreeDelivery => "free_delivery",
        _ => throw new ArgumentOutOfRangeException(nameof(discount), discount, "Unknown discount."),
    };

    public static string Of(Discount discount) => discount switch
    {
        Discount.Percent percent => $"{BasisPoints.ToText(percent.BasisPoints)} off",
        Discount.Amount amount => $"{amount.Value} off",
        _ => "free delivery",
    };

    /// <summary>Such as "10 % off, first orders only, until 2026-12-31".</summary>
    public static string Of(DiscountCode rules, DateTimeOffset now) => string.Join(", ", new[]
    {
        Of(rules.Discount),
        rules.Minimum.IsZero ? null : $"from {rules.Minimum}",
        rules.FirstOrderOnly ? "first orders only" : null,
        rules.LimitPerPerson is { } each ? $"{each} for each buyer" : null,
        rules.StartsAt > now ? $"starts {rules.StartsAt:yyyy-MM-dd}" : null,
        rules.EndsAt is { } end ? $"{(end <= now ? "ended" : "until")} {end.AddTicks(-1):yyyy-MM-dd}" : null,
    }.Where(part => part is not null));

    public static string Use(CodeRow row) => $"used {row.Used}{(row.LimitTotal is { } limit ? $" of {limit}" : "")}";

    public static Differences Compare(string code, DiscountCode before, DiscountCode after)
    {
        var what = new Differences(code);
        what.Compare("Gives", Of(before.Discount), Of(after.Discount));
        what.Compare("From", before.Minimum.ToString(), after.Minimum.ToString());
        what.Compare("First orders only", before.FirstOrderOnly, after.FirstOrderOnly);
        what.Compare("Starts", Day(before.StartsAt), Day(after.StartsAt));
        what.Compare("Ends", Day(before.EndsAt), Day(after.EndsAt));
        what.Compare("Times in all", before.LimitTotal, after.LimitTotal);
        what.Compare("Times for each buyer", before.LimitPerPerson, after.LimitPerPerson);
        return what;
    }

    private static string Day(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";
}
