namespace Till.Catalogue;

/// <summary>What the shop shows of what it sells.</summary>
internal static class CatalogueServices
{
    public static void AddCatalogue(this IServiceCollection services)
    {
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<ShelfConstraint>("shelf"));
        services.AddSingleton<CatalogueCache>();
    }

    public static void MapCatalogue(this WebApplication app)
    {
        app.MapMedia();
        app.MapSitemap();
    }
}
