using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Accounts;
using Till.Journeys.Sale;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Admin;

/// <summary>A browser in which the owner of a shop has signed in.</summary>
internal static class OwnerBrowser
{
    public static async Task<IPage> SignInAsync(SaleShop shop, bool script, int width = 1440)
    {
        await using var inside = shop.LookInside();
        var owner = (await OwnerAccount.CreateAsync(inside.Services, "owner@till.example", CancellationToken.None))!;
        var page = await shop.Process.NewPageAsync(width: width, script: script);
        await page.GotoAsync("/admin");
        await page.GetByLabel("E-mail address").FillAsync(owner.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(owner.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Today");
        return page;
    }
}
