namespace Till.Core;

/// <summary>What is left of a line that was bought.</summary>
/// <param name="Quantity">Pieces that were not given back yet.</param>
/// <param name="Amount">
/// What they cost: the line's price less its share of the discount, with its share of the tax, less what was given back of it.
/// </param>
public sealed record RefundableLine(int Quantity, Money Amount);

/// <summary>What chosen pieces make: a share of each line, and of the delivery.</summary>
/// <param name="Lines">One for each line, in their order; nothing for one of which no piece was chosen.</param>
public sealed record RefundShares(IReadOnlyList<Money> Lines, Money Delivery)
{
    public Money Total => Lines.Aggregate(Delivery, (sum, line) => sum + line);

    /// <summary>
    /// A piece is worth its share of what is left of its line, and the last pieces are worth all of that: so whoever gives everything back
    /// piece by piece, in whatever order, gives back what was paid. Never more than <paramref name="left"/>: of a payment of which a part
    /// went back without a word about lines, each share is so much smaller.
    /// </summary>
    /// <param name="chosen">How many pieces of each line.</param>
    /// <param name="delivery">What of the delivery goes back; zero for none.</param>
    /// <param name="left">What is left of the whole payment.</param>
    /// <exception cref="ArgumentException">More pieces were chosen of a line than are left, or fewer than none.</exception>
    public static RefundShares Of(IReadOnlyList<RefundableLine> lines, IReadOnlyList<int> chosen, Money delivery, Money left)
    {
        if (lines.Count != chosen.Count || lines.Zip(chosen).Any(one => one.Second < 0 || one.Second > one.First.Quantity))
        {
            throw new ArgumentException("So many pieces are not left.", nameof(chosen));
        }

        var full = new RefundShares([.. lines.Zip(chosen, Share)], delivery);
        if (full.Total <= left)
        {
            return full;
        }

        var capped = Allocation.Spread(left, [.. full.Lines.Select(line => line.Minor), delivery.Minor]);
        return new RefundShares([.. capped.Take(lines.Count)], capped[^1]);
    }

    private static Money Share(RefundableLine line, int pieces) => pieces == line.Quantity
        ? line.Amount
        : Allocation.Spread(line.Amount, [pieces, line.Quantity - pieces])[0];
}
