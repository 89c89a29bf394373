using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Till.Core;

namespace Till.Tests.Core;

public sealed class AllocationTests
{
    private static readonly Gen<IReadOnlyList<long>> Weights =
        Gen.Frequency((3, Gen.Choose(0, 100_000).Select(weight => (long)weight)), (1, Gen.Elements(0L, 1L, long.MaxValue)))
            .NonEmptyListOf()
            .Where(weights => weights.Any(weight => weight > 0))
            .Select(weights => (IReadOnlyList<long>)[.. weights]);

    private static readonly Gen<(Money Total, IReadOnlyList<long> Weights)> Cases =
        Any.Money.SelectMany(total => Weights.Select(weights => (total, weights)));

    [Fact]
    public void No_minor_unit_is_lost_or_invented() => Any.Holds(Cases, one =>
    {
        var shares = Allocation.Spread(one.Total, one.Weights);

        Assert.Equal(one.Weights.Count, shares.Count);
        Assert.Equal(one.Total.Minor, shares.Aggregate(BigInteger.Zero, (sum, share) => sum + share.Minor));
        Assert.All(shares, share => Assert.Equal(one.Total.Currency, share.Currency));
    });

    [Fact]
    public void Each_share_is_within_one_step_of_the_exact_one() => Any.Holds(Cases, one =>
    {
        var step = one.Total.Minor % one.Total.Currency.StepMinor == 0 ? one.Total.Currency.StepMinor : 1;
        var sum = one.Weights.Aggregate(BigInteger.Zero, (all, weight) => all + weight);
        foreach (var (share, weight) in Allocation.Spread(one.Total, one.Weights).Zip(one.Weights))
        {
            Assert.True(BigInteger.Abs((share.Minor * sum) - ((BigInteger)one.Total.Minor * weight)) < step * sum);
        }
    });

    [Fact]
    public void A_chargeable_total_has_chargeable_shares() =>
        Any.Holds(Any.ModestMoney.SelectMany(money => Weights.Select(weights => (money, weights))), one =>
        {
            var step = one.money.Currency.StepMinor;
            var total = one.money with { Minor = one.money.Minor / step * step };

            Assert.All(Allocation.Spread(total, one.weights), share => Assert.Equal(0, share.Minor % step));
        });

    [Fact]
    public void A_weight_of_nothing_bears_nothing_and_a_debt_is_the_mirror_of_a_credit() => Any.Holds(Cases, one =>
    {
        var shares = Allocation.Spread(one.Total, one.Weights);

        Assert.All(shares.Zip(one.Weights).Where(pair => pair.Second == 0), pair => Assert.True(pair.First.IsZero));
        Assert.Equal(shares.Select(share => -share), Allocation.Spread(-one.Total, one.Weights));
    });

    [Fact]
    public void The_larger_weight_never_gets_the_smaller_share() => Any.Holds(Cases, one =>
    {
        var ordered = Allocation.Spread(one.Total, one.Weights).Zip(one.Weights).OrderBy(pair => pair.Second).Select(pair => pair.First).ToList();
        var sizes = ordered.Select(share => BigInteger.Abs(share.Minor)).ToList();
        // Equal weights may differ by the one step that had to go somewhere, so neighbours of equal weight are let be.
        var weights = one.Weights.Order().ToList();
        Assert.All(Enumerable.Range(1, sizes.Count - 1).Where(i => weights[i] > weights[i - 1]), i => Assert.True(
            sizes[i] >= Enumerable.Range(0, i).Where(j => weights[j] < weights[i]).Max(j => sizes[j])));
    });

    [Theory]
    [InlineData("usd", 100, "1 1 1", "34 33 33")]
    [InlineData("usd", -100, "1 1 1", "-34 -33 -33")]
    [InlineData("usd", 1, "0 1", "0 1")]
    [InlineData("jpy", 1000, "3 3 1", "429 428 143")]
    [InlineData("kwd", 1000, "1 1 1", "340 330 330")]
    [InlineData("isk", 10000, "1 2", "3300 6700")]
    [InlineData("kwd", 5, "1 1", "3 2")]
    [InlineData("usd", long.MinValue, "1", "-9223372036854775808")]
    public void The_largest_remainder_takes_what_is_left_and_ties_go_to_the_earlier_line(
        string currency, long total, string weights, string expected)
    {
        var shares = Allocation.Spread(new Money(total, Currency.Parse(currency)), [.. weights.Split(' ').Select(long.Parse)]);

        Assert.Equal(expected, string.Join(' ', shares.Select(share => share.Minor)));
    }

    [Fact]
    public void Nothing_can_be_spread_over_nothing()
    {
        var some = new Money(1, Currency.Usd);

        Assert.Throws<ArgumentException>(() => Allocation.Spread(some, []));
        Assert.Throws<ArgumentException>(() => Allocation.Spread(some, [2, -1]));
        Assert.Throws<ArgumentException>(() => Allocation.Spread(some, [0, 0]));
        Assert.Equal([Money.Zero(Currency.Usd), Money.Zero(Currency.Usd)], Allocation.Spread(Money.Zero(Currency.Usd), [0, 0]));
    }
}
