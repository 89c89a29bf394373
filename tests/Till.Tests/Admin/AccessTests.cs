using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Admin;

/// <summary>The back office is its owners', page by page.</summary>
public sealed class AccessTests
{
    [Theory, BothEngines]
    public async Task Every_page_asks_strangers_to_sign_in_turns_buyers_away_and_opens_to_owners(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var stranger = shop.NewBrowser();
        using var buyer = await shop.SignUpAsync("ada@till.example", "correct horse battery");
        using var owner = await Office.SignInAsync(shop);
        var pages = PagesOf(shop);
        Assert.Contains("/admin/orders/00000000-0000-0000-0000-000000000000", pages);

        foreach (var page in pages)
        {
            Assert.StartsWith("/account/sign-in", (await stranger.GetAsync(page)).Path);
            Assert.Equal(StatusCodes.Status403Forbidden, (await buyer.GetAsync(page)).Status);
            // An order that is not there is the one page that an owner does not find.
            Assert.Equal(page.Contains("0000") ? StatusCodes.Status404NotFound : StatusCodes.Status200OK, (await owner.GetAsync(page)).Status);
        }
    }

    [Theory, BothEngines]
    public async Task Nothing_is_posted_by_strangers_or_buyers_or_without_the_forms_token(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var stranger = shop.NewBrowser();
        using var buyer = await shop.SignUpAsync("ada@till.example", "correct horse battery");
        using var owner = await Office.SignInAsync(shop);
        await shop.ExecuteAsync(
            """
            INSERT INTO attention (id, kind, subject, happened, done, left_to_do, created_at)
            VALUES (@id, 'dead_event', 'evt_1', 'It happened.', 'It was done.', 'Nothing.', @now)
            """,
            new { id = Guid.Empty, now = shop.Clock.GetUtcNow() });
        var post = new Dictionary<string, string> { ["id"] = Guid.Empty.ToString() };

        Assert.StartsWith("/account/sign-in", (await stranger.PostAsync("/admin/attention", post)).Path);
        Assert.Equal(StatusCodes.Status403Forbidden, (await buyer.PostAsync("/admin/attention", post)).Status);
        Assert.Equal(StatusCodes.Status400BadRequest, (await owner.PostAsync("/admin/attention", post)).Status);

        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM attention WHERE resolved_at IS NULL"));
    }

    [Theory, BothEngines]
    public async Task An_owner_who_becomes_a_buyer_is_out_with_the_next_request(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);

        await shop.ExecuteAsync("UPDATE accounts SET role = 'buyer' WHERE email_key = @key", new { key = Office.OwnerEmail });

        Assert.Equal(StatusCodes.Status403Forbidden, (await owner.GetAsync("/admin")).Status);
    }

    /// <summary>As the shop itself knows them, so that a page that is added is held to it too.</summary>
    private static List<string> PagesOf(AccountsShop shop) =>
    [
        .. shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => path == "/admin" || path.StartsWith("/admin/", StringComparison.Ordinal))
            .Select(path => path.Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal))
            .Distinct(),
    ];
}
