using System.Numerics;

namespace Till.Core;

/// <summary>Splits an amount over lines so that no minor unit is lost or invented.</summary>
public static class Allocation
{
    /// <summary>
    /// Shares <paramref name="total"/> in proportion to <paramref name="weights"/> by the largest remainder; ties go to the
    /// earlier line, so that the same input always gives the same shares. Shares are multiples of the currency's step
    /// wherever the total is.
    /// </summary>
    /// <exception cref="ArgumentException">There is no weight, one is negative, or all are zero and the total is not.</exception>
    public static IReadOnlyList<Money> Spread(Money total, IReadOnlyList<long> weights)
    {
        if (weights.Count == 0 || weights.Any(weight => weight < 0))
        {
            throw new ArgumentException("Weights must be given and not be negative.", nameof(weights));
        }

        var sum = weights.Aggregate(BigInteger.Zero, (all, weight) => all + weight);
        if (sum.IsZero)
        {
            return total.IsZero
                ? [.. weights.Select(_ => Money.Zero(total.Currency))]
                : throw new ArgumentException("An amount cannot be spread over weights that are all zero.", nameof(weights));
        }

        // A total that is no multiple of the step (an old debt, say) is spread by single minor units.
        var step = total.Minor % total.Currency.StepMinor == 0 ? total.Currency.StepMinor : 1;
        var units = BigInteger.Abs(total.Minor) / step;
        var exact = weights.Select((weight, index) => (index, share: BigInteger.DivRem(units * weight, sum, out var rest), rest)).ToArray();
        var left = (int)(units - exact.Aggregate(BigInteger.Zero, (all, one) => all + one.share));
        var raised = exact.OrderByDescending(one => one.rest).ThenBy(one => one.index).Take(left).Select(one => one.index).ToHashSet();
        var sign = Math.Sign(total.Minor);
        return [.. exact.Select(one => new Money(
            (long)((one.share + (raised.Contains(one.index) ? 1 : 0)) * step * sign), total.Currency))];
    }
}
