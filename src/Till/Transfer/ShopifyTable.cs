using Till.Catalogue;
using Till.Products;

namespace Till.Transfer;

/// <summary>
/// Products as Shopify exports them (https://help.shopify.com/en/manual/products/import-export/using-csv): lines of one product share
/// its handle, each variant has a line, and lines without a variant hold further pictures.
/// </summary>
internal static class ShopifyTable
{
    private const string Handle = "Handle";
    private const string Price = "Variant Price";

    private static readonly string[] Options = ["Option1 Value", "Option2 Value", "Option3 Value"];

    /// <summary>The one variant of a product without options.</summary>
    private const string OnlyVariant = "Default Title";

    public static bool IsOne(CsvTable table) => table.Has(Handle) && table.Has(Price) && table.Has("Option1 Value");

    public static ImportFile Read(FileReading reading, Shelf shelf, string maker)
    {
        var (products, remarks) = (new List<ImportProduct>(), new List<string>());
        foreach (var group in reading.Table.Rows.GroupBy(row => reading.Cell(row, Handle)))
        {
            var rows = group.ToList();
            if (group.Key is null)
            {
                rows.ForEach(row => reading.Refuse(row, Handle, "A handle is needed: by it the shop knows the product."));
            }
            else if (reading.Flag(rows[0], "Gift Card") == true)
            {
                remarks.Add($"“{reading.Cell(rows[0], "Title")}” is a gift card, which this shop does not sell.");
            }
            else
            {
                products.Add(Product(reading, rows, shelf, maker));
            }
        }

        if (reading.Table.Rows.Any(row => reading.Cell(row, "Image Src") is not null))
        {
            remarks.Add("Pictures are named by their addresses only, and are not fetched: add them in the editor.");
        }

        return new ImportFile("An export of Shopify's", products, remarks);
    }

    private static ImportProduct Product(FileReading reading, List<CsvRow> rows, Shelf shelf, string maker)
    {
        var first = rows[0];
        var status = reading.Cell(first, "Status");
        return new ImportProduct
        {
            Line = first.Line,
            Slug = ForeignText.Slug(reading.Cell(first, Handle)!),
            NewShelf = shelf,
            Title = reading.Line(first, "Title", "A title", ProductRules.MaxTitle),
            Maker = reading.Line(first, "Vendor", "A name", ProductRules.MaxMaker),
            NewMaker = maker,
            Description = ForeignText.Markdown(reading.Cell(first, "Body (HTML)")),
            Categories = reading.Names(first, "Type", ProductTable.Separator),
            Published = (reading.Flag(first, "Published") ?? true) && status is null or "active",
            Sizes = [.. rows.Where(row => reading.Cell(row, Price) is not null || reading.Cell(row, "Option1 Value") is not null).Select(row => Size(reading, row))],
        };
    }

    private static ImportSize Size(FileReading reading, CsvRow row)
    {
        var options = Options.Select(column => reading.Cell(row, column)).OfType<string>().ToList();
        return new ImportSize(row.Line, ForeignText.Size(reading, row, "Option1 Value", options is [OnlyVariant] ? [] : options))
        {
            Sku = reading.Line(row, "Variant SKU", "A code", ProductRules.MaxSku),
            Prices = [.. reading.Price(row, Price, Catalogue.Price.Once)],
            // What nobody counts there has no tracker. What is counted in a file without numbers is counted from nothing, so that none is sold that is not there.
            Stock = reading.Cell(row, "Variant Inventory Tracker") is null ? new ImportStock(null)
                : reading.Stock(row, "Variant Inventory Qty") ?? new ImportStock(0),
        };
    }
}
