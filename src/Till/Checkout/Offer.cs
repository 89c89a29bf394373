using System.Data.Common;
using Dapper;
using Till.Core;

namespace Till.Checkout;

/// <summary>What a variant costs now. Only what is published, and sold online as yet (albums), is offered.</summary>
internal sealed record Offer(
    Guid ProductId, Guid VariantId, string Kind, string Sku, string Title, string Maker, string Size, string Slug, bool MemberOnly, long AmountMinor)
{
    public Money Price(Currency currency) => new(AmountMinor, currency);

    public static Task<Offer?> FindAsync(DbConnection db, Guid variantId, Currency currency, DateTimeOffset now) =>
        db.QuerySingleOrDefaultAsync<Offer?>(
            """
            SELECT p.id AS product_id, v.id AS variant_id, p.kind, v.sku, p.title, p.maker, v.size, p.slug, p.member_only, c.amount_minor
            FROM variants v
            JOIN products p ON p.id = v.product_id
            JOIN prices c ON c.variant_id = v.id AND c.currency = @currency AND c.interval = 'once' AND c.from_at <= @now
            WHERE v.id = @variantId AND p.published AND p.kind = 'album' AND NOT p.member_only
            ORDER BY c.from_at DESC
            LIMIT 1
            """,
            new { variantId, currency = currency.Code, now });
}
