namespace Till.Layout;

/// <summary>What the frame of a page needs to know of the shop and of the request.</summary>
internal sealed class Site(ShopSettings settings, IHttpContextAccessor accessor)
{
    public string Name => settings.Name;

    public ShopLogo? Logo => settings.Logo;

    /// <summary>An address that works from anywhere: <paramref name="path"/> begins with a slash.</summary>
    public string Absolute(string path)
    {
        var request = accessor.HttpContext!.Request;
        return (settings.PublicUrl ?? $"{request.Scheme}://{request.Host}") + path;
    }

    /// <summary>For a link in the menu: "page" where the visitor stands, "true" on what lies below it, else nothing.</summary>
    public string? Current(string path)
    {
        var here = accessor.HttpContext!.Request.Path;
        return here == path ? "page" : here.StartsWithSegments(path) ? "true" : null;
    }
}
