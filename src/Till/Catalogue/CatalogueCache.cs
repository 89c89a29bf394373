using Microsoft.AspNetCore.OutputCaching;
using Till.Layout;

namespace Till.Catalogue;

/// <summary>Forgets kept pages when what they show has changed. Called after the change is committed.</summary>
internal sealed class CatalogueCache(IOutputCacheStore store)
{
    /// <summary>On pages that leave out what is sold out: a product that comes back is not on them yet.</summary>
    internal const string StockTag = "stock";

    /// <summary>Every page of the catalogue: a product came, went, or changed its name, picture or price.</summary>
    public ValueTask InvalidateAsync(CancellationToken cancel) => store.EvictByTagAsync(PageCache.CatalogueTag, cancel);

    /// <summary>Pages that show this product, lists included.</summary>
    public ValueTask InvalidateAsync(Guid productId, CancellationToken cancel) => store.EvictByTagAsync(TagOf(productId), cancel);

    /// <summary>
    /// Pages that say how many of these products there are. To be called when what they say has changed and only then, that is,
    /// when <see cref="StockState.Of"/> of a variant's stock before differs from that after: most sales change nothing that is shown.
    /// </summary>
    public async ValueTask StockChangedAsync(IEnumerable<Guid> productIds, CancellationToken cancel)
    {
        foreach (var id in productIds)
        {
            await InvalidateAsync(id, cancel);
        }

        await store.EvictByTagAsync(StockTag, cancel);
    }

    internal static string TagOf(Guid productId) => "product:" + productId.ToString("N");
}
