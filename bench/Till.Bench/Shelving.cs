using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Till.Bench;

/// <summary>Fills a shop's empty catalogue with as many made-up products as are wanted, the same ones at each run.</summary>
internal sealed class Shelving(DbConnection connection, int products)
{
    /// <summary>A word that everything has, and one that five things have.</summary>
    public const string CommonWord = "everyday";
    public const string RareWord = "quillon";

    private const int RowsAtOnce = 500;
    private const string Opening = "2026-01-01T00:00:00.000000Z";

    private static readonly string[] Categories = ["activewear", "bed-and-bath", "clearance", "deals", "essentials", "jeans", "kitchen", "new-arrivals", "shirts"];
    private static readonly string[] Sizes = ["XS", "S", "M", "L", "XL"];
    private static readonly string[] Syllables = ["ba", "cor", "den", "fel", "gri", "ham", "jun", "kel", "lo", "mar", "nim", "or", "pel", "qui", "ras", "sol", "tam", "ul", "ven", "wex"];

    private readonly Dictionary<string, (string Into, List<string> Rows)> tables = [];
    private ulong state = 88172645463325252;

    public async Task FillAsync(CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        Add("files", "sha256, content_type, size_bytes", $"'{new string('0', 64)}', 'image/svg+xml', 100");
        for (var at = 0; at < Categories.Length; at++)
        {
            Add("categories", "id, slug, name, position", $"'{Id(9, at)}', '{Categories[at]}', '{Categories[at]}', {at}");
        }

        await FlushAsync(transaction, cancel);
        for (var at = 0; at < products; at++)
        {
            AddProduct(at);
            if (at % RowsAtOnce == RowsAtOnce - 1)
            {
                await FlushAsync(transaction, cancel);
            }
        }

        await FlushAsync(transaction, cancel);
        await transaction.CommitAsync(cancel);
    }

    private void AddProduct(int at)
    {
        var kind = (at % 10) switch { 8 => "album", 9 => "book", _ => "good" };
        var rare = at % Math.Max(1, products / 5) == 0 ? " " + RareWord : "";
        var title = $"{Capital(Word())} {Word()} {at}";
        var description = $"{CommonWord} {string.Join(' ', Enumerable.Range(0, 24).Select(_ => Word()))}{rare}";
        Add(
            "products",
            "id, kind, slug, title, maker, year, description, rating_tenths, published, created_at, updated_at",
            $"'{Id(1, at)}', '{kind}', 'thing-{at}', '{title}', '{Capital(Word())} {Capital(Word())}', {1970 + Next(57)}, '{description}', {10 + Next(41)}, (1 = 1), '{Opening}', '{Opening}'");
        Add("pictures", "id, product_id, position, sha256, width, height, alt", $"'{Id(2, at)}', '{Id(1, at)}', 0, '{new string('0', 64)}', 800, 800, 'A picture'");
        if (kind == "good")
        {
            Add("product_categories", "product_id, category_id", $"'{Id(1, at)}', '{Id(9, Next(Categories.Length))}'");
        }

        var price = 1699 + Next(34_601);
        string[] sizes = kind == "good" && at % 3 == 0 ? Sizes : [""];
        for (var size = 0; size < sizes.Length; size++)
        {
            var variant = (at * 5) + size;
            Add("variants", "id, product_id, sku, size, position, stock", $"'{Id(3, variant)}', '{Id(1, at)}', 'S{variant}', '{sizes[size]}', {size}, {(Next(12) == 0 ? 0 : 20)}");
            Add("prices", "id, variant_id, currency, amount_minor, from_at", $"'{Id(4, variant)}', '{Id(3, variant)}', 'usd', {price}, '{Opening}'");
        }
    }

    /// <summary>One of some thousands, some of them far more often than others, as in any language.</summary>
    private string Word()
    {
        var rank = Next(1 + Next(Syllables.Length * Syllables.Length * Syllables.Length));
        return Syllables[rank % 20] + Syllables[rank / 20 % 20] + Syllables[rank / 400];
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Id(int table, int at) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-7000-8{table:000}-{at:x12}");

    /// <summary>xorshift: it need not be good, only always the same.</summary>
    private int Next(int below)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)(state % (ulong)below);
    }

    private void Add(string table, string columns, string row)
    {
        if (!tables.TryGetValue(table, out var known))
        {
            tables[table] = known = ($"INSERT INTO {table} ({columns}) VALUES ", []);
        }

        known.Rows.Add($"({row})");
    }

    private async Task FlushAsync(DbTransaction transaction, CancellationToken cancel)
    {
        foreach (var (into, rows) in tables.Values)
        {
            foreach (var some in rows.Chunk(RowsAtOnce))
            {
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
#pragma warning disable CA2100 // numbers and words of this class's own
                command.CommandText = new StringBuilder(into).AppendJoin(',', some).ToString();
#pragma warning restore CA2100
                await command.ExecuteNonQueryAsync(cancel);
            }

            rows.Clear();
        }
    }
}
