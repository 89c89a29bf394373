using Till.Accounts;
using Till.Tests.Accounts;

namespace Till.Tests.Admin;

/// <summary>The back office as a browser finds it.</summary>
internal static class Office
{
    public const string OwnerEmail = "owner@till.example";

    /// <summary>A browser that is signed in as an owner.</summary>
    public static async Task<Browser> SignInAsync(Uri address, IServiceProvider services)
    {
        var owner = await OwnerAccount.CreateAsync(services, OwnerEmail, TestContext.Current.CancellationToken);
        var browser = new Browser(address);
        await AccountsShop.SignInAsync(browser, owner.Email, owner.Password);
        return browser;
    }

    public static Task<Browser> SignInAsync(AccountsShop shop) => SignInAsync(shop.Address, shop.Services);

    /// <summary>The form of a page that leads to this handler.</summary>
    public static string Form(string handler) => $"form[action$='handler={handler}']";

    /// <summary>The rows of its one table, cell by cell, in one line each.</summary>
    public static IReadOnlyList<string> Rows(this Answer page) =>
        [.. page.Page.QuerySelectorAll(".sheet tbody tr").Select(row => string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
