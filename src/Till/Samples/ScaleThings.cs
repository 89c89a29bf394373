using System.Data.Common;
using System.Globalization;
using Dapper;
using Till.Storage;

namespace Till.Samples;

/// <summary>The products of a made-up shop: of ten, eight are goods, some of them in sizes, one is an album and one a book.</summary>
internal sealed class ScaleThings(JsonRows json, DateTimeOffset now)
{
    /// <summary>Tables, for <see cref="Id"/>.</summary>
    public const int Products = 1;
    public const int Variants = 3;

    private const int Pictures = 2;
    private const int Prices = 4;
    private const int Categories = 9;

    private static readonly string Picture = new('0', 64);
    private static readonly string[] CategoryNames = ["activewear", "bed-and-bath", "clearance", "deals", "essentials", "jeans", "kitchen", "new-arrivals", "shirts"];
    private static readonly string[] SizeNames = ["XS", "S", "M", "L", "XL"];
    private static readonly string[] Syllables = ["ba", "cor", "den", "fel", "gri", "ham", "jun", "kel", "lo", "mar", "nim", "or", "pel", "qui", "ras", "sol", "tam", "ul", "ven", "wex"];

    public static string Id(int table, int at) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-7000-8{table:000}-{at:x12}");

    public static string Slug(int product) => $"thing-{product}";

    public static string Sku(int variant) => $"S{variant}";

    public static string PersonName(int person)
    {
        var chance = new SeededChance($"person {person}");
        return $"{Capital(Word(chance))} {Capital(Word(chance))}";
    }

    public async Task AddCategoriesAsync(DbConnection db)
    {
        await db.ExecuteAsync("INSERT INTO files (sha256, content_type, size_bytes) VALUES (@Picture, 'image/svg+xml', 100) ON CONFLICT DO NOTHING", new { Picture });
        await db.ExecuteAsync(
            $"INSERT INTO categories (id, slug, name, position) SELECT {json.Id(0)}, {json.Text(1)}, {json.Text(1)}, {json.Number(2)} FROM {json.Rows}",
            new { rows = JsonRows.Of(CategoryNames.Select((name, at) => new object?[] { Id(Categories, at), name, at })) });
    }

    /// <param name="of">How many there will be in all.</param>
    public async Task AddAsync(DbConnection db, int from, int to, int of)
    {
        var things = Enumerable.Range(from, to - from).Select(at => Thing.Make(at, of)).ToList();
        await RunAsync(
            db,
            $"""
            INSERT INTO products (id, kind, slug, title, maker, year, description, rating_tenths, published, created_at, updated_at)
            SELECT {json.Id(0)}, {json.Text(1)}, {json.Text(2)}, {json.Text(3)}, {json.Text(4)}, {json.Number(5)}, {json.Text(6)}, {json.Number(7)}, @yes, @now, @now
            FROM {json.Rows}
            """,
            things.Select(thing => new object?[] { Id(Products, thing.At), thing.Kind, Slug(thing.At), thing.Title, thing.Maker, thing.Year, thing.Description, thing.Rating }));
        await RunAsync(
            db,
            $"INSERT INTO pictures (id, product_id, position, sha256, width, height, alt) SELECT {json.Id(0)}, {json.Id(1)}, 0, @Picture, 800, 800, 'A picture' FROM {json.Rows}",
            things.Select(thing => new object?[] { Id(Pictures, thing.At), Id(Products, thing.At) }));
        await RunAsync(
            db,
            $"INSERT INTO product_categories (product_id, category_id) SELECT {json.Id(0)}, {json.Id(1)} FROM {json.Rows}",
            things.Where(thing => thing.Kind == "good").Select(thing => new object?[] { Id(Products, thing.At), Id(Categories, thing.Category) }));
        var variants = things.SelectMany(thing => thing.Sizes.Select((size, position) => (Thing: thing, Size: size, Position: position, At: (thing.At * SizeNames.Length) + position))).ToList();
        await RunAsync(
            db,
            $"INSERT INTO variants (id, product_id, sku, size, position, stock) SELECT {json.Id(0)}, {json.Id(1)}, {json.Text(2)}, {json.Text(3)}, {json.Number(4)}, {json.Number(5)} FROM {json.Rows}",
            variants.Select(one => new object?[] { Id(Variants, one.At), Id(Products, one.Thing.At), Sku(one.At), one.Size, one.Position, one.Thing.Stock[one.Position] }));
        await RunAsync(
            db,
            $"INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) SELECT {json.Id(0)}, {json.Id(1)}, 'usd', {json.Number(2)}, @began FROM {json.Rows}",
            variants.Select(one => new object?[] { Id(Prices, one.At), Id(Variants, one.At), one.Thing.Price }));
    }

    private Task RunAsync(DbConnection db, string sql, IEnumerable<object?[]> rows) =>
        db.ExecuteAsync(sql, new { rows = JsonRows.Of(rows), now, yes = true, Picture, began = now.AddDays(-1) });

    /// <summary>One of some thousands, some of them far more often than others, as in any language.</summary>
    private static string Word(SeededChance chance)
    {
        var rank = chance.Whole(0, chance.Whole(0, (Syllables.Length * Syllables.Length * Syllables.Length) - 1));
        return Syllables[rank % 20] + Syllables[rank / 20 % 20] + Syllables[rank / 400];
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private sealed record Thing(
        int At, string Kind, string Title, string Maker, int Year, string Description, int Rating, int Category, long Price, IReadOnlyList<string> Sizes, IReadOnlyList<int> Stock)
    {
        public static Thing Make(int at, int of)
        {
            var chance = new SeededChance($"thing {at}");
            var kind = (at % 10) switch { 8 => "album", 9 => "book", _ => "good" };
            var rare = at % Math.Max(1, of / 5) == 0 ? " " + ScaleSeed.RareWord : "";
            string[] sizes = kind == "good" && at % 3 == 0 ? SizeNames : [""];
            return new Thing(
                at,
                kind,
                $"{Capital(Word(chance))} {Word(chance)} {at}",
                $"{Capital(Word(chance))} {Capital(Word(chance))}",
                chance.Whole(1970, 2026),
                $"{ScaleSeed.CommonWord} {string.Join(' ', Enumerable.Range(0, 24).Select(_ => Word(chance)))}{rare}",
                chance.Whole(10, 50),
                chance.Whole(0, CategoryNames.Length - 1),
                chance.Whole(16_99, 362_99),
                sizes,
                [.. sizes.Select(_ => chance.Odds(1 / 12.0) ? 0 : 20)]);
        }
    }
}
