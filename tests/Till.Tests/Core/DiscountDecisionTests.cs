using Till.Core;
using Till.Core.Pricing;

namespace Till.Tests.Core;

public sealed class DiscountDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly DiscountCode Code = new(new Discount.Percent(1_000), Usd(0), false, null, null, null, null, 0);

    private static readonly DiscountFacts Facts = new(Usd(40_00), Now, UsedByPerson: 0, HasOrdered: false);

    public static TheoryData<string, string> Refusals => new()
    {
        { "unknown", "We don't know this code. Check how it is spelled." },
        { "currency", "This code is for another currency than this shop's." },
        { "not yet", "This code can be used from 1 December 2026." },
        { "expired", "This code ended on 20 November 2026." },
        { "used up", "This code has been used as often as it can be." },
        { "first order", "This code is for a first order, and you have ordered here before." },
        { "used by you", "You have used this code already." },
        { "used thrice by you", "You have used this code as often as you can." },
        { "minimum", "Spend $10.01 more to use this code." },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void Each_refusal_says_why_and_what_to_do(string which, string words)
    {
        var decision = which switch
        {
            "unknown" => DiscountDecision.Decide(null, Facts),
            "currency" => Decide(Code with { Minimum = new Money(0, Currency.Parse("eur")) }),
            "not yet" => Decide(Code with { StartsAt = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) }),
            "expired" => Decide(Code with { EndsAt = Now }),
            "used up" => Decide(Code with { LimitTotal = 5, Used = 5 }),
            "first order" => DiscountDecision.Decide(Code with { FirstOrderOnly = true }, Facts with { HasOrdered = true }),
            "used by you" => DiscountDecision.Decide(Code with { LimitPerPerson = 1 }, Facts with { UsedByPerson = 1 }),
            "used thrice by you" => DiscountDecision.Decide(Code with { LimitPerPerson = 3 }, Facts with { UsedByPerson = 3 }),
            _ => Decide(Code with { Minimum = Usd(50_01) }),
        };

        Assert.Equal(words, Assert.IsType<DiscountDecision.Refused>(decision).Reason);
    }

    [Fact]
    public void At_the_edge_of_every_limit_a_code_still_counts()
    {
        var code = new DiscountCode(new Discount.FreeDelivery(), Usd(40_00), true, Now, Now.AddTicks(1), 5, 2, Used: 4);

        Assert.Equal(new DiscountDecision.Applies(code.Discount), DiscountDecision.Decide(code, Facts with { UsedByPerson = 1 }));
    }

    [Fact]
    public void A_code_without_conditions_counts_for_anybody_at_any_time() =>
        Assert.Equal(
            new DiscountDecision.Applies(Code.Discount), DiscountDecision.Decide(Code with { Used = 1_000_000 }, Facts with { UsedByPerson = 9, HasOrdered = true }));

    private static DiscountDecision Decide(DiscountCode code) => DiscountDecision.Decide(code, Facts);

    private static Money Usd(long minor) => new(minor, Currency.Usd);
}
