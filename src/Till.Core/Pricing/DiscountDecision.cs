namespace Till.Core.Pricing;

/// <summary>A discount code as the owner made it, and how often it was used.</summary>
/// <param name="Minimum">The subtotal from which it can be used.</param>
/// <param name="Used">By payments, and by attempts that can still be paid.</param>
public sealed record DiscountCode(
    Discount Discount, Money Minimum, bool FirstOrderOnly, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, int? LimitTotal,
    int? LimitPerPerson, int Used);

/// <summary>Who wants to use a code, on what.</summary>
/// <param name="Subtotal">All lines before discount.</param>
/// <param name="UsedByPerson">How often this person has used it; zero while it is not known who buys.</param>
/// <param name="HasOrdered">Whether this person has paid an order before; false while it is not known who buys.</param>
public sealed record DiscountFacts(Money Subtotal, DateTimeOffset Now, int UsedByPerson, bool HasOrdered);

public enum DiscountRefusal
{
    Unknown,
    OtherCurrency,
    NotYet,
    Expired,
    UsedUp,
    FirstOrderOnly,
    UsedByYou,
    BelowMinimum,
}

/// <summary>Whether a code counts for an order.</summary>
public abstract record DiscountDecision
{
    private DiscountDecision()
    {
    }

    public sealed record Applies(Discount Discount) : DiscountDecision;

    /// <param name="Reason">In words for the buyer.</param>
    public sealed record Refused(DiscountRefusal Why, string Reason) : DiscountDecision;

    /// <param name="code">Null: there is none of that name.</param>
    public static DiscountDecision Decide(DiscountCode? code, DiscountFacts facts) => code switch
    {
        null => new Refused(DiscountRefusal.Unknown, "We don't know this code. Check how it is spelled."),
        _ when code.Minimum.Currency != facts.Subtotal.Currency => new Refused(
            DiscountRefusal.OtherCurrency, "This code is for another currency than this shop's."),
        _ when facts.Now < code.StartsAt => new Refused(
            DiscountRefusal.NotYet, $"This code can be used from {Day(code.StartsAt.Value)}."),
        _ when facts.Now >= code.EndsAt => new Refused(DiscountRefusal.Expired, $"This code ended on {Day(code.EndsAt.Value.AddTicks(-1))}."),
        _ when code.Used >= code.LimitTotal => new Refused(DiscountRefusal.UsedUp, "This code has been used as often as it can be."),
        _ when code.FirstOrderOnly && facts.HasOrdered => new Refused(
            DiscountRefusal.FirstOrderOnly, "This code is for a first order, and you have ordered here before."),
        _ when facts.UsedByPerson >= code.LimitPerPerson => new Refused(
            DiscountRefusal.UsedByYou,
            code.LimitPerPerson == 1 ? "You have used this code already." : "You have used this code as often as you can."),
        _ when facts.Subtotal < code.Minimum => new Refused(
            DiscountRefusal.BelowMinimum, $"Spend {code.Minimum - facts.Subtotal} more to use this code."),
        _ => new Applies(code.Discount),
    };

    private static string Day(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
}
