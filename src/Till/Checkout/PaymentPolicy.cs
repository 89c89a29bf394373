namespace Till.Checkout;

/// <summary>
/// What the browser may do on the page with the card fields: what it may on every page of the shop, and load Stripe's script, which
/// shows its fields in frames and talks to its own servers. Sources: https://docs.stripe.com/security/guide#content-security-policy.
/// </summary>
internal static class PaymentPolicy
{
    /// <param name="nonce">Fresh for every answer: the page is never kept.</param>
    public static void Apply(HttpContext context, StripeSettings stripe, string nonce)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurity(stripe, nonce);
        headers["Permissions-Policy"] = $"camera=(), geolocation=(), microphone=(), payment=(self \"{Origin(stripe.ScriptUrl)}\"), usb=()";
        // A bank or a wallet may open a window of its own, which must find its way back.
        headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups";
    }

    public static string ContentSecurity(StripeSettings stripe, string nonce)
    {
        var (scripts, frames, calls, pictures) = IsStripe(stripe)
            ? ("https://js.stripe.com https://*.js.stripe.com",
                "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com https://link.com https://*.link.com",
                "https://api.stripe.com https://link.com https://*.link.com",
                "https://*.stripe.com https://*.link.com")
            : Everything(string.Join(' ', new[] { Origin(stripe.ScriptUrl), Origin(stripe.ApiBase) }.Distinct()));
        return $"default-src 'none'; script-src 'self' 'nonce-{nonce}' {scripts}; style-src 'self'; img-src 'self' data: {pictures}; "
            + $"media-src 'self'; connect-src 'self' {calls}; frame-src {frames}; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'";
    }

    private static bool IsStripe(StripeSettings stripe) => Origin(stripe.ScriptUrl) == "https://js.stripe.com";

    /// <summary>The local Stripe has one address for all of it.</summary>
    private static (string Scripts, string Frames, string Calls, string Pictures) Everything(string origins) => (origins, origins, origins, origins);

    private static string Origin(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);
}
