using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>Where the customer at Stripe comes from: a confirmed address, in a shop that has plans.</summary>
public sealed class SignUpTests
{
    [Theory, BothEngines]
    public async Task Confirming_an_address_asks_for_a_customer_only_where_there_are_memberships(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var early = await shop.SignUpAsync("eve@example.com", "correct horse battery");
        Assert.Equal(0, await shop.QueryAsync<long>("SELECT COUNT(*) FROM outbox WHERE kind = 'stripe:customer'"));
        var now = TimeProvider.System.Now();
        var product = Chance.Secure.NewId(now);
        await shop.Services.GetRequiredService<Database>().WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO products (id, kind, slug, title, maker, published, created_at, updated_at)
                    VALUES (@product, 'membership', 'friend', 'Friend', 'The Club', @published, @now, @now)
                    """,
                    new { product, published = true, now });
                await transaction.Db.ExecuteAsync("INSERT INTO plans (product_id, position) VALUES (@product, 1)", new { product });
            },
            TestContext.Current.CancellationToken);

        using var browser = await shop.SignUpAsync("ada@example.com", "correct horse battery");

        Assert.Equal(
            $"account:{await shop.QueryAsync<Guid>("SELECT id FROM accounts WHERE email_key = 'ada@example.com'")}:customer",
            await shop.QueryAsync<string>("SELECT subject FROM outbox WHERE kind = 'stripe:customer'"));
    }
}
