using Till.Core;

namespace Till.Catalogue;

/// <summary>A product as cards and pages show it, with the prices that are in force.</summary>
internal sealed record Product(
    Guid Id, Shelf Shelf, string Slug, string Title, string Maker, int? Year, int? RatingTenths, bool MemberOnly, int Tracks,
    Picture? Picture, IReadOnlyList<Variant> Variants, DateTimeOffset? NextPriceAt)
{
    public string Path => $"{Shelf.Path}/{Slug}";

    public bool SoldOut => Variants.Count > 0 && Variants.All(variant => variant.IsSoldOut);

    /// <summary>"$9.99", "from $16.99", "$5.00 a month or $50.00 a year"; null when it has no price in the shop's currency.</summary>
    public string? PriceText
    {
        get
        {
            var byInterval = Variants.SelectMany(variant => variant.Prices).GroupBy(price => price.Interval).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (group.Key, Least: group.Min(price => price.Amount), Most: group.Max(price => price.Amount)));
            var texts = byInterval.Select(one => (one.Least == one.Most ? "" : "from ") + one.Least + (one.Key == Price.Once ? "" : $" a {one.Key}")).ToList();
            return texts.Count == 0 ? null : string.Join(" or ", texts);
        }
    }

    /// <summary>For members only, and theirs without an order: its page opens to them.</summary>
    public bool IsIncluded { get; init; }

    /// <summary>"$20.00 for members", "from $13.50 for members"; null where members pay what all pay.</summary>
    public string? MemberText
    {
        get
        {
            if (IsIncluded)
            {
                return "included for members";
            }

            var pays = Variants.Select(variant => variant.ForMembers ?? variant.Prices.FirstOrDefault(price => price.Interval == Price.Once)?.Amount).OfType<Money>().ToList();
            return Variants.All(variant => variant.ForMembers is null) ? null : $"{(pays.Min() == pays.Max() ? "" : "from ")}{pays.Min()} for members";
        }
    }

    /// <summary>What a visitor can do about it here.</summary>
    /// <param name="canPay">Whether the shop has a payment provider.</param>
    public Offer Offer(bool canPay)
    {
        var price = Variants.SelectMany(variant => variant.Prices.Select(one => (variant, one.Amount, one.Interval)))
            .FirstOrDefault(one => one.Interval == Price.Once && !one.variant.IsSoldOut);
        return this switch
        {
            { IsIncluded: true } => new Offer.Included(),
            { PriceText: null } => new Offer.NotForSale(),
            { SoldOut: true } => new Offer.SoldOut(),
            { Shelf.SoldOnline: false } => new Offer.Join(),
            _ when price.variant is null || price.Amount.Minor < price.Amount.Currency.MinimumChargeMinor => new Offer.NotForSale(),
            _ when !canPay => new Offer.NoProvider(),
            { MemberOnly: true } => new Offer.ForMembers(price.variant.Id, price.Amount),
            _ => new Offer.Buy(price.variant.Id, price.Amount),
        };
    }
}

/// <param name="Size">Empty when the product has no sizes.</param>
/// <param name="Stock">Null: unlimited.</param>
/// <param name="SellsOn">Is sold on when there are none left, and sent when there are some again.</param>
/// <param name="MemberPrice">As it was set; <see cref="ForMembers"/> is what counts.</param>
internal sealed record Variant(Guid Id, string Size, int? Stock, bool SellsOn, IReadOnlyList<Price> Prices, Money? MemberPrice)
{
    public bool IsSoldOut => Stock == 0 && !SellsOn;

    /// <summary>What members pay for one, where it is less than others do.</summary>
    public Money? ForMembers => Prices.FirstOrDefault(price => price.Interval == Price.Once) is { } price
        ? MemberPrice < price.Amount ? MemberPrice : null
        : MemberPrice;
}

/// <param name="Interval">"once", or how often a membership asks for it.</param>
internal sealed record Price(Money Amount, string Interval)
{
    public const string Once = "once";
}

/// <param name="Width">In pixels, as is <paramref name="Height"/>: the page keeps their room before the picture has come.</param>
internal sealed record Picture(string Url, int Width, int Height, string Alt);

/// <param name="Number">Counted from one.</param>
internal sealed record Track(int Number, string Title, TimeSpan Length, string PreviewUrl);

/// <summary>What a visitor can do about a product.</summary>
internal abstract record Offer
{
    private Offer()
    {
    }

    /// <param name="VariantId">The first that can be had, where there are sizes.</param>
    public sealed record Buy(Guid VariantId, Money Amount) : Offer;

    /// <summary>It has no price in the shop's currency, or less than can be charged.</summary>
    public sealed record NotForSale : Offer;

    public sealed record SoldOut : Offer;

    /// <summary>As <see cref="Buy"/>, by members only. Who none is hears so when they try: the page is the same for everybody.</summary>
    public sealed record ForMembers(Guid VariantId, Money Amount) : Offer;

    /// <summary>Members have it without buying it.</summary>
    public sealed record Included : Offer;

    /// <summary>A membership, which is joined and not put into a bag.</summary>
    public sealed record Join : Offer;

    /// <summary>A membership of which the owner has made no plan yet, so that there is nothing to join.</summary>
    public sealed record NotToBeJoined : Offer;

    /// <summary>The shop has no keys of a payment provider.</summary>
    public sealed record NoProvider : Offer;
}
