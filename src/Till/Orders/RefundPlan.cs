using Till.Core;

namespace Till.Orders;

/// <summary>What a wish to give back by line makes, before and while it is carried out.</summary>
/// <param name="Lines">Those of which pieces go back.</param>
internal sealed record RefundPlan(IReadOnlyList<RefundPlan.Part> Lines, Money Delivery)
{
    /// <param name="Pieces">How many go back.</param>
    internal sealed record Part(OrderLine Line, int Pieces, Money Amount)
    {
        /// <summary>How many of them had not left: they are the first to go back, so that the buyer keeps what was sent.</summary>
        public int Unsent => Math.Min(Pieces, Line.ToGo);

        /// <summary>How many of them can be on the shelf again: those that were sold after it was empty never left it.</summary>
        public int Restockable => Math.Max(0, Math.Min(Pieces, Line.Quantity - Line.Short - Line.Restocked));
    }

    public Money Total => Lines.Aggregate(Delivery, (sum, part) => sum + part.Amount);

    /// <returns>Null where more pieces are asked for than are left.</returns>
    public static RefundPlan? Of(OrderView order, RefundWish.ByLine wish)
    {
        var pieces = order.Lines.Select(line => wish.Pieces is { } chosen ? chosen.GetValueOrDefault(line.Position) : line.Left).ToList();
        if (order.Lines.Zip(pieces).Any(one => one.Second < 0 || one.Second > one.First.Left))
        {
            return null;
        }

        var shares = RefundShares.Of(
            [.. order.Lines.Select(line => new RefundableLine(line.Left, order.In(line.LeftMinor)))], pieces,
            wish.Delivery ? order.DeliveryLeft : Money.Zero(order.Currency), order.Left);
        return new RefundPlan(
            [.. order.Lines.Select((line, at) => new Part(line, pieces[at], shares.Lines[at])).Where(part => part.Pieces > 0)], shares.Delivery);
    }
}
