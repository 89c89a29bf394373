using Till.Catalogue;
using Till.Products;

namespace Till.Transfer;

/// <summary>
/// Products as WooCommerce exports them (https://woocommerce.com/document/product-csv-importer-exporter/): a line for each product, and
/// one for each variation, which names its parent by <c>id:17</c> or by its SKU.
/// </summary>
internal static class WooCommerceTable
{
    private const string Id = "ID";
    private const string Type = "Type";
    private const string Name = "Name";
    private const string Parent = "Parent";
    private const string Sku = "SKU";
    private const string Price = "Regular price";

    /// <summary>WooCommerce numbers its columns of attributes from 1; nobody chooses by more.</summary>
    private const int MostAttributes = 10;

    public static bool IsOne(CsvTable table) => table.Has(Type) && table.Has(Name) && table.Has(Price);

    public static ImportFile Read(FileReading reading, Shelf shelf, string maker)
    {
        var (products, remarks) = (new List<ImportProduct>(), new List<string>());
        var rows = reading.Table.Rows;
        var variations = rows.Where(row => KindOf(reading, row) == "variation").ToLookup(row => reading.Cell(row, Parent));
        var (slugs, parents) = (new HashSet<string>(), new HashSet<string>());
        foreach (var row in rows)
        {
            switch (KindOf(reading, row))
            {
                case "variation":
                    continue;
                case "simple" or "variable":
                    var names = new[] { $"id:{reading.Cell(row, Id)}", reading.Cell(row, Sku) }.OfType<string>().ToList();
                    parents.UnionWith(names);
                    products.Add(Product(reading, row, [.. names.SelectMany(name => variations[name])], shelf, maker, slugs));
                    break;
                case "external" or "grouped":
                    remarks.Add($"“{reading.Cell(row, Name)}” is sold elsewhere or is several products together, and is left out.");
                    break;
                default:
                    reading.Refuse(row, Type, "A type is simple, variable, variation, grouped or external.");
                    break;
            }
        }

        foreach (var orphan in variations.Where(group => group.Key is null || !parents.Contains(group.Key)).SelectMany(group => group))
        {
            reading.Refuse(orphan, Parent, "The product that this is a variation of is not in the file.");
        }

        if (rows.Any(row => reading.Cell(row, "Images") is not null))
        {
            remarks.Add("Pictures are named by their addresses only, and are not fetched: add them in the editor.");
        }

        if (rows.Any(row => reading.Cell(row, "Sale price") is not null))
        {
            remarks.Add("Sale prices are left out; regular prices are taken.");
        }

        return new ImportFile("An export of WooCommerce's", products, remarks);
    }

    /// <summary>"simple, downloadable, virtual" is simple.</summary>
    private static string? KindOf(FileReading reading, CsvRow row) => reading.Cell(row, Type)?.Split(',')[0].Trim().ToLowerInvariant();

    private static ImportProduct Product(
        FileReading reading, CsvRow row, List<CsvRow> variations, Shelf shelf, string maker, HashSet<string> slugs)
    {
        var title = reading.Line(row, Name, "A title", ProductRules.MaxTitle);
        if (title is null && reading.Cell(row, Name) is null)
        {
            reading.Refuse(row, Name, "A name is needed.");
        }

        return new ImportProduct
        {
            Line = row.Line,
            Slug = FreeSlug(ForeignText.Slug(title ?? ""), slugs),
            NewShelf = shelf,
            Title = title,
            Maker = reading.Line(row, "Brands", "A name", ProductRules.MaxMaker),
            NewMaker = maker,
            Description = ForeignText.Markdown(reading.Cell(row, "Description") ?? reading.Cell(row, "Short description")),
            // "Clothing > Shirts, New": the last of each path is where the thing stands.
            Categories = reading.Names(row, "Categories", ',')?.Select(path => path.Split('>')[^1].Trim()).Distinct(StringComparer.OrdinalIgnoreCase).ToList(),
            Published = reading.Cell(row, "Published") == "1",
            Sizes = variations.Count == 0 ? [Size(reading, row, "")] : [.. variations.Select(one => Size(reading, one, NameOf(reading, one)))],
        };
    }

    private static ImportSize Size(FileReading reading, CsvRow row, string name) => new(row.Line, name)
    {
        Sku = reading.Line(row, Sku, "A code", ProductRules.MaxSku),
        Prices = [.. reading.Price(row, Price, Catalogue.Price.Once)],
        Stock = reading.Stock(row, "Stock") ?? new ImportStock(reading.Cell(row, "In stock?") == "0" ? 0 : null),
    };

    private static string NameOf(FileReading reading, CsvRow row) => ForeignText.Size(
        reading, row, Name, [.. Enumerable.Range(1, MostAttributes).Select(at => reading.Cell(row, $"Attribute {at} value(s)")).OfType<string>()]);

    /// <summary>WooCommerce exports no addresses. Of two products of one name the second has a number, in every export the same.</summary>
    private static string FreeSlug(string wanted, HashSet<string> taken)
    {
        var slug = wanted;
        for (var at = 2; !taken.Add(slug); at++)
        {
            slug = $"{wanted[..Math.Min(wanted.Length, ProductRules.MaxSlug - 6)].TrimEnd('-')}-{at}";
        }

        return slug;
    }
}
