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

    /// <summary>A browser that is signed in as somebody of this role.</summary>
    public static async Task<Browser> SignInAsync(AccountsShop shop, string role)
    {
        if (role == Roles.Owner)
        {
            return await SignInAsync(shop);
        }

        var browser = await shop.SignUpAsync($"{role}@till.example", "correct horse battery");
        await shop.ExecuteAsync("UPDATE accounts SET role = @role WHERE email_key = @key", new { role, key = $"{role}@till.example" });
        return browser;
    }

    /// <summary>The audit log's lines, newest first, but for who was let in how.</summary>
    public static async Task<IReadOnlyList<string>> ChangesAsync(this Browser owner) =>
        [.. (await owner.GetAsync("/admin/changes")).Rows().Where(row => !row.Contains(" Signed in ") && !row.Contains(" Made an owner"))];

    public static Task<Browser> SignInAsync(AccountsShop shop) => SignInAsync(shop.Address, shop.Services);

    /// <summary>The form of a page that leads to this handler.</summary>
    public static string Form(string handler) => $"form[action$='handler={handler}']";

    /// <summary>The rows of its one table, cell by cell, in one line each.</summary>
    public static IReadOnlyList<string> Rows(this Answer page) =>
        [.. page.Page.QuerySelectorAll(".sheet tbody tr").Select(row => string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
