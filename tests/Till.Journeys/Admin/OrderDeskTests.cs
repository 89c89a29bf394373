using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Accounts;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using Till.Storage;
using Till.Tests.Orders;
using Till.Tests.Sale;
using static Microsoft.Playwright.Assertions;
using Buyer = Till.Journeys.Sale.Buyer;
using SaleShop = Till.Journeys.Sale.SaleShop;

namespace Till.Journeys.Admin;

/// <summary>Orders by link, parcels, refunds by the piece and disputes: the owner at a desk and on a phone, and the buyer with a phone.</summary>
public sealed class OrderDeskTests(SaleShop shop) : IClassFixture<SaleShop>
{
    private const int Phone = 360;

    [Fact]
    public async Task An_order_made_by_the_owner_is_paid_by_its_buyer_leaves_in_two_parcels_and_comes_back_in_part()
    {
        await using var inside = shop.LookInside();
        var store = inside.Services.GetRequiredService<Database>();
        await Shelf.AddGoodAsync(store, "Tea Towel of Honour", 16_99, 5, "usd", CancellationToken.None);
        await Shelf.AddGoodAsync(store, "Mug of Honour", 12_00, 9, "usd", CancellationToken.None);
        var owner = await SignInAsync(inside.Services);
        var buyer = await shop.NewBuyerAsync("ada@example.com", width: Phone);

        var link = await MakeOrderAsync(owner, buyer.Email);
        await shop.Mails.ReceiveAsync(buyer.Email, "Your order is ready to be paid", "With love from the shop");
        await buyer.Page.GotoAsync(link);
        await PageChecks.AssertSoundAsync(buyer.Page, "desk-buyer-to-pay");
        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Pay $" }).ClickAsync();
        await buyer.ReachCheckoutAsync();
        await buyer.PayAsync();
        await buyer.ReachOrderAsync();

        await SendInTwoAsync(owner, buyer);
        await GiveBackAsync(owner, buyer);
    }

    [Fact]
    public async Task A_dispute_is_answered_from_a_phone_and_won()
    {
        await using var inside = shop.LookInside();
        var buyer = await shop.NewBuyerAsync("doubter@example.com");
        await buyer.GoToCheckoutAsync("concrete-sings-back");
        await buyer.PayAsync("4000000000000259");
        await buyer.ReachOrderAsync();
        var order = buyer.OrderUrl;
        await shop.Process.RunAsync("reconcile");
        await buyer.Page.GotoAsync(order);
        await Expect(buyer.Page.GetByText("disputed with the bank")).ToBeVisibleAsync();
        await PageChecks.AssertSoundAsync(buyer.Page, "desk-buyer-disputed");

        var owner = await SignInAsync(inside.Services, width: Phone);
        await owner.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Disputes" }).ClickAsync();
        await Expect(owner.Locator(".sheet .mark").First).ToContainTextAsync("left");
        await PageChecks.AssertSoundAsync(owner, "desk-disputes");
        await owner.GetByRole(AriaRole.Row).Filter(new() { HasText = "Jenny Rosen" }).GetByRole(AriaRole.Link, new() { Name = "$19.99" }).ClickAsync();
        await Expect(owner.GetByLabel("What was bought")).ToHaveValueAsync($"1 × Concrete Sings Back, {await MakerAsync(inside.Services)}: $19.99\nTotal: $19.99 USD");
        await PageChecks.AssertSoundAsync(owner, "desk-dispute");
        await owner.GetByLabel("In your own words").FillAsync("They downloaded it twice, and wrote that they like it.");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Keep it as a draft" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("The draft is kept.");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Send it to the bank" }).ClickAsync();
        await Expect(owner.GetByText("Tick that you know")).ToHaveCountAsync(2);
        await PageChecks.AssertSoundAsync(owner, "desk-dispute-unsure", status: 400);
        await owner.GetByLabel("I have looked through it").CheckAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Send it to the bank" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("The answer is with the bank.");
        await PageChecks.AssertSoundAsync(owner, "desk-dispute-answered");

        var bank = await shop.Process.NewPageAsync();
        await bank.GotoAsync($"{shop.Process.StripeUrl}/dashboard");
        await bank.Locator("tbody tr").Filter(new() { HasText = buyer.Email }).GetByRole(AriaRole.Link).ClickAsync();
        await bank.Locator("form[action*='/disputes/'] [name=outcome][value=won]").ClickAsync();
        await shop.Process.RunAsync("reconcile");
        await owner.ReloadAsync();
        await Expect(owner.Locator("h1")).ToContainTextAsync("won");
        await PageChecks.AssertSoundAsync(owner, "desk-dispute-won");
        await buyer.Page.GotoAsync(order);
        await Expect(buyer.Page.Locator(".downloads a, .tracks a").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_address_is_changed_and_what_was_typed_wrong_is_said()
    {
        await using var inside = shop.LookInside();
        var order = await new Bought { At = TimeProvider.System.GetUtcNow(), Items = [Bought.Item.Shirt, Bought.Item.Book], Delivery = 4_95 }.KeepAsync(inside.Services.GetRequiredService<Database>());
        var owner = await SignInAsync(inside.Services, width: Phone);

        await owner.GotoAsync($"/admin/orders/{order.Id}");
        await owner.GetByRole(AriaRole.Link, new() { Name = "Change the address" }).ClickAsync();
        await PageChecks.AssertSoundAsync(owner, "desk-address");
        await owner.GetByLabel("Country").SelectOptionAsync("GB");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Show the fields" }).ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Send it there" }).ClickAsync();
        await PageChecks.AssertSoundAsync(owner, "desk-address-wrong", status: 400);
        await owner.GetByLabel("Postcode").FillAsync("N1 7AA");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Send it there" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("goes to another address");
        await PageChecks.AssertSoundAsync(owner, "desk-addressed");
        await shop.Mails.ReceiveAsync("ada@till.example", $"Order {order.Number} goes to another address");
    }

    private static async Task<string> MakeOrderAsync(IPage owner, string email)
    {
        await owner.GotoAsync("/admin/orders");
        await owner.GetByRole(AriaRole.Link, new() { Name = "New order" }).ClickAsync();
        await PageChecks.AssertSoundAsync(owner, "desk-new");
        foreach (var title in (string[])["Tea Towel of Honour", "Mug of Honour"])
        {
            await owner.GetByLabel("Title, maker or code").FillAsync(title[..5]);
            await owner.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
            await owner.GetByRole(AriaRole.Button, new() { Name = $"Put in {title}" }).ClickAsync();
        }

        await owner.GetByLabel("Tea Towel of Honour").FillAsync("3");
        await owner.GetByLabel("Discount (optional)").FillAsync("10%");
        await owner.GetByLabel("E-mail address").FillAsync(email);
        await owner.GetByLabel("Full name").FillAsync("Ada Lovelace");
        await owner.GetByLabel("Country").SelectOptionAsync("GB");
        await owner.GetByLabel("A word to them").FillAsync("With love from the shop");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Show the fields" }).ClickAsync();
        await PageChecks.AssertSoundAsync(owner, "desk-new-filled");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the order" }).ClickAsync();
        await PageChecks.AssertSoundAsync(owner, "desk-new-wrong", status: 400);
        await owner.GetByLabel("Address", new() { Exact = true }).FillAsync("12 Analytical Way");
        await owner.GetByLabel("Town").FillAsync("London");
        await owner.GetByLabel("Postcode").FillAsync("N1 7AA");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the order" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("The link is on its way to the buyer.");
        await PageChecks.AssertSoundAsync(owner, "desk-by-link");
        return await owner.GetByLabel("The link").InputValueAsync();
    }

    private async Task SendInTwoAsync(IPage owner, Buyer buyer)
    {
        await owner.ReloadAsync();
        await owner.GetByLabel("3 × Tea Towel of Honour").FillAsync("1");
        await owner.GetByLabel("1 × Mug of Honour").FillAsync("0");
        await owner.GetByLabel("Carrier").FillAsync("DHL");
        await owner.GetByLabel("Tracking number").FillAsync("00340434161094021501");
        await owner.GetByRole(AriaRole.Button, new() { Name = "It has left" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("The parcel has left.");
        await PageChecks.AssertSoundAsync(owner, "desk-sent-in-part");
        await shop.Mails.ReceiveAsync(buyer.Email, "Still to come: 2 × Tea Towel of Honour, 1 × Mug of Honour.");
        await buyer.Page.ReloadAsync();
        await Expect(buyer.Heading).ToHaveTextAsync("A part of your order is on its way");
        await PageChecks.AssertSoundAsync(buyer.Page, "desk-buyer-in-part");
        await owner.GetByRole(AriaRole.Button, new() { Name = "It has left" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("The order has left.");
        await shop.Mails.ReceiveAsync(buyer.Email, "With it, all of your order has left.");
        await buyer.Page.ReloadAsync();
        await PageChecks.AssertSoundAsync(buyer.Page, "desk-buyer-parcels");
    }

    private static async Task GiveBackAsync(IPage owner, Buyer buyer)
    {
        await owner.SetViewportSizeAsync(Phone, 800);
        await owner.Locator("summary", new() { HasText = "Give back by item" }).ClickAsync();
        await owner.GetByLabel("Tea Towel of Honour", new() { Exact = true }).FillAsync("2");
        await owner.GetByRole(AriaRole.Button, new() { Name = "What does that make?" }).ClickAsync();
        await Expect(owner.GetByText("That makes $")).ToBeVisibleAsync();
        await PageChecks.AssertSoundAsync(owner, "desk-refund-asked");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Give $" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("The money went back.");
        await PageChecks.AssertSoundAsync(owner, "desk-refunded");
        await owner.Locator("summary", new() { HasText = "Mails to the buyer" }).ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Send again: Mail with the payment link" }).Or(owner.GetByRole(AriaRole.Button, new() { Name = "Send again: Receipt" })).First.ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("once more");
        await buyer.Page.ReloadAsync();
        await Expect(buyer.Page.Locator(".receipt")).ToContainTextAsync("2 of 3 refunded");
        await PageChecks.AssertSoundAsync(buyer.Page, "desk-buyer-refunded");
    }

    private static async Task<string> MakerAsync(IServiceProvider services) => await services.GetRequiredService<Database>().ReadAsync(
        db => Dapper.SqlMapper.QuerySingleAsync<string>(db, "SELECT maker FROM products WHERE slug = 'concrete-sings-back'"), CancellationToken.None);

    private async Task<IPage> SignInAsync(IServiceProvider services, int width = 1440)
    {
        var owner = (await OwnerAccount.CreateAsync(services, $"owner{width}-{Chance.Secure.NewId(TimeProvider.System.GetUtcNow()):N}@till.example", CancellationToken.None))!;
        var page = await shop.Process.NewPageAsync(width: width);
        await page.GotoAsync("/admin");
        await page.GetByLabel("E-mail address").FillAsync(owner.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(owner.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Today");
        return page;
    }
}
