namespace Till.Samples;

/// <summary>
/// The boutique: 172 things in nine categories, 110 of them to wear in sizes XS to XL, from $16.99 to $362.99.
/// Each row of a table is "name | kind | colour | pattern | price in cents".
/// </summary>
internal static class SampleGoods
{
    private static readonly HashSet<string> WornInSizes =
    [
        "tee", "longsleeve", "shirt", "tank", "bra", "hoodie", "jacket", "dress", "robe", "knit", "jeans", "leggings", "shorts", "skirt", "socks",
    ];

    private static readonly (string Slug, string Code, string Name, string Description, string Rows)[] Shelves =
    [
        ("activewear", "ACT", "Activewear", "For running, stretching and hanging from things.", GoodsTables.Activewear),
        ("bed-bath", "BED", "Bed & Bath", "Linen, towels and light to turn in by.", GoodsTables.BedAndBath),
        ("clearance", "CLR", "Clearance", "Last ones, odd ones, and colours we were alone in loving.", GoodsTables.Clearance),
        ("deals", "DEA", "Deals", "Good things, for less, for now.", GoodsTables.Deals),
        ("essentials", "ESS", "Essentials", "What you reach for without looking.", GoodsTables.Essentials),
        ("jeans", "JNS", "Jeans", "Denim in every cut, and none of it distressed about it.", GoodsTables.Jeans),
        ("kitchen-dining", "KIT", "Kitchen & Dining", "Pans that last and mugs that fit the hand.", GoodsTables.KitchenAndDining),
        ("new-arrivals", "NEW", "New Arrivals", "Unpacked this week.", GoodsTables.NewArrivals),
        ("shirts", "SHR", "Shirts", "Collars, cuffs and a few that have neither.", GoodsTables.Shirts),
    ];

    public static IReadOnlyList<string> Sizes { get; } = ["XS", "S", "M", "L", "XL"];

    public static IReadOnlyList<SampleCategory> Categories { get; } =
        [.. Shelves.Select(shelf => new SampleCategory(shelf.Slug, shelf.Name, shelf.Description))];

    public static IReadOnlyList<SampleGood> All { get; } = [.. Shelves.SelectMany(Shelf)];

    private static IEnumerable<SampleGood> Shelf((string Slug, string Code, string Name, string Description, string Rows) shelf) =>
        shelf.Rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select((row, at) => Good(shelf.Slug, shelf.Code, row, at + 1));

    private static SampleGood Good(string category, string code, string row, int at)
    {
        var parts = row.Split('|', StringSplitOptions.TrimEntries);
        var (name, kind, colour, pattern, price) = (parts[0], parts[1], parts[2], parts[3], int.Parse(parts[4]));
        var sku = $"{code}-{kind.ToUpperInvariant()[..3]}-{at:00}";
        var chance = new SeededChance("facts/" + sku);

        // Most things are liked; each shelf has one that is not, and one that everybody loves.
        var rating = at switch { 3 => 50, 9 when code is "CLR" or "DEA" => 10, 7 => chance.Whole(13, 24), _ => (chance.Whole(28, 49) + chance.Whole(33, 49)) / 2 };
        return new SampleGood(
            sku, Slug(name), name, Maker(kind, category), category, kind, colour, pattern, price, rating, WornInSizes.Contains(kind), GoodsWords.Describe(kind, colour, pattern, chance))
        {
            Stock = Stock(WornInSizes.Contains(kind), at, code, chance),
            IsForMembersOnly = SampleClub.Goods.Contains(Slug(name)),
        };
    }

    /// <summary>Clothes run out by size; one thing in clearance and one in deals are gone. What is made to order never is.</summary>
    private static int?[] Stock(bool hasSizes, int at, string code, SeededChance chance)
    {
        var gone = at == 12 && code is "CLR" or "DEA";
        return hasSizes ? [.. Sizes.Select(_ => (int?)(chance.Odds(0.09) ? 0 : chance.Whole(3, 48)))] : [gone ? 0 : null];
    }

    private static string Maker(string kind, string category) => kind switch
    {
        "jeans" or "jacket" => "Bellwether Denim",
        "towels" or "bed" or "pillow" or "throw" or "robe" => "Quayside Linen",
        "candle" or "soap" => "Salt Marsh Chandlery",
        "lamp" or "vase" or "basket" or "clock" => "Lamp & Ladder",
        "mug" or "bowls" or "plates" or "teapot" => "Kiln Street Pottery",
        "pan" or "pot" or "kettle" or "knife" => "Holloway Ironmongers",
        "board" or "glasses" or "apron" or "jar" => "Long Table",
        "knit" or "beanie" or "socks" => "Herdwick & Daughter",
        "mat" or "dumbbells" or "bottle" or "sneakers" => "Towpath Athletic",
        "tote" or "backpack" or "cap" => "Carrier & Sons",
        _ => category == "activewear" ? "Towpath Athletic" : "Fenwick Loom",
    };

    /// <summary>Lower case, words joined by hyphens, nothing else.</summary>
    private static string Slug(string name) =>
        string.Join('-', new string([.. name.ToLowerInvariant().Where(c => c != '\'').Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
