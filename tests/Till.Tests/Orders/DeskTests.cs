using Microsoft.Extensions.DependencyInjection;
using Till.Orders;
using Till.Payments;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Orders;

/// <summary>What the owner does with an order, and what its buyer hears of it.</summary>
public sealed class DeskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task An_order_is_prepared_and_sent_once_and_its_buyer_is_written_to_each_time(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought { Items = [Bought.Item.Shirt, Bought.Item.Book] }.KeepAsync(OrderPageTests.Store(shop));
        var (prepare, ship) = (shop.Services.GetRequiredService<PrepareOrder>(), shop.Services.GetRequiredService<ShipOrder>());

        var prepared = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => prepare.RunAsync(order.Id, Actor.CommandLine, Cancel)));
        Assert.Single(prepared.OfType<DeskOutcome.Done>());
        Assert.Equal(2, prepared.OfType<DeskOutcome.PreparingAlready>().Count());
        var packing = Assert.Single(await shop.MailsAsync());
        Assert.Equal($"We are packing order {order.Number} · Till", packing.Subject);
        Assert.Contains("2 × Linen shirt, size M", packing.Text);
        Assert.Contains("12 Analytical Way", packing.Text);
        Assert.EndsWith(order.Path, packing.Link);

        var sent = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ship.RunAsync(order.Id, "UPS", "1Z9", Actor.CommandLine, Cancel)));
        Assert.Single(sent.OfType<DeskOutcome.Done>());
        Assert.Equal(2, sent.OfType<DeskOutcome.ShippedAlready>().Count());
        Assert.IsType<DeskOutcome.ShippedAlready>(await prepare.RunAsync(order.Id, Actor.CommandLine, Cancel));
        var away = Assert.Single(await shop.MailsAsync());
        Assert.Equal($"Order {order.Number} is on its way · Till", away.Subject);
        Assert.Contains("It left us on 20 November 2026 with UPS, parcel 1Z9.", away.Text);
        Assert.Contains("https://www.ups.com/track?tracknum=1Z9", away.Text);
        Assert.Contains(order.Path, away.Text);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM shipments"));
    }

    [Theory, BothEngines]
    public async Task Nothing_leaves_that_is_not_paid_was_refunded_or_is_only_downloaded(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var store = OrderPageTests.Store(shop);
        var refunded = await new Bought().KeepAsync(store);
        await OrderPageTests.RefundAsync(shop, refunded, 20_00);
        var album = await new Bought { Items = [new("Night Trains", "", 1, 9_99, Delivered: false, Kind: "album")] }.KeepAsync(store);
        var partly = await new Bought().KeepAsync(store);
        await OrderPageTests.RefundAsync(shop, partly, 19_99);
        await OrderPageTests.RefundAsync(shop, partly, 20_00, "failed");
        var ship = shop.Services.GetRequiredService<ShipOrder>();

        Assert.Equal(new DeskOutcome.Refunded(refunded.Number), await ship.RunAsync(refunded.Id, null, null, Actor.CommandLine, Cancel));
        Assert.Equal(new DeskOutcome.NothingToSend(album.Number), await ship.RunAsync(album.Id, null, null, Actor.CommandLine, Cancel));
        Assert.Equal(new DeskOutcome.NotFound(), await ship.RunAsync(Guid.Empty, null, null, Actor.CommandLine, Cancel));
        Assert.Equal(new DeskOutcome.Done(partly.Number), await ship.RunAsync(partly.Id, null, null, Actor.CommandLine, Cancel));
        var draft = await DraftAsync(shop);
        Assert.Equal(new DeskOutcome.NotPaid(), await ship.RunAsync(draft, null, null, Actor.CommandLine, Cancel));
        Assert.Equal(new DeskOutcome.NotPaid(), await shop.Services.GetRequiredService<PrepareOrder>().RunAsync(draft, Actor.CommandLine, Cancel));
    }

    [Theory, BothEngines]
    public async Task A_refund_says_what_it_leaves_of_the_order(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));

        await OrderPageTests.RefundAsync(shop, order, 5_00);
        await shop.ExecuteAsync("UPDATE refunds SET stripe_refund_id = 're_1'");
        await shop.ExecuteAsync(
            "INSERT INTO refund_lines (refund_id, order_id, position, quantity, amount_minor) SELECT id, @Id, 1, 1, 500 FROM refunds", new { order.Id });
        await NoteAsync(shop, OutboxKinds.RefundMade, "refund:1", new RefundNotice(order.Id, 5_00, "usd", "re_1"));
        var mail = Assert.Single(await shop.MailsAsync());
        Assert.Contains("It is for 1 × Linen shirt, size M.", Flat(mail.Text));
        Assert.Contains("You paid $20.00; $5.00 of it goes back, and the rest", Flat(mail.Text));
        await OrderPageTests.RefundAsync(shop, order, 15_00);
        await NoteAsync(shop, OutboxKinds.RefundMade, "refund:2", new RefundNotice(order.Id, 15_00, "usd"));
        Assert.Contains("all $20.00 that you paid have gone back", Flat(Assert.Single(await shop.MailsAsync()).Text));
    }

    [Theory, BothEngines]
    public async Task A_receipt_has_code_delivery_tax_address_and_what_comes_later(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought
        {
            Items = [Bought.Item.Shirt with { Short = 2 }],
            Discount = 2_00, Code = "HALLO10", Delivery = 1_80, Taxes = [new("VAT", 2000, Included: true, 16_50, 3_30)], Method = "ideal",
        }.KeepAsync(OrderPageTests.Store(shop));
        await NoteAsync(shop, OutboxKinds.Receipt, $"order:{order.Id}", new OrderMail(order.Id));

        var text = Flat(Assert.Single(await shop.MailsAsync()).Text);

        Assert.All(
            [
                "size M · 2 × $10.00", "Discount HALLO10 -$2.00", "Delivery $1.80", "Paid $19.80 USD", "includes VAT 20% $3.30", "iDEAL",
                "12 Analytical Way", "On back-order 2 × Linen shirt, size M", order.Path,
            ],
            fact => Assert.Contains(fact, text));
    }

    [Theory, BothEngines]
    public async Task A_payment_that_fails_days_later_is_told_unless_the_order_was_paid_since(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var id = await DraftAsync(shop);
        await NoteAsync(shop, OutboxKinds.PaymentFailed, "attempt:1", new OrderMail(id));

        var mail = Assert.Single(await shop.MailsAsync());
        Assert.Equal("Your payment did not go through · Till", mail.Subject);
        Assert.Contains("$23.00 USD", mail.Text);
        Assert.EndsWith($"/orders/{id}/key", mail.Link);

        await NoteAsync(shop, OutboxKinds.PaymentFailed, "attempt:2", new OrderMail((await new Bought().KeepAsync(OrderPageTests.Store(shop))).Id));
        Assert.Empty(await shop.MailsAsync());
    }

    private static async Task<Guid> DraftAsync(AccountsShop shop)
    {
        var (id, now) = (Chance.Secure.NewId(shop.Clock.GetUtcNow()), shop.Clock.GetUtcNow());
        await shop.ExecuteAsync(
            """
            INSERT INTO orders (id, bag_id, bag_version, state, link_key, email, description, currency, subtotal_minor, total_minor, created_at)
            VALUES (@id, @id, 1, 'draft', 'key', 'ada@till.example', 'Draft', 'usd', 2300, 2300, @now)
            """,
            new { id, now });
        await shop.ExecuteAsync(
            """
            INSERT INTO order_lines (order_id, position, product_id, variant_id, kind, sku, title, maker, size, quantity, unit_minor, line_minor)
            VALUES (@id, 1, @id, @id, 'book', 'B1', 'The Tide Table', 'Mara Voss', '', 1, 2300, 2300)
            """,
            new { id });
        return id;
    }

    private static Task NoteAsync<T>(AccountsShop shop, string kind, string subject, T payload) => OrderPageTests.Store(shop).WriteAsync(
        transaction => Outbox.AddAsync(transaction, Chance.Secure.NewId(shop.Clock.Now()), kind, subject, payload, shop.Clock.Now()), Cancel);

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
