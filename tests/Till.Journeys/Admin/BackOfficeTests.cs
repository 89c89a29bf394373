using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using Till.Storage;
using Till.Tests.Orders;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Admin;

/// <summary>The owner's day, from a browser.</summary>
public sealed class BackOfficeTests(SaleShop shop) : IClassFixture<SaleShop>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task An_owner_signs_in_sees_what_waits_and_sends_an_order_off_without_script()
    {
        await using var inside = shop.LookInside();
        var store = inside.Services.GetRequiredService<Database>();
        foreach (var days in (int[])[27, 20, 20, 13, 9, 7, 6, 6, 3, 2, 1, 0])
        {
            await new Bought { At = Now.AddDays(-days), Items = [Bought.Item.Book with { Delivered = false }] }.KeepAsync(store);
        }

        var order = await new Bought { At = Now, Items = [Bought.Item.Shirt, Bought.Item.Book], Delivery = 4_95 }.KeepAsync(store);
        var page = await SignInAsync(script: false);

        await Expect(page.Locator("h1")).ToHaveTextAsync("Today");
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Orders" }).ClickAsync();
        await page.GetByLabel("Number, e-mail, name or payment").FillAsync(order.Number.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync($"Order {order.Number}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin to prepare" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("being prepared");
        await page.GetByLabel("Carrier").FillAsync("DHL");
        await page.GetByLabel("Tracking number").FillAsync("00340434161094021501");
        await page.GetByRole(AriaRole.Button, new() { Name = "It has left" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The order has left.");
        await shop.Mails.ReceiveAsync("ada@till.example", "is on its way");
        await Expect(page.Locator(".line-of-time")).ToContainTextAsync("Shipped, by owner@till.example");
    }

    [Fact]
    public async Task Each_page_of_the_back_office_is_sound()
    {
        await using var inside = shop.LookInside();
        var store = inside.Services.GetRequiredService<Database>();
        var order = await new Bought
        {
            At = Now, Items = [Bought.Item.Shirt with { Short = 2, Discount = 2_00 }, Bought.Item.Book], Delivery = 4_95, Discount = 2_00, Code = "HALLO10",
            Taxes = [new("VAT", 2000, Included: true, 28_97, 5_79)],
        }.KeepAsync(store);
        await store.WriteAsync(
            transaction => inside.Services.GetRequiredService<Attention>().FileAsync(
                transaction, "back_order", order.Id.ToString(), "A payment of $47.95 came after its hold on the stock had ended, and there is too little left of Linen shirt, size M.",
                "The order is paid; what is missing is on back-order.", "Get more of it, or refund what cannot be delivered, and tell the buyer."),
            CancellationToken.None);
        var page = await SignInAsync(script: true);

        foreach (var (path, name) in ((string, string)[])
            [("/admin", "today"), ("/admin/orders", "orders"), ($"/admin/orders/{order.Id}", "order"), ("/admin/attention", "attention"), ("/admin/changes", "changes"),
             ("/admin/reports", "sales"), ("/admin/reports?report=products", "sold"), ("/admin/reports?report=stock", "stock")])
        {
            await page.GotoAsync(path);
            await PageChecks.AssertSoundAsync(page, $"office-{name}");
        }

        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Attention" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "It is taken care of" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The case is resolved.");
        await page.GotoAsync($"/admin/orders/{order.Id}");
        await page.Locator("summary", new() { HasText = "Give an amount back" }).ClickAsync();
        await page.GetByLabel("Amount in USD").FillAsync("1000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give it back" }).ClickAsync();
        await Expect(page.GetByLabel("Amount in USD")).ToHaveAttributeAsync("aria-invalid", "true");
        await PageChecks.AssertSoundAsync(page, "office-order-refused", status: 400);
    }

    private Task<IPage> SignInAsync(bool script) => OwnerBrowser.SignInAsync(shop, script);
}
