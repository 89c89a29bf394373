using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Till.Core;
using Till.Core.Memberships;
using Till.Storage;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>Plans and their prices at Stripe, made there when they are first needed, and told again by their ids.</summary>
internal sealed class StripePlans(Database database, StripeClient stripe)
{
    /// <returns>Stripe's id of the price.</returns>
    /// <exception cref="StripeException">Stripe refused, or could not be asked.</exception>
    public async Task<string> EnsureAsync(PlanOffer offer, CancellationToken cancel)
    {
        var known = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<string?>("SELECT stripe_price_id FROM stripe_prices WHERE price_id = @PriceId", offer), cancel);
        if (known is not null)
        {
            return known;
        }

        var productId = await EnsureProductAsync(offer, cancel);
        var price = await stripe.Prices.CreateAsync(
            new PriceCreateOptions
            {
                Product = productId,
                Currency = offer.Currency,
                UnitAmount = offer.AmountMinor,
                Recurring = new PriceRecurringOptions { Interval = offer.Interval },
                Metadata = new Dictionary<string, string> { ["price"] = offer.PriceId.ToString(), ["plan"] = offer.ProductId.ToString() },
            },
            new IdempotencyKey($"price-{offer.PriceId}"),
            CancellationToken.None);
        // Two that ask at once are given the same price, and both note it: they collide over either of its ids.
        await database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                """
                INSERT INTO stripe_prices (price_id, stripe_price_id, product_id) VALUES (@PriceId, @Id, @ProductId) ON CONFLICT DO NOTHING
                """,
                new { offer.PriceId, price.Id, offer.ProductId }),
            CancellationToken.None);
        return price.Id;
    }

    /// <returns>Stripe's id of the plan's product; null until it was needed.</returns>
    public static Task<string?> FindProductAsync(DbConnection db, Guid productId) => db.QuerySingleOrDefaultAsync<string?>(
        "SELECT stripe_product_id FROM stripe_products WHERE product_id = @productId", new { productId });

    /// <summary>What a subscription is to, as far as it is to a plan of this shop's.</summary>
    /// <param name="before">What it was to, as far as that is known: a price that somebody made at Stripe is still that plan's.</param>
    /// <returns>Null where it is to nothing of this shop's.</returns>
    public static async Task<PlanTerms?> ReadAsync(DbConnection db, Subscription subscription, PlanTerms? before)
    {
        if (subscription.Items.Data.FirstOrDefault() is not { Price: { } price } item || !Currency.TryParse(price.Currency, out var currency))
        {
            return before;
        }

        var plan = await db.QueryFirstOrDefaultAsync<Plan?>(
            """
            SELECT s.product_id, p.title
            FROM (SELECT product_id, 1 AS rank FROM stripe_prices WHERE stripe_price_id = @Id
                  UNION ALL SELECT product_id, 2 FROM stripe_products WHERE stripe_product_id = @product) s
            LEFT JOIN products p ON p.id = s.product_id
            ORDER BY s.rank
            """,
            new { price.Id, product = price.Product.Id });
        var interval = price.Recurring is { IntervalCount: <= 1, Interval: "month" or "year" } recurring ? recurring.Interval : before?.Interval;
        if ((plan is null && before is null) || interval is null)
        {
            return before;
        }

        return new PlanTerms(
            plan?.ProductId ?? before!.ProductId, plan?.Title ?? before?.Title ?? "Membership", interval,
            new Money((price.UnitAmount ?? 0) * (item.Quantity ?? 1), currency));
    }

    /// <summary>The name is part of the words, and may be changed between two tries; so the key says which it was.</summary>
    private async Task<string> EnsureProductAsync(PlanOffer offer, CancellationToken cancel)
    {
        if (await database.ReadAsync(db => FindProductAsync(db, offer.ProductId), cancel) is { } known)
        {
            return known;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(offer.Title)).AsSpan(0, 6));
        var product = await stripe.Products.CreateAsync(
            new ProductCreateOptions { Name = offer.Title, Metadata = new Dictionary<string, string> { ["plan"] = offer.ProductId.ToString() } },
            new IdempotencyKey($"plan-{offer.ProductId}-{name}"),
            CancellationToken.None);
        return await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO stripe_products (product_id, stripe_product_id) VALUES (@ProductId, @Id) ON CONFLICT DO NOTHING",
                    new { offer.ProductId, product.Id });
                return (await FindProductAsync(transaction.Db, offer.ProductId))!;
            },
            CancellationToken.None);
    }

    /// <param name="Title">Null: the product is not in the shop any more.</param>
    private sealed record Plan(Guid ProductId, string? Title);
}

/// <summary>One of the ways in which a plan is sold now: by month or by year.</summary>
internal sealed record PlanOffer(Guid ProductId, string Title, int TrialDays, Guid PriceId, string Currency, long AmountMinor, string Interval)
{
    private const string Select =
        """
        SELECT p.id AS product_id, p.title, l.trial_days, x.id AS price_id, x.currency, x.amount_minor, x.interval
        FROM plans l
        JOIN products p ON p.id = l.product_id
        JOIN variants v ON v.product_id = p.id
        JOIN prices x ON x.variant_id = v.id
        WHERE p.published AND p.kind = 'membership' AND x.currency = @currency AND x.interval <> 'once' AND x.from_at <= @now
          AND NOT EXISTS (SELECT 1 FROM prices n WHERE n.variant_id = x.variant_id AND n.currency = x.currency AND n.interval = x.interval
                          AND n.from_at <= @now AND n.from_at > x.from_at)
        """;

    /// <returns>Null where it is not sold so, or for less than Stripe charges.</returns>
    public static async Task<PlanOffer?> FindAsync(DbConnection db, Guid productId, string interval, Currency currency, DateTimeOffset now)
    {
        var offer = await db.QueryFirstOrDefaultAsync<PlanOffer?>(
            $"{Select} AND p.id = @productId AND x.interval = @interval ORDER BY v.position LIMIT 1", new { productId, interval, currency = currency.Code, now });
        return offer is null || (offer.AmountMinor > 0 && offer.AmountMinor < currency.MinimumChargeMinor) || offer.AmountMinor > currency.MaximumChargeMinor
            ? null
            : offer;
    }

    public static async Task<IReadOnlyList<PlanOffer>> ListAsync(DbConnection db, Currency currency, DateTimeOffset now) =>
        (await db.QueryAsync<PlanOffer>($"{Select} ORDER BY l.position, p.id, x.interval", new { currency = currency.Code, now })).AsList();
}
