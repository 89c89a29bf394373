using Dapper;
using Till.Admin;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Orders;

namespace Till.Tests.Admin;

public sealed class TimeLineTests
{
    [Fact]
    public async Task The_mails_of_one_order_are_found_by_an_index_however_many_there_are()
    {
        await using var shop = await AccountsShop.OpenAsync(nameof(Engine.Postgres));
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        await shop.ExecuteAsync(
            """
            INSERT INTO outbox (id, kind, subject, payload, state, due_at, created_at)
            SELECT gen_random_uuid(), 'mail:receipt', 'order:' || gen_random_uuid(), '{}', 'done', now(), now() FROM generate_series(1, 20000)
            """);
        await shop.ExecuteAsync("ANALYZE outbox");

        var plan = string.Join('\n', await OrderPageTests.Store(shop).ReadAsync(
            db => db.QueryAsync<string>($"EXPLAIN SELECT id FROM outbox WHERE {OrderMailbox.About(Engine.Postgres)}", OrderMailbox.Of(order.Id)), TestContext.Current.CancellationToken));

        Assert.DoesNotContain("Seq Scan on outbox", plan);
        Assert.Contains("outbox_subject_kind_key", plan);
    }
}
