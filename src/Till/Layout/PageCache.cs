using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;
using Till.Accounts;

namespace Till.Layout;

/// <summary>
/// Keeps pages that are the same for every visitor. They carry nothing personal, so it does not matter who asks; an answer
/// that sets a cookie, or is not a plain 200, is never kept.
/// </summary>
/// <param name="longest">What another process of the shop has changed shows within this time.</param>
/// <param name="guestsOnly">Whoever is signed in sees a page of their own, which is not kept.</param>
internal sealed class PageCache(TimeSpan longest, bool guestsOnly = false) : IOutputCachePolicy
{
    /// <summary>The policy's name, for <c>[OutputCache(PolicyName = PageCache.Name)]</c>.</summary>
    public const string Name = "page";

    /// <summary>The policy of pages that are the same for all who are not signed in.</summary>
    public const string Guests = "page-of-guests";

    /// <summary>All pages that show the catalogue.</summary>
    public const string CatalogueTag = "catalogue";

    private static readonly string[] KnownQueries = ["page", "category", "sort", "size", "from", "to", "stock"];

    public static void Configure(OutputCacheOptions options, ShopSettings settings)
    {
        options.SizeLimit = 64 * 1024 * 1024;
        options.MaximumBodySize = 1024 * 1024;
        options.AddPolicy(Name, new PageCache(settings.PageCache));
        options.AddPolicy(Guests, new PageCache(settings.PageCache, guestsOnly: true));
    }

    public static void Configure(ResponseCompressionOptions options)
    {
        options.EnableForHttps = true; // safe where no page holds a secret, and these are the same for everybody
        options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/atom+xml"];
    }

    /// <summary>Whether the answer is one that may be kept, and is packed before it is.</summary>
    public static bool IsKept(HttpContext context) => context.Features.Get<IOutputCacheFeature>() is not null;

    /// <summary>Ends the page's time in the cache at <paramref name="at"/>, when something on it changes by itself: a price that begins.</summary>
    public static void Until(HttpContext context, DateTimeOffset? at, DateTimeOffset now)
    {
        if (context.Features.Get<IOutputCacheFeature>()?.Context is { } cache && at - now < cache.ResponseExpirationTimeSpan)
        {
            cache.ResponseExpirationTimeSpan = at - now;
        }
    }

    /// <summary>Keeps this page not at all, because whoever likes can ask for as many of its kind as they please.</summary>
    public static void Skip(HttpContext context)
    {
        if (context.Features.Get<IOutputCacheFeature>()?.Context is { } cache)
        {
            cache.AllowCacheStorage = false;
        }
    }

    /// <summary>Puts a tag of its own on the page, such as its product's id.</summary>
    public static void Tag(HttpContext context, string tag) => context.Features.Get<IOutputCacheFeature>()?.Context.Tags.Add(tag);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.EnableOutputCaching = true;
        var request = context.HttpContext.Request;
        context.AllowCacheLookup = context.AllowCacheStorage = longest > TimeSpan.Zero && HttpMethods.IsGet(request.Method)
            && !(guestsOnly && request.Cookies.ContainsKey(Sessions.Scheme));
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = longest;
        context.CacheVaryByRules.QueryKeys = KnownQueries;
        context.CacheVaryByRules.VaryByValues["packed"] = Packing(request);
        context.Tags.Add(CatalogueTag);
        context.HttpContext.Response.Headers.CacheControl = "no-cache";
        return ValueTask.CompletedTask;
    }

    /// <summary>As the page is packed for this browser: one of three, however it writes what it takes.</summary>
    private static string Packing(HttpRequest request)
    {
        var accepted = request.Headers.AcceptEncoding.ToString();
        return accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? "br" : accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? "gzip" : "";
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || response.Headers.ContainsKey(HeaderNames.SetCookie)
            || context.ResponseExpirationTimeSpan <= TimeSpan.Zero)
        {
            context.AllowCacheStorage = false;
        }

        return ValueTask.CompletedTask;
    }
}
