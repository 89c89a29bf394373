using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Admin;

/// <summary>Who may what in the back office, page by page and form by form.</summary>
public sealed class AccessTests
{
    /// <summary>Whom a page or form of it lets in, beside the owners. What is not named here is the owners' alone.</summary>
    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["GET /admin"] = [Roles.Staff, Roles.Bookkeeper],
        ["GET /admin/orders"] = [Roles.Staff, Roles.Bookkeeper],
        ["GET /admin/orders/{id:guid}"] = [Roles.Staff, Roles.Bookkeeper],
        ["POST /admin/orders/{id:guid}?handler=Prepare"] = [Roles.Staff],
        ["POST /admin/orders/{id:guid}?handler=Ship"] = [Roles.Staff],
        ["POST /admin/orders/{id:guid}?handler=Complete"] = [Roles.Staff],
        ["POST /admin/orders/{id:guid}?handler=Note"] = [Roles.Staff],
        ["POST /admin/orders/{id:guid}?handler=Receipt"] = [Roles.Staff],
        ["POST /admin/orders/{id:guid}?handler=Mail"] = [Roles.Staff],
        ["GET /admin/orders/{id:guid}/packing-slip"] = [Roles.Staff, Roles.Bookkeeper],
        ["GET /admin/orders/{id:guid}/address"] = [Roles.Staff],
        ["POST /admin/orders/{id:guid}/address"] = [Roles.Staff],
        ["POST /admin/orders/{id:guid}/address?handler=Country"] = [Roles.Staff],
        ["POST /admin/orders/{id:guid}?handler=Withdraw"] = [Roles.Staff],
        ["GET /admin/orders/new"] = [Roles.Staff],
        ["POST /admin/orders/new"] = [Roles.Staff],
        ["POST /admin/orders/new?handler=Find"] = [Roles.Staff],
        ["POST /admin/orders/new?handler=Add"] = [Roles.Staff],
        ["POST /admin/orders/new?handler=Reckon"] = [Roles.Staff],
        ["GET /admin/disputes"] = [Roles.Bookkeeper],
        ["GET /admin/disputes/{id:guid}"] = [Roles.Bookkeeper],
        ["GET /admin/attention"] = [Roles.Bookkeeper],
        ["GET /admin/reports"] = [Roles.Bookkeeper],
        ["GET /admin/reports/payouts"] = [Roles.Bookkeeper],
        ["GET /admin/reports/payouts/{id:guid}"] = [Roles.Bookkeeper],
        ["GET /admin/customers"] = [Roles.Staff, Roles.Bookkeeper],
        ["GET /admin/customers/{id:guid}"] = [Roles.Staff, Roles.Bookkeeper],
    };

    [Theory, BothEngines]
    public async Task Every_page_and_every_form_lets_in_whom_it_should_and_nobody_else(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var routes = await RoutesOfAsync(shop);
        Assert.Contains("POST /admin/orders/{id:guid}?handler=Refund", routes);
        Assert.Contains("POST /admin/orders/{id:guid}?handler=Lines", routes);
        Assert.Contains("POST /admin/orders/{id:guid}?handler=Cancel", routes);
        Assert.Empty(Others.Keys.Except(routes));
        using var stranger = shop.NewBrowser();
        using var buyer = await shop.SignUpAsync("ada@till.example", "correct horse battery");
        var browsers = new Dictionary<string, Browser>
        {
            ["stranger"] = stranger,
            [Roles.Buyer] = buyer,
            [Roles.Staff] = await Office.SignInAsync(shop, Roles.Staff),
            [Roles.Bookkeeper] = await Office.SignInAsync(shop, Roles.Bookkeeper),
            [Roles.Owner] = await Office.SignInAsync(shop),
        };
        var wrong = new List<string>();
        foreach (var (role, browser) in browsers)
        {
            var token = System.Text.Json.JsonDocument.Parse((await browser.GetAsync("/visitor")).Html).RootElement.GetProperty("token").GetString()!;
            foreach (var route in routes)
            {
                var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal));
                var answer = method == "GET"
                    ? await browser.GetAsync(path)
                    : await browser.PostAsync(path, new Dictionary<string, string> { ["__RequestVerificationToken"] = token });
                var verdict = answer.Path.StartsWith("/account/sign-in", StringComparison.Ordinal) ? "sign in"
                    : answer.Status == StatusCodes.Status403Forbidden ? "no"
                    : answer.Status < 500 ? "yes"
                    : $"{answer.Status}";
                var expected = role == "stranger" ? "sign in"
                    : role == Roles.Owner || (Others.TryGetValue(route, out var others) && others.Contains(role)) ? "yes"
                    : "no";
                if (verdict != expected)
                {
                    wrong.Add($"{role}, {route}: {verdict} in place of {expected}");
                }
            }
        }

        foreach (var browser in browsers.Values)
        {
            browser.Dispose();
        }

        Assert.Empty(wrong);
    }

    [Theory, BothEngines]
    public async Task The_rail_shows_only_where_one_may_go(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        foreach (var role in (string[])[Roles.Staff, Roles.Bookkeeper, Roles.Owner])
        {
            using var browser = await Office.SignInAsync(shop, role);
            var links = (await browser.GetAsync("/admin")).Page.QuerySelectorAll(".rail nav a, main a[href^='/admin']").Select(link => link.GetAttribute("href")!).ToList();
            if (role == Roles.Owner)
            {
                links.AddRange((await browser.GetAsync("/admin/settings")).Page.QuerySelectorAll(".tabs a").Select(link => link.GetAttribute("href")!));
                Assert.Contains("/admin/api", links);
            }

            Assert.True(links.Count > 1);
            foreach (var link in links)
            {
                Assert.Equal(StatusCodes.Status200OK, (await browser.GetAsync(link)).Status);
            }
        }
    }

    [Theory, BothEngines]
    public async Task Staff_see_no_takings_and_bookkeepers_see_nothing_to_press(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Orders.Bought { At = shop.Clock.GetUtcNow() }.KeepAsync(Orders.OrderPageTests.Store(shop));
        using var staff = await Office.SignInAsync(shop, Roles.Staff);
        using var bookkeeper = await Office.SignInAsync(shop, Roles.Bookkeeper);

        var today = await staff.GetAsync("/admin");
        Assert.DoesNotContain("$", today.Text);
        Assert.Null(today.Page.QuerySelector(".chart"));
        Assert.Contains("$", (await bookkeeper.GetAsync("/admin")).Text);

        var sheet = await staff.GetAsync($"/admin/orders/{order.Id}");
        Assert.NotNull(sheet.Page.QuerySelector(Office.Form("Ship")));
        Assert.Null(sheet.Page.QuerySelector(Office.Form("Refund")));
        Assert.Empty((await bookkeeper.GetAsync($"/admin/orders/{order.Id}")).Page.QuerySelectorAll("main form"));
    }

    [Theory, BothEngines]
    public async Task Nothing_is_posted_without_the_forms_token(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);

        foreach (var route in (await RoutesOfAsync(shop)).Where(route => route.StartsWith("POST", StringComparison.Ordinal)))
        {
            var path = route.Split(' ')[1].Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal);
            Assert.Equal(StatusCodes.Status400BadRequest, (await owner.PostAsync(path, [])).Status);
        }
    }

    [Theory, BothEngines]
    public async Task An_owner_who_becomes_a_buyer_is_out_with_the_next_request(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);

        await shop.ExecuteAsync("UPDATE accounts SET role = 'buyer' WHERE email_key = @key", new { key = Office.OwnerEmail });

        Assert.Equal(StatusCodes.Status403Forbidden, (await owner.GetAsync("/admin")).Status);
    }

    /// <summary>As the shop itself knows them, so that a page or a form that is added is held to it too.</summary>
    private static async Task<List<string>> RoutesOfAsync(AccountsShop shop)
    {
        var loader = shop.Services.GetRequiredService<PageLoader>();
        var routes = new List<string>();
        foreach (var page in shop.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<PageActionDescriptor>())
        {
            var path = "/" + page.AttributeRouteInfo!.Template;
            if (path != "/admin" && !path.StartsWith("/admin/", StringComparison.Ordinal))
            {
                continue;
            }

            routes.Add($"GET {path}");
            routes.AddRange((await loader.LoadAsync(page, EndpointMetadataCollection.Empty)).HandlerMethods
                .Where(handler => HttpMethods.IsPost(handler.HttpMethod))
                .Select(handler => $"POST {path}{(handler.Name is null ? "" : $"?handler={handler.Name}")}"));
        }

        return routes;
    }
}
