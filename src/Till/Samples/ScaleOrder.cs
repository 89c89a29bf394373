namespace Till.Samples;

/// <summary>One order of a made-up shop: which customer, what, and what it came to, in cents.</summary>
internal sealed record ScaleOrder(int At, long Number, int Customer, DateTimeOffset PaidAt, IReadOnlyList<ScaleOrder.Line> Lines)
{
    public long Subtotal => Lines.Sum(line => line.Unit * line.Quantity);

    public required long Delivery { get; init; }

    public long Total => Subtotal + Delivery;

    /// <summary>2.9 % and 30 cents, as Stripe takes of a card in the United States.</summary>
    public long Fee => (Total * 29 / 1_000) + 30;

    internal sealed record Line(int Product, int Quantity, long Unit);

    public static ScaleOrder Make(int at, ShopSize size, long number, DateTimeOffset paidAt)
    {
        var chance = new SeededChance($"order {at}");
        // Some customers come again and again.
        var customer = chance.Odds(0.5) ? chance.Whole(0, size.Customers - 1) : chance.Whole(0, Math.Max(0, (size.Customers / 10) - 1));
        var lines = new List<Line>();
        for (var count = chance.Whole(1, 3); lines.Count < count;)
        {
            var product = chance.Whole(0, Math.Max(0, (size.Products / 10) - 1)) * 10 % size.Products; // goods: see ScaleThings
            if (lines.Exists(line => line.Product == product))
            {
                break;
            }

            lines.Add(new Line(product, chance.Whole(1, 2), chance.Whole(9_99, 99_99)));
        }

        return new ScaleOrder(at, number, customer, paidAt, lines) { Delivery = 4_90 };
    }
}
