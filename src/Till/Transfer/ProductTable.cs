using Till.Catalogue;
using Till.Core;
using Till.Memberships;
using Till.Products;

namespace Till.Transfer;

/// <summary>
/// The shop's own table of products, as it writes it and reads it: a line for each size. What is said of the product itself stands in
/// its first line; further lines may repeat it or leave it empty. A column that is missing and a cell that is empty change nothing.
/// </summary>
internal static class ProductTable
{
    public const string Address = "address";
    public const string Kind = "kind";
    public const string Title = "title";
    public const string Maker = "maker";
    public const string Year = "year";
    public const string Description = "description";
    public const string Categories = "categories";
    public const string Published = "published";
    public const string MembersOnly = "members_only";
    public const string Size = "size";
    public const string Code = "code";
    public const string Price = "price";
    public const string PriceMonth = "price_month";
    public const string PriceYear = "price_year";
    public const string Stock = "stock";
    public const string LowStock = "low_stock";

    /// <summary>Parts the names of categories, which may have commas.</summary>
    public const char Separator = ';';

    public static readonly IReadOnlyList<string> Columns =
    [
        Address, Kind, Title, Maker, Year, Description, Categories, Published, MembersOnly, Size, Code, Price, PriceMonth, PriceYear, Stock, LowStock,
    ];

    /// <summary>The biggest number that a low stock may be.</summary>
    private const int MostLow = 10_000;

    /// <param name="shelf">Of those whose file does not say it.</param>
    /// <param name="maker">Likewise.</param>
    /// <returns>What the file holds; or null and what is wrong with it.</returns>
    public static (ImportFile? File, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> bytes, Shelf shelf, string maker, Currency currency)
    {
        var (table, faults) = CsvTable.Read(bytes);
        if (table is null)
        {
            return (null, faults);
        }

        var reading = new FileReading(table, currency);
        ImportFile file;
        if (ShopifyTable.IsOne(table))
        {
            file = ShopifyTable.Read(reading, shelf, maker);
        }
        else if (WooCommerceTable.IsOne(table))
        {
            file = WooCommerceTable.Read(reading, shelf, maker);
        }
        else if (!table.Has(Address))
        {
            return (null, [new Fault(1, "", $"There is no column “{Address}”, and it is no export of Shopify's or WooCommerce's either. What the columns are called is shown beside the form.")]);
        }
        else if (table.Columns.Except(Columns, StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } unknown)
        {
            return (null, [.. unknown.Select(name => new Fault(1, name, $"There is no such column. There are {string.Join(", ", Columns)}."))]);
        }
        else
        {
            file = Read(reading, shelf, maker);
        }

        if (table.Rows.Count == 0)
        {
            return (null, [new Fault(0, "", "The file has no line but the first, which names the columns.")]);
        }

        return reading.Faults.Count > 0 ? (null, [.. reading.Faults.OrderBy(fault => fault.Line)]) : (file, []);
    }

    private static ImportFile Read(FileReading reading, Shelf shelf, string maker)
    {
        var products = new List<ImportProduct>();
        foreach (var group in reading.Table.Rows.GroupBy(row => reading.Cell(row, Address)))
        {
            if (group.Key is null)
            {
                foreach (var row in group)
                {
                    reading.Refuse(row, Address, "An address is needed: by it the shop knows the product.");
                }

                continue;
            }

            var rows = group.ToList();
            foreach (var row in rows.Skip(1))
            {
                CheckSame(reading, rows[0], row);
            }

            if (reading.Slug(rows[0], Address) is { } slug)
            {
                products.Add(Product(reading, rows, slug) with { NewShelf = shelf, NewMaker = maker });
            }
        }

        return new ImportFile("Till's own table", products, []);
    }

    private static ImportProduct Product(FileReading reading, List<CsvRow> rows, string slug)
    {
        var first = rows[0];
        return new ImportProduct
        {
            Line = first.Line,
            Slug = slug,
            Shelf = reading.Shelf(first, Kind),
            Title = reading.Line(first, Title, "A title", ProductRules.MaxTitle),
            Maker = reading.Line(first, Maker, "A name", ProductRules.MaxMaker),
            Year = reading.Number(first, Year, "A year", ProductRules.FirstYear, ProductRules.LastYear),
            Description = reading.Text(first, Description, "A description", ProductRules.MaxDescription),
            Categories = reading.Names(first, Categories, Separator),
            Published = reading.Flag(first, Published),
            MemberOnly = reading.Flag(first, MembersOnly),
            Sizes =
            [
                .. rows.Select(row => new ImportSize(row.Line, reading.Line(row, Size, "The name of a size", ProductRules.MaxSize) ?? "")
                {
                    Sku = reading.Line(row, Code, "A code", ProductRules.MaxSku),
                    Prices =
                    [
                        .. reading.Price(row, Price, Catalogue.Price.Once), .. reading.Price(row, PriceMonth, Plan.Month),
                        .. reading.Price(row, PriceYear, Plan.Year),
                    ],
                    Stock = reading.Stock(row, Stock),
                    LowStock = reading.Number(row, LowStock, "Low stock", 0, MostLow),
                }),
            ],
        };
    }

    /// <summary>Two lines of one product that say two things leave open which is meant.</summary>
    private static void CheckSame(FileReading reading, CsvRow first, CsvRow row)
    {
        foreach (var column in (string[])[Kind, Title, Maker, Year, Description, Categories, Published, MembersOnly])
        {
            if (reading.Cell(row, column) is { } said && said != reading.Cell(first, column))
            {
                reading.Refuse(row, column, $"Line {first.Line} says something else of the same product. Leave this empty, or make them equal.");
            }
        }
    }
}
