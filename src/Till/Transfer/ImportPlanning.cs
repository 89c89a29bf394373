using Till.Catalogue;
using Till.Core;
using Till.Products;

namespace Till.Transfer;

/// <summary>Compares the products of a file with those of the shop, one after the other.</summary>
internal sealed class ImportPlanning(Shelved shelved, Currency currency)
{
    /// <summary>As a size begins that nobody has said otherwise of.</summary>
    private const int UsualLowStock = 5;

    /// <summary>A code that is made up is tried with so many numbers; where all are taken, the file has to give one.</summary>
    private const int MostTries = 9;

    private readonly List<Fault> faults = [];
    private readonly Dictionary<string, int> slugs = [];
    private readonly Dictionary<string, int> skus = [];

    public IReadOnlyList<Fault> Faults => faults;

    /// <summary>All codes that the plan for it may look for.</summary>
    /// <param name="before">The products that there are, by slug.</param>
    public static IEnumerable<string> Codes(ImportProduct told, IReadOnlyDictionary<string, ProductRow> before) => told.Sizes.SelectMany(
        size => size.Sku is { } sku ? [sku] : Suggestions(told, size, ShelfOf(told, before.GetValueOrDefault(told.Slug))));

    public PlannedProduct Plan(ImportProduct told)
    {
        var before = shelved.Product(told.Slug);
        var shelf = ShelfOf(told, before);
        CheckName(told, before);
        if (before is not null && told.Shelf is not null && told.Shelf != before.Shelf)
        {
            Refuse(told.Line, ProductTable.Kind, $"“{before.Title}” is of the kind {before.Kind}, and stays that.");
        }

        var had = before is null ? [] : shelved.Sizes(before.Id);
        var sizes = Sizes(told, shelf, had);
        var planned = new PlannedProduct(told, before, shelf, sizes, WritesCategories: false, new Differences(told.Title ?? before?.Title ?? told.Slug));
        return planned with { WritesCategories = Compare(planned) };
    }

    private void CheckName(ImportProduct told, ProductRow? before)
    {
        if (!slugs.TryAdd(told.Slug, told.Line))
        {
            Refuse(told.Line, "", $"Line {slugs[told.Slug]} names a product with the address {told.Slug} already.");
        }

        if (before?.RemovedAt is not null)
        {
            Refuse(told.Line, "", $"“{before.Title}” has this address and was removed. Put it back first, or choose another address.");
        }

        if (before is null && shelved.FormerOwner(told.Slug) is { } former)
        {
            Refuse(told.Line, "", $"The address {told.Slug} led to “{former}” before, and still does. Choose another.");
        }

        if (before is null && told.Title is null)
        {
            Refuse(told.Line, ProductTable.Title, $"Nothing has the address {told.Slug} yet, and a new product needs a title.");
        }
    }

    private List<PlannedSize> Sizes(ImportProduct told, Shelf shelf, IReadOnlyList<ShelvedSize> had)
    {
        var planned = new List<PlannedSize>();
        foreach (var size in told.Sizes)
        {
            CheckFits(size, shelf);
            var before = had.FirstOrDefault(one => one.Sku == size.Sku) ?? had.FirstOrDefault(one => Same(one.Size, size.Size));
            var name = before is not null && size.Size.Length == 0 ? before.Size : size.Size;
            var sku = size.Sku ?? before?.Sku ?? FreeSku(told, size, shelf);
            CheckSku(size, sku, before);
            if (planned.Exists(one => Same(one.Size, name) || (before is not null && one.Before == before)))
            {
                Refuse(size.Line, ProductTable.Size, name.Length == 0 ? "Where there are several sizes, each has a name." : $"The size {name} stands here twice.");
            }

            planned.Add(new PlannedSize(
                name, sku, before, before?.Position ?? had.Count + planned.Count, size.Stock is { } stock ? stock.Count : before?.Stock,
                size.LowStock ?? before?.LowStock ?? UsualLowStock, [.. size.Prices.Where(price => before?.Price(price.Interval) != price.Minor)]));
        }

        CheckTogether(told, planned, had);
        return planned;
    }

    /// <summary>What the file says and what it leaves as it is make one set of names.</summary>
    private void CheckTogether(ImportProduct told, List<PlannedSize> planned, IReadOnlyList<ShelvedSize> had)
    {
        var left = had.Where(one => !planned.Exists(size => size.Before == one)).ToList();
        var names = left.Select(one => one.Size).Concat(planned.Select(one => one.Size)).ToList();
        if (names.Count > ProductRules.MostSizes)
        {
            Refuse(told.Line, ProductTable.Size, $"A product has at most {ProductRules.MostSizes} sizes.");
        }
        else if (names.Count > 1 && names.Contains(""))
        {
            Refuse(told.Line, ProductTable.Size, "Where there are several sizes, each has a name, and those that there are have to be told by code or size.");
        }
        else if (left.Find(one => planned.Exists(size => Same(size.Size, one.Size))) is { } taken)
        {
            Refuse(told.Line, ProductTable.Size, $"There is a size {taken.Size} already, with the code {taken.Sku}.");
        }
    }

    private void CheckFits(ImportSize size, Shelf shelf)
    {
        var isMembership = shelf == Shelf.Membership;
        if (size.Size.Length > 0 && shelf != Shelf.Goods)
        {
            Refuse(size.Line, ProductTable.Size, "Only goods come in sizes.");
        }

        if (size.Prices.Any(price => isMembership == (price.Interval == Price.Once)))
        {
            Refuse(size.Line, ProductTable.Price, isMembership ? "A membership is paid by the month or by the year." : "This is paid once.");
        }

        if (size.Stock is { Count: not null } && shelf != Shelf.Goods && shelf != Shelf.Books)
        {
            Refuse(size.Line, ProductTable.Stock, "Albums and memberships are not counted.");
        }
    }

    private void CheckSku(ImportSize size, string sku, ShelvedSize? before)
    {
        if (!skus.TryAdd(sku, size.Line))
        {
            Refuse(size.Line, ProductTable.Code, $"Line {skus[sku]} has the code {sku} already.");
        }
        else if (shelved.OwnerOf(sku) is not null && sku != before?.Sku)
        {
            Refuse(size.Line, ProductTable.Code, $"Something else has the code {sku}.");
        }
    }

    private string FreeSku(ImportProduct told, ImportSize size, Shelf shelf)
    {
        var tries = Suggestions(told, size, shelf).ToList();
        return tries.Find(sku => shelved.OwnerOf(sku) is null && !skus.ContainsKey(sku)) ?? tries[0]; // which is refused then
    }

    private static IEnumerable<string> Suggestions(ImportProduct told, ImportSize size, Shelf shelf)
    {
        var wanted = ProductRules.SkuOf(shelf, told.Slug, size.Size);
        return Enumerable.Range(1, MostTries).Select(at => at == 1 ? wanted : $"{wanted}-{at}");
    }

    private static Shelf ShelfOf(ImportProduct told, ProductRow? before) => before?.Shelf ?? told.Shelf ?? told.NewShelf ?? Shelf.Goods;

    /// <summary>Fills in what differs.</summary>
    /// <returns>Whether its categories do.</returns>
    private bool Compare(PlannedProduct product)
    {
        var (told, before, what) = (product.Told, product.Before, product.What);
        what.Compare("Title", before?.Title ?? "", product.Title);
        what.Compare(product.Shelf.MakerTitle, before?.Maker ?? "", product.Maker);
        what.Compare("Year", before?.Year, product.Year);
        what.Compare("Description", before?.Description ?? "", product.Description);
        what.Compare("For members only", before?.MemberOnly ?? false, product.MemberOnly);
        what.Compare("On the shelf", before?.Published ?? false, product.Published);
        var had = before is null ? [] : shelved.Categories(before.Id);
        var writes = told.Categories is not null && !told.Categories.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(had);
        if (writes)
        {
            what.Compare("Categories", string.Join(", ", had), string.Join(", ", told.Categories!));
        }

        foreach (var size in product.Sizes)
        {
            Compare(what, size);
        }

        return writes;
    }

    private void Compare(Differences what, PlannedSize size)
    {
        var of = size.Size.Length == 0 ? "" : $" of {size.Size}";
        if (size.Before is null)
        {
            what.Note(size.Size.Length == 0 ? $"Code {size.Sku}" : $"Size “{size.Size}”, code {size.Sku}: new");
        }
        else
        {
            what.Compare("Size", size.Before.Size, size.Size);
            what.Compare($"Code{of}", size.Before.Sku, size.Sku);
            what.Compare($"Low stock{of}", size.Before.LowStock, size.LowStock);
        }

        foreach (var (interval, minor) in size.Prices)
        {
            var old = size.Before?.Price(interval) is { } amount ? new Money(amount, currency).ToString() : "";
            what.Compare($"{(interval == Price.Once ? "Price" : $"Price by the {interval}")}{of}", old, new Money(minor, currency).ToString());
        }

        if (size.MovesStock)
        {
            what.Compare($"Stock{of}", size.Before is null ? "" : Say(size.Before.Stock), Say(size.Stock));
        }
    }

    private void Refuse(int line, string column, string why) => faults.Add(new Fault(line, column, why));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Say(int? stock) => stock?.ToString() ?? "not counted";
}
