using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Till.Layout;

/// <summary>What all pages share: the frame around them, headers, errors, the cache, and the files beside them.</summary>
internal static class LayoutServices
{
    public static void AddLayout(this IServiceCollection services)
    {
        // A page lies in its capability's folder, beside its model.
        services.AddRazorPages(options =>
        {
            options.RootDirectory = "/";
            options.Conventions.AddFolderApplicationModelConvention("/", AllowedMethods.Apply);
        });
        services.Configure<RouteOptions>(options => options.LowercaseUrls = true);
        services.AddAntiforgery(FormCookie);
        services.AddExceptionHandler(options => options.StatusCodeSelector = ErrorModel.StatusOf);
        services.AddOutputCache();
        services.AddResponseCompression(PageCache.Configure);
        services.AddOptions<OutputCacheOptions>().Configure<ShopSettings>(PageCache.Configure);
        services.Configure<KestrelServerOptions>(options => options.AddServerHeader = false);
        services.AddSingleton<Assets>();
        services.AddScoped<Site>();
        services.AddHttpContextAccessor();
    }

    /// <summary>Comes first of all, so that whatever goes wrong later has its page.</summary>
    public static void UseLayout(this WebApplication app)
    {
        app.UseForwardedHeaders(BelievedProxies(app.Services.GetRequiredService<ShopSettings>()));
        app.UseExceptionHandler(ErrorModel.Path);
        app.UseStatusCodePagesWithReExecute(ErrorModel.Path);
        app.UseMiddleware<SecurityHeaders>();
        app.UseOutputCache();
        app.UseWhen(PageCache.IsKept, kept => kept.UseResponseCompression());
        app.MapAssets();
        app.MapVisitor();
    }

    /// <summary>
    /// Who a visitor is, is what limits on tries go by. Behind a proxy all visitors would be one; and without a list of proxies, anybody
    /// could be whoever they say.
    /// </summary>
    private static ForwardedHeadersOptions BelievedProxies(ShopSettings settings)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        foreach (var proxy in settings.Proxies)
        {
            options.KnownProxies.Add(proxy);
        }

        return options;
    }

    private static void FormCookie(AntiforgeryOptions options)
    {
        options.Cookie.Name = "till.form";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.SuppressXFrameOptionsHeader = true; // frame-ancestors says it for every page
    }
}
