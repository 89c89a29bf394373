using System.Data.Common;
using Dapper;
using Till.Catalogue;
using Till.Core;

namespace Till.Memberships;

/// <summary>A membership that can be joined, with what it costs and gives.</summary>
/// <param name="IsOffered">Whether the owner has made a plan of it, so that it can be joined.</param>
/// <param name="Benefits">In the owner's words, beside what the shop itself gives.</param>
internal sealed record Plan(
    Product Product, bool IsOffered, int Position, int TrialDays, string? Badge, bool OpensMemberOnly, bool MemberPrices, IReadOnlyList<string> Benefits)
{
    public const string Month = "month";
    public const string Year = "year";

    /// <summary>A shop has a handful of memberships, and they are told, not listed.</summary>
    private const int Most = 24;

    /// <summary>The intervals by which it can be joined, the shorter first.</summary>
    public IEnumerable<string> Intervals => new[] { Month, Year }.Where(interval => IsOffered && PriceBy(interval) is not null);

    /// <summary>What a year costs less than twelve months; null where it does not, or there is but one price.</summary>
    public Money? YearSaves => PriceBy(Month) is { } month && PriceBy(Year) is { } year && year < month * 12 ? (month * 12) - year : null;

    public Money? PriceBy(string? interval) => Product.Variants.SelectMany(variant => variant.Prices)
        .Where(price => price.Interval == interval && price.Interval != Price.Once).Select(price => (Money?)price.Amount).FirstOrDefault();

    public static string JoinPath(string slug, string interval) => $"/join?plan={slug}&interval={interval}";

    /// <summary>Those that are published, in the owner's order. In two queries.</summary>
    public static async Task<IReadOnlyList<Plan>> ListAsync(DbConnection db, Currency currency, DateTimeOffset now)
    {
        var products = await ProductQueries.AllAsync(db, Shelf.Membership, Most, currency, now);
        var rows = (await db.QueryAsync<Row>(
            "SELECT product_id, position, trial_days, badge, opens_member_only, member_prices, benefits FROM plans")).ToDictionary(row => row.ProductId);
        return
        [
            .. products.Select(product => Of(product, rows.GetValueOrDefault(product.Id)))
                .OrderBy(plan => plan.Position).ThenBy(plan => plan.Product.Title, StringComparer.Ordinal),
        ];
    }

    public static async Task<Plan?> FindAsync(DbConnection db, string? slug, Currency currency, DateTimeOffset now) =>
        (await ListAsync(db, currency, now)).FirstOrDefault(plan => plan.Product.Slug == slug);

    internal static IReadOnlyList<string> Lines(string benefits) =>
        benefits.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A membership that the owner has said nothing of gives all that one can, as <see cref="Member"/> has it.</summary>
    private static Plan Of(Product product, Row? row) => row is null
        ? new Plan(product, false, int.MaxValue, 0, null, true, true, [])
        : new Plan(product, true, row.Position, row.TrialDays, row.Badge, row.OpensMemberOnly, row.MemberPrices, Lines(row.Benefits));

    private sealed record Row(Guid ProductId, int Position, int TrialDays, string? Badge, bool OpensMemberOnly, bool MemberPrices, string Benefits);
}
