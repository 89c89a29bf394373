using System.Data.Common;
using Till.Core;
using Till.Core.Pricing;

namespace Till.Bags;

/// <summary>What a product's page says of delivery, for the country that most buyers are in.</summary>
internal sealed class DeliveryNote(ShopSettings settings)
{
    /// <summary>In one query. Such as "Delivery $4.99 · free from $50.00"; null where the shop delivers nowhere.</summary>
    /// <param name="price">Of one of what the page offers.</param>
    public async Task<string?> ReadAsync(DbConnection db, Money price)
    {
        var zones = await PriceRules.ZonesAsync(db, settings);
        return (DeliveryZone.Find(zones, settings.Pricing.Country) ?? DeliveryZone.Find(zones, null))?.Rule is { } rule ? Say(rule, price) : null;
    }

    public static string Say(DeliveryRule rule, Money price)
    {
        var delivery = rule.Price(price, price);
        return delivery.IsZero ? "Free delivery"
            : rule.FreeFrom is { } free ? $"Delivery {delivery} · free from {free}"
            : $"Delivery {delivery}";
    }
}
