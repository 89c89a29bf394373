using System.Data.Common;
using Dapper;
using Till.Core;

namespace Till.Bags;

/// <summary>A bag with what the catalogue says of each line today.</summary>
internal sealed record BagContents(Bag Bag, IReadOnlyList<BagLine> Lines)
{
    /// <summary>How many things, whatever has become of them.</summary>
    public int Count => Lines.Sum(line => line.Quantity);

    /// <summary>Two queries, with the values of <see cref="Of"/>.</summary>
    internal const string Queries =
        $"""
        {Bag.ById};
        SELECT l.variant_id, l.quantity, l.title AS seen_title, l.unit_minor AS seen_minor, {BagItem.Columns}
        FROM bag_lines l
        LEFT JOIN variants v ON v.id = l.variant_id
        LEFT JOIN products p ON p.id = v.product_id
        {BagItem.Pictures}
        WHERE l.bag_id = @bagId
        ORDER BY l.added_at, l.variant_id
        """;

    internal static object Of(Guid bagId, ForWhom whom) => new { bagId, currency = whom.Currency.Code, now = whom.Now };

    /// <summary>In one round trip, however many lines there are. To be called within a transaction or without.</summary>
    /// <returns>Null if there is no such bag.</returns>
    public static async Task<BagContents?> ReadAsync(DbConnection db, Guid bagId, ForWhom whom)
    {
        await using var rows = await db.QueryMultipleAsync(Queries, Of(bagId, whom));
        return await ReadAsync(rows, whom);
    }

    internal static async Task<BagContents?> ReadAsync(SqlMapper.GridReader rows, ForWhom whom) =>
        await rows.ReadSingleOrDefaultAsync<Bag?>() is { } bag
            ? new BagContents(bag, [.. (await rows.ReadAsync<Row>()).Select(row => row.Line(whom))])
            : null;

    /// <summary>
    /// Notes that the buyer has seen these prices and titles: what has changed is said until then. To be called when they change the
    /// bag or go on from a page that showed it.
    /// </summary>
    public async Task MarkSeenAsync(DbConnection db)
    {
        foreach (var line in Lines)
        {
            if (line.Item is { Price: { } price } item && (price != line.Seen || item.Title != line.SeenTitle))
            {
                await db.ExecuteAsync(
                    "UPDATE bag_lines SET title = @Title, unit_minor = @Minor WHERE bag_id = @Id AND variant_id = @VariantId",
                    new { item.Title, price.Minor, Bag.Id, line.VariantId });
            }
        }
    }

    private sealed record Row : BagItem.Row
    {
        public required int Quantity { get; init; }

        public required string SeenTitle { get; init; }

        public required long SeenMinor { get; init; }

        public BagLine Line(ForWhom whom) => new(VariantId, Quantity, SeenTitle, new Money(SeenMinor, whom.Currency), Item(whom));
    }
}

/// <param name="Quantity">1 to 99, as asked for.</param>
/// <param name="SeenTitle">As the buyer saw it last, and all that is known of a thing that is gone.</param>
/// <param name="Seen">The price of one as the buyer saw it last; zero: not known.</param>
/// <param name="Item">Null: removed from the shop.</param>
internal sealed record BagLine(Guid VariantId, int Quantity, string SeenTitle, Money Seen, BagItem? Item)
{
    public string Title => Item?.Title ?? SeenTitle;

    /// <summary>What has to be put right before the bag can be bought; null if nothing.</summary>
    public BagProblem? Problem => Item switch
    {
        null => new BagProblem.NotForSale(),
        { Obstacle: { } obstacle } => obstacle,
        { Stock: { } left } when left < Quantity => new BagProblem.FewerLeft(left),
        _ => null,
    };

    /// <summary>Whether it is part of what the bag costs. A line of which fewer are left is, as asked for.</summary>
    public bool Counts => Problem is null or BagProblem.FewerLeft;

    /// <summary>The price that the buyer saw, if it is another one today.</summary>
    public Money? PriceBefore => Counts && !Seen.IsZero && Item!.Price != Seen ? Seen : null;
}
