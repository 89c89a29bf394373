using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Storage;

namespace Till.Tests.Accounts;

/// <summary>Paid orders of guests, written as a settled sale writes them.</summary>
internal static class Orders
{
    public static async Task<Guid> PayAsync(AccountsShop shop, string email, long number)
    {
        var now = shop.Clock.GetUtcNow();
        var chance = shop.Services.GetRequiredService<Chance>();
        var order = new
        {
            id = chance.NewId(now), bag = chance.NewId(now), number, linkKey = $"key-{number}", email, emailKey = Email.Key(email),
            description = $"Album {number}", now,
        };
        await shop.Services.GetRequiredService<Database>().WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO orders (id, number, bag_id, bag_version, state, link_key, email, email_key, description, currency,
                        subtotal_minor, total_minor, created_at, paid_at)
                    VALUES (@id, @number, @bag, 1, 'paid', @linkKey, @email, @emailKey, @description, 'usd', 1999, 1999, @now, @now)
                    """,
                    order);
                await Purchases.AttachAsync(transaction, order.emailKey);
            },
            TestContext.Current.CancellationToken);
        return order.id;
    }
}
