using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;

namespace Till.Sandbox.Script;

/// <summary>
/// The sandbox's own Stripe.js for shops' pages, at the addresses that Stripe's has, and the frames that it opens: any page may load the
/// one and hold the others.
/// </summary>
internal sealed class ScriptEndpoints(Store store, PageHost host)
{
    /// <summary>
    /// Nothing from elsewhere but fonts that a shop names. The frames' looks are set through the object model, which needs no exception.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self' http: https: data:; connect-src 'self'; "
        + "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors http: https:";

    private readonly Lock _once = new();
    private ServedFile? _loader;

    public void MapTo(WebApplication application)
    {
        foreach (var address in (ReadOnlySpan<string>)["/v3", "/{train:alpha}/stripe.js"])
        {
            application.MapMethods(address, ["GET", "HEAD"], host.Guarded(SendLoader));
        }
        foreach (var (name, page) in ScriptFiles.Pages)
        {
            application.MapGet($"/endive/{name}.html", host.Guarded(http => SendFrame(http, page)));
        }
        foreach (var (name, asset) in ScriptFiles.Assets)
        {
            application.MapGet($"{ScriptFiles.Folder}/{name}", http => SendAsset(http, asset));
        }
    }

    private Task SendLoader(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers["Timing-Allow-Origin"] = "*";
        // Asked for again each time, and then mostly answered with 304: a newer sandbox is a newer script.
        headers.CacheControl = "no-cache";
        lock (_once)
        {
            _loader ??= ScriptFiles.Loader(store.BaseAddress);
        }
        return Send(http, _loader);
    }

    private static Task SendFrame(HttpContext http, ServedFile page)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-cache";
        return Send(http, page);
    }

    private static Task SendAsset(HttpContext http, ServedFile asset)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Send(http, asset);
    }

    private static Task Send(HttpContext http, ServedFile file)
    {
        var response = http.Response;
        response.Headers.ETag = file.Tag;
        response.Headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal))
        {
            response.StatusCode = 304;
            return Task.CompletedTask;
        }
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        var (content, encoding) = accepted.Contains("br", StringComparison.Ordinal) ? (file.Brotli, "br")
            : accepted.Contains("gzip", StringComparison.Ordinal) ? (file.Gzip, "gzip")
            : (file.Plain, null);
        response.ContentType = file.Type;
        response.ContentLength = content.Length;
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(content, http.RequestAborted).AsTask();
    }
}
