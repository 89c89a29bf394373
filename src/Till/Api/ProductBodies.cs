using System.Globalization;
using System.Text.Json.Serialization;
using Till.Catalogue;
using Till.Core;
using Till.Products;

namespace Till.Api;

/// <summary>A product that is to be made.</summary>
internal sealed record ApiNewProduct
{
    /// <summary>album, book, good or membership.</summary>
    public required string Kind { get; init; }

    public required string Title { get; init; }

    /// <summary>Artist, author or maker.</summary>
    public required string Maker { get; init; }

    /// <summary>Its address in the shop; left out, it is made of the title.</summary>
    public string? Slug { get; init; }

    public int? Year { get; init; }

    /// <summary>In Markdown.</summary>
    public string? Description { get; init; }

    public bool Published { get; init; }

    public bool MemberOnly { get; init; }

    /// <summary>Ids of categories.</summary>
    public IReadOnlyList<Guid>? Categories { get; init; }

    /// <summary>Names of sizes, of goods alone; left out, there is one without a name.</summary>
    public IReadOnlyList<string>? Sizes { get; init; }

    /// <summary>Of each size; left out: not counted.</summary>
    public int? Stock { get; init; }

    /// <summary>Those that begin at once.</summary>
    public IReadOnlyList<ApiFirstPrice>? Prices { get; init; }
}

internal sealed record ApiFirstPrice
{
    /// <summary>once; month or year for a membership.</summary>
    public string Interval { get; init; } = Price.Once;

    /// <summary>In minor units of the shop's currency.</summary>
    public required long Amount { get; init; }
}

/// <summary>What is to become of a product. What is left out stays as it is.</summary>
internal sealed record ApiProductChange
{
    /// <summary>That was read; or send it as If-Match.</summary>
    public int? Version { get; init; }

    public string? Title { get; init; }

    public string? Maker { get; init; }

    public string? Slug { get; init; }

    /// <summary>null: it has none any more.</summary>
    public int? Year
    {
        get;
        init
        {
            field = value;
            HasYear = true;
        }
    }

    [JsonIgnore]
    public bool HasYear { get; private init; }

    public string? Description { get; init; }

    public bool? Published { get; init; }

    public bool? MemberOnly { get; init; }

    /// <summary>All that it is to be in.</summary>
    public IReadOnlyList<Guid>? Categories { get; init; }

    /// <summary>The product with this change; null where something is wrong with it, of which <paramref name="typed"/> has told then.</summary>
    public ProductDraft? Over(ApiProduct product, Typed typed)
    {
        var categories = Categories ?? [.. product.Categories.Select(one => one.Id)];
        var year = HasYear ? Year : product.Year;
        var text = new ProductText(
            Title ?? product.Title, Maker ?? product.Maker, Slug ?? product.Slug, year?.ToString(CultureInfo.InvariantCulture), Description ?? product.Description,
            [.. categories.Select(one => one.ToString())], MemberOnly ?? product.MemberOnly, Published ?? product.Published);
        if (string.IsNullOrWhiteSpace(text.Slug))
        {
            typed.Refuse(nameof(Slug), "An address is needed.");
        }

        var draft = text.Read(Shelf.OfKind(product.Kind), typed);
        return draft is null ? null : draft with
        {
            Sizes = [.. product.Variants.Select((one, place) => new SizeDraft(one.Id, place, one.Size, one.Sku, one.LowStock))],
        };
    }
}

/// <summary>Stock that came, went or was counted.</summary>
internal sealed record ApiStockMove
{
    public required Guid VariantId { get; init; }

    /// <summary>received, counted, returned, damaged, lost, given or uncounted.</summary>
    public required string Reason { get; init; }

    /// <summary>How many came or went; with counted: how many there are.</summary>
    public int? Number { get; init; }

    /// <summary>With counted: the stock that was read before counting. If something was sold meanwhile, the count is refused.</summary>
    public int? Seen { get; init; }

    public string? Note { get; init; }
}

/// <summary>A price that is to begin.</summary>
internal sealed record ApiNewPrice
{
    /// <summary>Left out: of all sizes.</summary>
    public Guid? VariantId { get; init; }

    public string Interval { get; init; } = Price.Once;

    public bool ForMembers { get; init; }

    /// <summary>In minor units; for members, null: they pay what all pay.</summary>
    public long? Amount { get; init; }

    /// <summary>May be left out; another than the shop's is refused.</summary>
    public string? Currency { get; init; }

    /// <summary>The day on which it begins, in UTC; left out: at once.</summary>
    public DateOnly? From { get; init; }
}

/// <summary>Reads a product that is to be made by the same rules as the back office's form.</summary>
internal static class NewProductReading
{
    public static NewProduct? Read(ApiNewProduct sent, Currency currency, Typed typed)
    {
        var shelf = Shelf.All.FirstOrDefault(one => one.Kind == sent.Kind);
        if (shelf is null)
        {
            typed.Refuse(nameof(sent.Kind), $"This is one of {string.Join(", ", Shelf.All.Select(one => one.Kind))}.");
            return null;
        }

        var draft = new ProductText(
            sent.Title, sent.Maker, sent.Slug, sent.Year?.ToString(CultureInfo.InvariantCulture), sent.Description,
            [.. (sent.Categories ?? []).Select(one => one.ToString())], sent.MemberOnly, sent.Published).Read(shelf, typed);
        var prices = ReadPrices(sent, shelf, currency, typed);
        var sizes = ReadSizes(sent, shelf, typed);
        if (sent.Stock is < 0 or > ProductRules.MostStock || (sent.Stock is not null && shelf != Shelf.Goods && shelf != Shelf.Books))
        {
            typed.Refuse(nameof(sent.Stock), $"This is a whole number from 0 to {ProductRules.MostStock}, of books and goods alone.");
        }

        if (draft is null || !typed.IsSound)
        {
            return null;
        }

        var slug = draft.Slug.Length > 0 ? draft.Slug : ProductRules.SlugOf(draft.Title) is { Length: > 0 } made ? made : shelf.Kind;
        return new NewProduct(shelf, draft with { Slug = slug }, sizes, sent.Stock, prices);
    }

    private static List<(string Interval, long Minor)> ReadPrices(ApiNewProduct sent, Shelf shelf, Currency currency, Typed typed)
    {
        var prices = (sent.Prices ?? []).Select(one => (one.Interval, one.Amount)).ToList();
        IReadOnlyList<string> intervals = shelf == Shelf.Membership ? [Memberships.Plan.Month, Memberships.Plan.Year] : [Price.Once];
        if (prices.Exists(one => !intervals.Contains(one.Interval)) || prices.DistinctBy(one => one.Interval).Count() != prices.Count)
        {
            typed.Refuse(nameof(sent.Prices), $"One price for each interval, which here is {string.Join(" or ", intervals)}.");
        }

        if (prices.Select(one => PriceProduct.Wrong(new Money(one.Amount, currency), forMembers: false)).FirstOrDefault(why => why is not null) is { } wrong)
        {
            typed.Refuse(nameof(sent.Prices), wrong);
        }

        return prices;
    }

    private static IReadOnlyList<string> ReadSizes(ApiNewProduct sent, Shelf shelf, Typed typed)
    {
        var sizes = (sent.Sizes ?? []).Select(size => (size ?? "").Trim()).ToList();
        if (sizes.Count > 0 && shelf != Shelf.Goods)
        {
            typed.Refuse(nameof(sent.Sizes), "Only goods have sizes.");
        }
        else if (sizes.Count > ProductRules.MostSizes || sizes.Exists(size => size.Length is 0 or > ProductRules.MaxSize || size.Any(char.IsControl))
            || sizes.Distinct(StringComparer.OrdinalIgnoreCase).Count() != sizes.Count)
        {
            typed.Refuse(nameof(sent.Sizes), $"At most {ProductRules.MostSizes} sizes, each with a name of its own of up to {ProductRules.MaxSize} characters.");
        }

        return sizes.Count == 0 ? [""] : sizes;
    }
}
