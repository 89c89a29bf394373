using Microsoft.Extensions.DependencyInjection;
using Till.Checkout;
using Till.Orders;
using Till.Orders.Invoices;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Orders;

/// <summary>Orders that leave in parts, what is put into their parcels, and where those go.</summary>
public sealed class ParcelTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task An_order_leaves_in_two_parcels_and_each_mail_says_what_is_in_it_and_what_follows(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();
        var order = await new Bought { Items = [Bought.Item.Shirt, Bought.Item.Book] }.KeepAsync(OrderPageTests.Store(shop));
        var ship = shop.Services.GetRequiredService<ShipOrder>();

        Assert.Equal(new DeskOutcome.TooMany(order.Number, 1, "Linen shirt", 2), await ship.RunAsync(order.Id, Pieces((1, 3)), null, null, Actor.CommandLine, Cancel));
        Assert.Equal(new DeskOutcome.NothingChosen(order.Number), await ship.RunAsync(order.Id, Pieces((1, 0)), null, null, Actor.CommandLine, Cancel));
        Assert.IsType<DeskOutcome.Done>(await ship.RunAsync(order.Id, Pieces((1, 1)), "UPS", "1Z9", Actor.CommandLine, Cancel));
        var first = Assert.Single(await shop.MailsAsync());
        Assert.StartsWith($"A parcel of order {order.Number} is on its way", first.Subject);
        Assert.Contains("Still to come: 1 × Linen shirt, size M, 1 × The Tide Table.", Flat(first.Text));
        Assert.Contains("In this parcel: 1 × Linen shirt, size M", Flat(first.Text));
        var part = await browser.GetAsync(order.Path);
        Assert.Equal("A part of your order is on its way", part.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("Still to come: 1 × Linen shirt, size M, 1 × The Tide Table", part.Text);
        Assert.Equal("preparing", OrderDocument.Standing(await ViewAsync(shop, order)));

        shop.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<DeskOutcome.Done>(await ship.RunAsync(order.Id, null, null, Actor.CommandLine, Cancel));
        Assert.IsType<DeskOutcome.ShippedAlready>(await ship.RunAsync(order.Id, null, null, Actor.CommandLine, Cancel));
        var second = Assert.Single(await shop.MailsAsync());
        Assert.Contains("With it, all of your order has left.", Flat(second.Text));
        Assert.Contains("1 × The Tide Table", second.Text);
        var whole = await browser.GetAsync(order.Path);
        Assert.Contains("It comes in 2 parcels, and the last has left.", whole.Text);
        Assert.Equal(2, whole.Page.QuerySelectorAll(".parcels li").Length);
        Assert.Equal("https://www.ups.com/track?tracknum=1Z9", whole.Page.QuerySelector(".parcels a")!.GetAttribute("href"));
        Assert.Equal("shipped", OrderDocument.Standing(await ViewAsync(shop, order)));
    }

    [Theory, BothEngines]
    public async Task Two_who_send_the_same_piece_at_the_same_moment_send_it_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        var ship = shop.Services.GetRequiredService<ShipOrder>();

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ship.RunAsync(order.Id, Pieces((1, 2)), null, null, Actor.CommandLine, Cancel)));

        Assert.Single(both.OfType<DeskOutcome.Done>());
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT CAST(SUM(quantity) AS integer) FROM shipment_lines"));
    }

    [Theory, BothEngines]
    public async Task A_packing_slip_says_what_lies_in_the_parcel_and_no_price(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought { Items = [Bought.Item.Shirt, Bought.Item.Book], Name = "長谷川 Ωμέγα" }.KeepAsync(OrderPageTests.Store(shop));
        var slip = shop.Services.GetRequiredService<PackingSlip>();

        var all = PdfText.Of(slip.Write(await ViewAsync(shop, order), null));
        Assert.All(["Packing slip", $"Order {order.Number} of 20 November 2026", "2 ×", "Linen shirt", "size M", "SKU-1", "1 ×", "Mara Voss", "12 Analytical Way", "page 1 of 1"], fact => Assert.Contains(fact, all));
        Assert.DoesNotContain("$", all);

        await shop.Services.GetRequiredService<ShipOrder>().RunAsync(order.Id, Pieces((2, 1)), "DHL", "00340", Actor.CommandLine, Cancel);
        var view = await ViewAsync(shop, order);
        var sent = slip.Write(view, view.Shipments[0]);
        Assert.Equal(sent, slip.Write(await ViewAsync(shop, order), view.Shipments[0])); // the same to the byte
        var one = PdfText.Of(sent);
        Assert.All(["The Tide Table", "with DHL, parcel 00340", "Still to come, apart from this parcel", "2 × Linen shirt, size M"], fact => Assert.Contains(fact, one));
        Assert.DoesNotContain("The Tide Table", PdfText.Of(slip.Write(view, null)));
    }

    [Theory, BothEngines]
    public async Task An_address_changes_until_all_has_left_and_the_tax_stays_as_it_was_charged(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought { Taxes = [new("VAT", 2000, Included: true, 16_67, 3_33)] }.KeepAsync(OrderPageTests.Store(shop));
        var change = shop.Services.GetRequiredService<ChangeAddress>();
        var address = new Address("Ada King", null, "10 rue Lovelace", null, "Paris", null, "75001", "FR");

        Assert.IsType<DeskOutcome.Done>(await change.RunAsync(order.Id, address, Actor.CommandLine, Cancel));
        Assert.IsType<DeskOutcome.Done>(await change.RunAsync(order.Id, address, Actor.CommandLine, Cancel)); // the same again is nothing new
        var mail = Assert.Single(await shop.MailsAsync());
        Assert.StartsWith($"Order {order.Number} goes to another address", mail.Subject);
        Assert.Contains("10 rue Lovelace", mail.Text);
        var view = await ViewAsync(shop, order);
        Assert.Equal(("FR", "US", 20_00L), (view.Head.Country, view.Head.TaxCountry, view.Head.TotalMinor));
        Assert.Equal("VAT 20%", Assert.Single(view.TaxIncluded).Name);
        Assert.Equal(
            $"Order {order.Number}: name, phone, street, town, postcode, country from US to FR",
            await shop.QueryAsync<string>("SELECT detail FROM audit WHERE action = 'order.addressed'"));

        await change.RunAsync(order.Id, address with { Country = "US", Postcode = "94110" }, Actor.CommandLine, Cancel);
        Assert.Null((await ViewAsync(shop, order)).Head.TaxCountry);
        await shop.Services.GetRequiredService<ShipOrder>().RunAsync(order.Id, null, null, Actor.CommandLine, Cancel);
        Assert.IsType<DeskOutcome.ShippedAlready>(await change.RunAsync(order.Id, address, Actor.CommandLine, Cancel));
    }

    private static Dictionary<int, int> Pieces(params (int Position, int Count)[] pieces) => pieces.ToDictionary(one => one.Position, one => one.Count);

    private static async Task<OrderView> ViewAsync(AccountsShop shop, Bought.Kept order) => (await OrderView.FindAsync(OrderPageTests.Store(shop), order.Id, Cancel))!;

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
