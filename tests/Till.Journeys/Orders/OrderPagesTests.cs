using Microsoft.Extensions.DependencyInjection;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using Till.Orders;
using Till.Storage;
using Till.Tests.Orders;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Orders;

/// <summary>The page that a buyer keeps, in every state that an order of goods passes.</summary>
public sealed class OrderPagesTests(SaleShop shop) : IClassFixture<SaleShop>
{
    private static readonly Bought Order = new()
    {
        Items =
        [
            Bought.Item.Shirt with { Discount = 2_00 }, Bought.Item.Book with { Discount = 2_30 },
            new("Donaudampfschifffahrtsgesellschaftskapitän’s enamel mug", "", 1, 14_50, Discount: 1_45, Maker: "Weald & Co."),
        ],
        Discount = 5_75,
        Code = "HALLO10",
        Delivery = 4_95,
        Taxes = [new("VAT", 2000, Included: true, 28_97, 5_79)],
    };

    [Fact]
    public async Task An_order_of_goods_reads_as_a_receipt_from_payment_to_parcel()
    {
        await using var inside = shop.LookInside();
        var order = await Order.KeepAsync(inside.Services.GetRequiredService<Database>());
        var page = await shop.Process.NewPageAsync();

        await page.GotoAsync(order.Path);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Thank you, Ada Lovelace");
        await Expect(page.Locator(".total")).ToContainTextAsync("$56.70 USD");
        await PageChecks.AssertSoundAsync(page, "order-goods");
        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        await Expect(page.Locator(".top")).ToBeHiddenAsync();
        await Expect(page.Locator(".receipt .total")).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Screen });

        await inside.Services.GetRequiredService<ShipOrder>().RunAsync(order.Id, "DHL", "00340434161094021501", Actor.CommandLine, CancellationToken.None);
        await page.ReloadAsync();
        await Expect(page.GetByText("Follow the parcel")).ToHaveAttributeAsync("href", "https://www.dhl.com/en/express/tracking.html?AWB=00340434161094021501");
        await PageChecks.AssertSoundAsync(page, "order-shipped");
    }

    [Fact]
    public async Task What_sold_out_meanwhile_is_told_on_a_sound_page()
    {
        await using var inside = shop.LookInside();
        var order = await (Order with { Items = [Bought.Item.Shirt with { Short = 2 }], Discount = 0, Code = null, Taxes = [], Delivery = 0 })
            .KeepAsync(inside.Services.GetRequiredService<Database>());
        var page = await shop.Process.NewPageAsync();

        await page.GotoAsync(order.Path);

        await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Status)).ToContainTextAsync("2 × Linen shirt, size M");
        await PageChecks.AssertSoundAsync(page, "order-back-ordered");
    }
}
