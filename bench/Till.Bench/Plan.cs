namespace Till.Bench;

/// <summary>What is measured, and for how long.</summary>
/// <param name="Application">The published Till.dll.</param>
/// <param name="Parts">Of start, pages, sqlite, postgres, bags, lists.</param>
/// <param name="Products">Sizes of the catalogues whose lists are compared, smallest first.</param>
/// <param name="Buyers">How many buy at once.</param>
internal sealed record Plan(string Application, IReadOnlySet<string> Parts, bool Quick, int Buyers, IReadOnlyList<int> Products)
{
    private static readonly string[] AllParts = ["start", "pages", "sqlite", "postgres", "bags", "lists"];

    public int Starts => Quick ? 3 : 7;

    /// <summary>The runtime compiles what is used often a second time; before that, figures say little.</summary>
    public TimeSpan PageWarmUp => TimeSpan.FromSeconds(Quick ? 3 : 8);

    public TimeSpan PageTime => TimeSpan.FromSeconds(Quick ? 3 : 10);

    public TimeSpan SaleWarmUp => TimeSpan.FromSeconds(Quick ? 10 : 20);

    public TimeSpan SaleTime => TimeSpan.FromSeconds(Quick ? 8 : 30);

    /// <summary>How many fill bags at once, one run after the other.</summary>
    public static IReadOnlyList<int> BagBuyers { get; } = [1, 8, 32];

    public TimeSpan CommitTime => TimeSpan.FromSeconds(Quick ? 1 : 4);

    public int ListWarmUps => Quick ? 20 : 200;

    public int ListRounds => Quick ? 30 : 200;

    public bool Has(string part) => Parts.Contains(part);

    /// <returns>Null where the arguments are wrong, which has been said.</returns>
    public static Plan? Read(string[] arguments)
    {
        var (parts, quick, buyers) = (new HashSet<string>(), false, 16);
        var products = new List<int> { 200, 10_000, 100_000 };
        for (var i = 1; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--only" when i + 1 < arguments.Length && AllParts.Contains(arguments[i + 1]):
                    parts.Add(arguments[++i]);
                    break;
                case "--buyers" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], out buyers) && buyers is > 0 and <= 1000:
                    i++;
                    break;
                case "--products" when i + 1 < arguments.Length && TrySizes(arguments[i + 1], out var sizes):
                    products = sizes;
                    i++;
                    break;
                default:
                    Console.Error.WriteLine($"“{string.Join(' ', arguments[i..])}” was not understood. See ./till bench --help.");
                    return null;
            }
        }

        if (arguments.Length == 0 || !File.Exists(arguments[0]))
        {
            Console.Error.WriteLine("The published shop was not found; run ./till bench, which builds it.");
            return null;
        }

        return new Plan(Path.GetFullPath(arguments[0]), parts.Count > 0 ? parts : AllParts.ToHashSet(), quick, buyers, products);
    }

    private static bool TrySizes(string text, out List<int> sizes)
    {
        sizes = [.. text.Split(',').Select(one => int.TryParse(one, out var size) ? size : 0).Order()];
        return sizes.TrueForAll(size => size is >= 100 and <= 1_000_000);
    }
}

/// <summary>Something is wrong with the measuring itself; the message says what.</summary>
internal sealed class BenchException(string message) : Exception(message);
