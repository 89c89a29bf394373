using Till.Checkout;
using Till.Tests.Catalogue;
using Till.Tests.Harness;

namespace Till.Tests.Checkout;

/// <summary>What the browser is told about the page with the card fields, and only there.</summary>
public sealed class PolicyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void With_Stripe_itself_its_hosts_are_let_in_and_nobody_else()
    {
        var stripe = new StripeSettings("sk_test_x", "pk_test_x", [], StripeSettings.StripeApi, "https://js.stripe.com/endive/stripe.js");

        Assert.Equal(
            "default-src 'none'; script-src 'self' 'nonce-abc' https://js.stripe.com https://*.js.stripe.com; style-src 'self'; "
            + "img-src 'self' data: https://*.stripe.com https://*.link.com; media-src 'self'; "
            + "connect-src 'self' https://api.stripe.com https://link.com https://*.link.com; "
            + "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com https://link.com https://*.link.com; "
            + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            PaymentPolicy.ContentSecurity(stripe, "abc"));
    }

    [Fact]
    public void With_a_local_Stripe_only_its_own_address_is_let_in()
    {
        var stripe = new StripeSettings("sk_test_x", "pk_test_x", [], "http://localhost:4001", "http://localhost:4001/stripe.js");

        Assert.Equal(
            "default-src 'none'; script-src 'self' 'nonce-abc' http://localhost:4001; style-src 'self'; "
            + "img-src 'self' data: http://localhost:4001; media-src 'self'; connect-src 'self' http://localhost:4001; "
            + "frame-src http://localhost:4001; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            PaymentPolicy.ContentSecurity(stripe, "abc"));
    }

    [Fact]
    public async Task Only_the_checkout_has_it_with_a_nonce_that_is_never_used_twice()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        var book = await shop.AddAsync(new("book", "small-repairs") { Stock = 5 });
        using var visitor = new Visitor(shop.Address);
        await visitor.BuyNowAsync(book.Variants[0]);

        using var first = await visitor.SendAsync(HttpMethod.Get, visitor.Checkout);
        using var second = await visitor.SendAsync(HttpMethod.Get, visitor.Checkout);
        using var elsewhere = await visitor.SendAsync(HttpMethod.Get, "/books/small-repairs");

        var policy = Header(first, "Content-Security-Policy");
        var page = await Page.ReadAsync(first);
        var script = page.Html.QuerySelector("script[nonce]")!;
        Assert.Contains($"'nonce-{script.GetAttribute("nonce")}'", policy);
        Assert.Equal("https://js.stripe.com/endive/stripe.js", script.GetAttribute("src"));
        Assert.NotEqual(policy, Header(second, "Content-Security-Policy"));
        Assert.Equal("same-origin-allow-popups", Header(first, "Cross-Origin-Opener-Policy"));
        Assert.Contains("payment=(self \"https://js.stripe.com\")", Header(first, "Permissions-Policy"));
        Assert.Contains("no-store", Header(first, "Cache-Control"));
        Assert.Equal("same-origin", Header(elsewhere, "Cross-Origin-Opener-Policy"));
        Assert.Contains("payment=()", Header(elsewhere, "Permissions-Policy"));
        Assert.DoesNotContain("js.stripe.com", Header(elsewhere, "Content-Security-Policy"));
        Assert.DoesNotContain("nonce", Header(elsewhere, "Content-Security-Policy"));
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
