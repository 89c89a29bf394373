using System.Net;
using Till.Api;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;

namespace Till.Tests.Api;

/// <summary>Keys: made and ended in the back office, and what they open.</summary>
public sealed class KeyTests
{
    [Theory, BothEngines]
    public async Task An_owner_makes_a_key_that_is_shown_once_and_ends_it(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/api");

        var made = await MakeAsync(owner, "Label printer", ApiScopes.OrdersRead, ApiScopes.OrdersWrite);
        Assert.Equal(200, made.Status);
        var key = made.Page.QuerySelector("code.lines")!.TextContent;
        Assert.StartsWith("till_", key);
        Assert.True(key.Length > 45);
        var again = await owner.GetAsync("/admin/api");
        Assert.DoesNotContain(key, again.Html);
        Assert.Contains(key[..9] + "…", again.Text);
        Assert.Contains("never", again.Text);
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM api_keys WHERE hash = @key OR prefix = @key", new { key }));

        using var caller = Caller.Without(shop.Address, key);
        (await caller.GetAsync("/api/v1/orders")).Must(HttpStatusCode.OK);
        Assert.DoesNotContain("never", (await owner.GetAsync("/admin/api")).Text);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        var ended = await owner.SubmitFormAsync(again, Office.Form("End"));
        Assert.Contains("The key has ended", ended.Text);
        Assert.Contains("has ended", (await caller.GetAsync("/api/v1/orders")).Must(HttpStatusCode.Unauthorized).GetProperty("detail").GetString());
        Assert.Equal(404, (await owner.SubmitFormAsync(again, Office.Form("End"))).Status);

        var log = await owner.ChangesAsync();
        Assert.EndsWith($"{Office.OwnerEmail} Ended an API key “Label printer”", log[0]);
        Assert.Contains("Made an API key “Label printer”", log[1]);
        Assert.Contains("orders:read, orders:write", log[1]);
        Assert.DoesNotContain(key, string.Join(' ', log));
        Assert.NotNull(page.Page.QuerySelector("a[href='/api/v1/openapi.json']"));
    }

    [Theory, BothEngines]
    public async Task A_key_without_name_or_scope_is_not_made(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);

        var nothing = await MakeAsync(owner, " ");
        Assert.Equal(400, nothing.Status);
        Assert.Contains("A name is needed", nothing.Page.QuerySelector("#KeyName-error")!.TextContent);
        Assert.Contains("Choose what", nothing.Page.QuerySelector("#Scopes-error")!.TextContent);
        Assert.Equal(400, (await MakeAsync(owner, "Foreign", "everything")).Status);
        Assert.Equal(400, (await MakeAsync(owner, new string('x', 61), ApiScopes.OrdersRead)).Status);
        var script = await MakeAsync(owner, "<script>alert(1)</script>", ApiScopes.OrdersRead);
        Assert.DoesNotContain("<script>alert", script.Html);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM api_keys"));
    }

    [Theory, BothEngines]
    public async Task What_is_no_key_opens_nothing_and_what_is_not_allowed_to_a_key_says_what_it_takes(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var none = Caller.Without(shop.Address);
        using var wrong = Caller.Without(shop.Address, "till_nothing");
        using var reader = await Caller.OpenAsync(shop.Address, shop.Services, ApiScopes.ProductsRead);

        var missing = await none.GetAsync("/api/v1/products");
        Assert.Contains("Authorization: Bearer", missing.Must(HttpStatusCode.Unauthorized).GetProperty("detail").GetString());
        Assert.Equal("Bearer", missing.Headers["WWW-Authenticate"]);
        (await wrong.GetAsync("/api/v1/products")).Must(HttpStatusCode.Unauthorized);
        (await wrong.PostAsync("/api/v1/products", new { })).Must(HttpStatusCode.Unauthorized);
        (await reader.GetAsync("/api/v1/products")).Must(HttpStatusCode.OK);
        Assert.Contains("products:write", (await reader.PostAsync("/api/v1/products", new { })).Must(HttpStatusCode.Forbidden).GetProperty("detail").GetString());
        Assert.Contains("customers:read", (await reader.GetAsync("/api/v1/customers")).Must(HttpStatusCode.Forbidden).GetProperty("detail").GetString());
        // An owner's cookie is no key.
        Assert.Equal(401, (await owner.GetAsync("/api/v1/products")).Status);
        Assert.False((await reader.SendAsync(HttpMethod.Get, "/api/v1/products", null, ("Origin", "https://elsewhere.example"))).Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Theory, BothEngines]
    public async Task What_the_api_does_not_have_is_answered_as_a_problem(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);

        (await caller.GetAsync("/api/v1/nothing")).Must(HttpStatusCode.NotFound);
        (await caller.GetAsync("/api/v1/products/17")).Must(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/api/v1/products/{Guid.Empty}")).Must(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/api/v1/orders/{Guid.Empty}")).Must(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/api/v1/customers/{Guid.Empty}")).Must(HttpStatusCode.NotFound);
        (await caller.SendAsync(HttpMethod.Delete, "/api/v1/products", null)).Must(HttpStatusCode.MethodNotAllowed);
    }

    [Theory, BothEngines]
    public async Task Who_asks_too_fast_is_told_how_long_to_wait_and_others_are_not_held_up(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var fast = await Caller.OpenAsync(shop.Address, shop.Services);
        using var other = await Caller.OpenAsync(shop.Address, shop.Services);

        var replies = new List<Reply>();
        // In groups, so that a slow machine does not give back as fast as it is asked.
        while (replies.TrueForAll(one => one.Status == HttpStatusCode.OK) && replies.Count < 4000)
        {
            replies.AddRange(await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => fast.GetAsync("/api/v1/products"))));
        }

        var refused = replies.First(one => one.Status != HttpStatusCode.OK);
        refused.Must(HttpStatusCode.TooManyRequests);
        Assert.True(int.Parse(refused.Headers["Retry-After"]) >= 1);
        Assert.True(replies.Count(one => one.Status == HttpStatusCode.OK) >= ApiServices.AtOnce);
        (await other.GetAsync("/api/v1/products")).Must(HttpStatusCode.OK);
    }

    /// <summary>As a browser sends ticked boxes.</summary>
    private static async Task<Answer> MakeAsync(Browser owner, string name, params string[] scopes)
    {
        var page = await owner.GetAsync("/admin/api");
        var token = page.Page.QuerySelector($"{Office.Form("Make")} input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return await owner.PostAsync(
            "/admin/api?handler=Make",
            [new("__RequestVerificationToken", token), new("KeyName", name), .. scopes.Select(scope => KeyValuePair.Create("Scopes", scope))]);
    }
}
