using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Till.Catalogue;

/// <summary>What the shop shows of what it sells.</summary>
internal static class CatalogueServices
{
    public static void AddCatalogue(this IServiceCollection services)
    {
        services.Configure<RazorPagesOptions>(options =>
        {
            // One page stands for three shelves; memberships are compared and not listed. Literal addresses, so that it is no candidate for anybody else's.
            foreach (var shelf in Shelf.All.Where(shelf => shelf != Shelf.Albums))
            {
                if (shelf != Shelf.Membership)
                {
                    options.Conventions.AddPageRoute("/Catalogue/Listing", shelf.Path);
                }

                options.Conventions.AddPageRoute("/Catalogue/ProductPage", shelf.Path + "/{slug}");
            }
        });
        services.AddSingleton<CatalogueCache>();
        services.AddSingleton<Listings>();
        services.AddHostedService<StockWatch>();
    }

    public static void MapCatalogue(this WebApplication app)
    {
        app.MapMedia();
        app.MapSitemap();
        app.MapFeed();
    }
}
