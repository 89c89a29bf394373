using Till.Core;

namespace Till.Orders;

/// <summary>What is to go back to the buyer, and what becomes of what was bought.</summary>
internal abstract record RefundWish
{
    private RefundWish()
    {
    }

    public RefundAccess Access { get; init; }

    /// <param name="Read">In the order's currency; null: all that is left.</param>
    public sealed record Amount(Func<Currency, Money>? Read) : RefundWish;

    /// <summary>So many pieces of lines, which are worth their share of what was paid.</summary>
    /// <param name="Pieces">By the line's position; null: all that are left of every line.</param>
    /// <param name="Delivery">What is left of the delivery goes back too.</param>
    /// <param name="Restock">They are on the shelf again.</param>
    /// <param name="Shown">What the person was told that it makes; null: they were not told.</param>
    public sealed record ByLine(IReadOnlyDictionary<int, int>? Pieces, bool Delivery, bool Restock, Money? Shown) : RefundWish;
}

/// <summary>What becomes of the downloads.</summary>
internal enum RefundAccess
{
    /// <summary>They close when all of the payment has gone back.</summary>
    Follow,

    /// <summary>Those of the lines close; all of them, where nothing is said of lines.</summary>
    Close,

    /// <summary>They stay open, even if all of the payment goes back.</summary>
    Keep,
}
