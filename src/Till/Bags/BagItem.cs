using System.Data.Common;
using Dapper;
using Till.Catalogue;
using Till.Core;
using Till.Core.Pricing;
using Till.Memberships;

namespace Till.Bags;

/// <summary>What the catalogue says today of a variant that is in a bag, or is to be put into one.</summary>
/// <param name="Price">What this visitor pays for one; null where it has none at which it can be sold.</param>
/// <param name="FullPrice">What others pay, if this visitor pays less as a member.</param>
/// <param name="IsOpen">This visitor may have what is for members only.</param>
/// <param name="IsIncluded">It comes with a membership.</param>
/// <param name="Stock">How many are left for this bag; null: unlimited, or sold on when there are none.</param>
/// <param name="TaxClass">The product's own, else by its kind.</param>
internal sealed record BagItem(
    Guid VariantId, Guid ProductId, string Kind, string Sku, string Title, string Maker, string Size, string Slug, bool Published,
    bool MemberOnly, bool IsOpen, bool IsIncluded, int? Stock, Money? Price, Money? FullPrice, string TaxClass, Picture? Picture)
{
    /// <summary>
    /// Over variants <c>v</c> and products <c>p</c>. Of what an attempt to pay for this very bag holds nothing is missing to it: it
    /// is what the buyer came back for.
    /// </summary>
    internal const string Columns =
        $"""
        p.id AS product_id, p.kind, v.sku, p.title, p.maker, v.size, p.slug, p.published, p.member_only, p.tax_class,
        p.back_order, v.stock + (SELECT CAST(COALESCE(SUM(h.quantity - h.short), 0) AS integer)
                   FROM stock_holds h
                   JOIN payment_attempts a ON a.id = h.attempt_id
                   JOIN orders o ON o.id = a.order_id
                   WHERE o.bag_id = @bagId AND h.variant_id = v.id AND h.state = 'held') AS stock,
        (SELECT c.amount_minor FROM prices c
         WHERE c.variant_id = v.id AND c.currency = @currency AND c.interval = 'once' AND c.from_at <= @now
         ORDER BY c.from_at DESC LIMIT 1) AS amount_minor,
        (SELECT m.amount_minor FROM member_prices m
         WHERE m.variant_id = v.id AND m.currency = @currency AND m.from_at <= @now
         ORDER BY m.from_at DESC LIMIT 1) AS member_minor,
        {MemberAlbums.IsIncluded} AS included,
        pic.sha256, f.content_type, pic.width, pic.height, pic.alt
        """;

    internal const string Pictures =
        """
        LEFT JOIN pictures pic ON pic.product_id = p.id
            AND pic.position = (SELECT MIN(first.position) FROM pictures first WHERE first.product_id = p.id)
        LEFT JOIN files f ON f.sha256 = pic.sha256
        """;

    /// <summary>How many there are of what is sold on without; null of all else.</summary>
    public int? OnShelf { get; init; }

    /// <summary>Goes by post.</summary>
    public bool Delivered => Kind is "book" or "good";

    public string Path => $"{Shelf.OfKind(Kind).Path}/{Slug}";

    /// <summary>Why nobody, or not this visitor, can buy it; null if they can.</summary>
    public BagProblem? Obstacle =>
        !Published || Kind == "membership" ? new BagProblem.NotForSale()
        : MemberOnly && !IsOpen ? new BagProblem.ForMembers()
        : IsIncluded ? new BagProblem.Included()
        : Price is null ? new BagProblem.NotForSale()
        : Stock <= 0 ? new BagProblem.SoldOut()
        : null;

    /// <summary>How many of so many are on back-order.</summary>
    public int ToCome(int quantity) => OnShelf is { } there ? Math.Max(0, quantity - there) : 0;

    /// <summary>Where the obstacle can be got round; null where it cannot.</summary>
    public (string Text, string Path)? Way => Obstacle switch
    {
        BagProblem.ForMembers => ("See what members get", "/membership"),
        BagProblem.Included => ("Open it", MemberAlbums.PathOf(Slug)),
        _ => null,
    };

    /// <param name="bagId">The bag that it is to go into, if there is one already.</param>
    /// <returns>Null if there is no such variant.</returns>
    public static async Task<BagItem?> FindAsync(
        DbConnection db, Guid variantId, ForWhom whom, Guid? bagId = null)
    {
        var row = await db.QuerySingleOrDefaultAsync<Row?>(
            $"""
            SELECT v.id AS variant_id, {Columns}
            FROM variants v JOIN products p ON p.id = v.product_id {Pictures}
            WHERE v.id = @variantId
            """,
            new { variantId, bagId, currency = whom.Currency.Code, now = whom.Now });
        return row?.Item(whom);
    }

    internal record Row
    {
        public required Guid VariantId { get; init; }

        public Guid? ProductId { get; init; }

        public string? Kind { get; init; }

        public string? Sku { get; init; }

        public string? Title { get; init; }

        public string? Maker { get; init; }

        public string? Size { get; init; }

        public string? Slug { get; init; }

        public bool? Published { get; init; }

        public bool? MemberOnly { get; init; }

        public string? TaxClass { get; init; }

        public int? Stock { get; init; }

        public bool? BackOrder { get; init; }

        public long? AmountMinor { get; init; }

        public long? MemberMinor { get; init; }

        public bool? Included { get; init; }

        public string? Sha256 { get; init; }

        public string? ContentType { get; init; }

        public int? Width { get; init; }

        public int? Height { get; init; }

        public string? Alt { get; init; }

        /// <summary>Null: the variant is gone.</summary>
        public BagItem? Item(ForWhom whom)
        {
            if (ProductId is null)
            {
                return null;
            }

            var (full, members) = (PriceOf(AmountMinor, whom.Currency), whom.Member.PaysMemberPrices ? PriceOf(MemberMinor, whom.Currency) : null);
            // A sale may have made it cheaper for all than it is for members.
            var pays = members < full || full is null ? members ?? full : full;
            return new BagItem(
                VariantId, ProductId.Value, Kind!, Sku!, Title!, Maker!, Size!, Slug!, Published!.Value, MemberOnly!.Value,
                whom.Member.OpensMemberOnly, Included!.Value, BackOrder == true ? null : Stock, pays, pays == full ? null : full, TaxClass ?? ClassOf(Kind!),
                Sha256 is null ? null : new Picture(MediaFiles.Url(Sha256, ContentType!), Width!.Value, Height!.Value, Alt!))
            {
                OnShelf = BackOrder == true ? Stock : null,
            };
        }

        private static Money? PriceOf(long? minor, Currency currency) =>
            minor is { } amount && PriceLine.CanPrice(new Money(amount, currency)) ? new Money(amount, currency) : null;

        private static string ClassOf(string kind) => kind switch
        {
            "book" => "books",
            "good" => "standard",
            _ => "digital",
        };
    }
}

/// <summary>Why a line cannot be bought as it stands. It is said, and keeps nobody from the rest of the bag.</summary>
internal abstract record BagProblem
{
    private BagProblem()
    {
    }

    /// <summary>In words for the buyer.</summary>
    public abstract string Reason { get; }

    /// <summary>Removed, unpublished, or without a price in the shop's currency.</summary>
    public sealed record NotForSale : BagProblem
    {
        public override string Reason => "This is no longer for sale.";
    }

    public sealed record ForMembers : BagProblem
    {
        public override string Reason => "This is for members only.";
    }

    /// <summary>A member need not buy it.</summary>
    public sealed record Included : BagProblem
    {
        public override string Reason => "This comes with your membership: open its page to play and download it.";
    }

    public sealed record SoldOut : BagProblem
    {
        public override string Reason => "Sold out: there are none left.";
    }

    public sealed record FewerLeft(int Left) : BagProblem
    {
        public override string Reason => $"Only {Left} left. Take {Left} or fewer.";
    }
}
