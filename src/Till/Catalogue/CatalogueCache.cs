using Microsoft.AspNetCore.OutputCaching;
using Till.Layout;

namespace Till.Catalogue;

/// <summary>Forgets kept pages when what they show has changed. Called after the change is committed.</summary>
internal sealed class CatalogueCache(IOutputCacheStore store)
{
    /// <summary>Every page of the catalogue: a product came, went, or changed its name, picture or price, or what is said of how many there are.</summary>
    public ValueTask InvalidateAsync(CancellationToken cancel) => store.EvictByTagAsync(PageCache.CatalogueTag, cancel);

    /// <summary>Pages that show this product, lists included.</summary>
    public ValueTask InvalidateAsync(Guid productId, CancellationToken cancel) => store.EvictByTagAsync(TagOf(productId), cancel);

    internal static string TagOf(Guid productId) => "product:" + productId.ToString("N");
}
