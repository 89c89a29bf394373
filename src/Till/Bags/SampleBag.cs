using System.Data.Common;
using Dapper;
using Till.Core.Pricing;

namespace Till.Bags;

/// <summary>
/// A bag that nobody has, of a few things that the shop sells, for the owner to see what a rule comes to before it is one. It is
/// reckoned by what reckons every bag, and written nowhere.
/// </summary>
/// <param name="Rules">By which bags are reckoned now.</param>
internal sealed record SampleBag(BagContents Contents, PriceRules Rules, string Country, IReadOnlyList<ZoneRow> Zones)
{
    public const int MostOfEach = 20;

    /// <summary>One of each kind that is sold in bags: the newest that everybody can have.</summary>
    private const string Things =
        $"""
        SELECT v.id AS variant_id, {BagItem.Columns}
        FROM variants v JOIN products p ON p.id = v.product_id {BagItem.Pictures}
        WHERE v.id IN ({Good}, {Book}, {Album})
        ORDER BY p.kind, p.title
        """;

    private const string Good = $"(SELECT v.id FROM {Shelf} AND p.kind = 'good' {First})";
    private const string Book = $"(SELECT v.id FROM {Shelf} AND p.kind = 'book' {First})";
    private const string Album = $"(SELECT v.id FROM {Shelf} AND p.kind = 'album' {First})";
    private const string First = "ORDER BY p.year DESC, p.title, v.position LIMIT 1";

    private const string Shelf =
        """
        products p JOIN variants v ON v.product_id = p.id
        WHERE p.published AND p.removed_at IS NULL AND NOT p.member_only AND (v.stock IS NULL OR v.stock >= @ofEach)
          AND EXISTS (SELECT 1 FROM prices c WHERE c.variant_id = v.id AND c.currency = @currency AND c.interval = 'once' AND c.from_at <= @now)
        """;

    /// <param name="country">Where it goes.</param>
    /// <param name="ofEach">How many of each thing.</param>
    public static async Task<SampleBag> ReadAsync(DbConnection db, ShopSettings settings, string country, int ofEach, DateTimeOffset now)
    {
        var whom = await ForWhom.FindAsync(db, null, settings, now);
        await using var rows = await db.QueryMultipleAsync(
            $"{Things}; {PriceRules.Queries}", new { bagId = Guid.Empty, currency = settings.Currency.Code, now, ofEach });
        var items = (await rows.ReadAsync<BagItem.Row>()).Select(row => row.Item(whom)!).ToList();
        var rates = (await rows.ReadAsync<TaxRate>()).AsList();
        var zones = (await rows.ReadAsync<ZoneRow>()).AsList();
        var contents = new BagContents(
            new Bag(Guid.Empty, "", null, null, 1, null),
            [.. items.Where(item => item.Price is not null).Select(item => new BagLine(item.VariantId, ofEach, item.Title, item.Price!.Value, item))]);
        return new SampleBag(contents, new PriceRules(PriceRules.ZonesOf(zones, settings), new TaxRules(rates, settings.Pricing.PricesIncludeTax)), country, zones);
    }

    /// <param name="rules">Null: those there are.</param>
    /// <param name="code">Null: without a code.</param>
    public BagQuote Quote(ShopSettings settings, PriceRules? rules = null, BagCode? code = null) =>
        BagQuote.Of(Contents, rules ?? Rules, code, Country, settings);

    /// <summary>A code as it would count for somebody who has never ordered here.</summary>
    public BagCode Try(string name, DiscountCode rules, ShopSettings settings, DateTimeOffset now) =>
        new(null, name, DiscountDecision.Decide(rules, new DiscountFacts(Quote(settings).Quote.Subtotal, now, 0, false)));
}
