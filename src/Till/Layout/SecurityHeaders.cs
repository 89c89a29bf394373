namespace Till.Layout;

/// <summary>
/// Tells the browser what a page of ours may do: run and show what the shop itself serves, and nothing else. There is no
/// nonce, since pages are cached and a nonce that is used twice protects nothing; scripts are files of our own.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, ShopSettings settings, ShopOptions options)
{
    private readonly string policy = Policy(settings.Stripe);

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin"; // links of orders carry their key
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (context.Request.IsHttps && options.IsProduction)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        return next(context);
    }

    /// <summary>A form's answer leads to the hosted payment page or the customer portal, and browsers hold the form to those addresses too.</summary>
    private static string Policy(StripeSettings stripe)
    {
        var checkout = stripe.ApiBase == StripeSettings.StripeApi
            ? "https://checkout.stripe.com https://billing.stripe.com"
            : new Uri(stripe.ApiBase).GetLeftPart(UriPartial.Authority);
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; "
            + $"manifest-src 'self'; form-action 'self' {checkout}; base-uri 'none'; frame-ancestors 'none'";
    }
}
