using Till.Samples.Art;
using Till.Samples.Audio;

namespace Till.Samples;

/// <summary>
/// The sample shop: everything in it is made up, and made the same way every time. Data is at hand at once; pictures take
/// a fraction of a millisecond each; pressing all the albums takes a few seconds.
/// </summary>
internal static class SampleShop
{
    public static IReadOnlyList<SampleAlbum> Albums => SampleAlbums.All;

    public static IReadOnlyList<SampleBook> Books => SampleBooks.All;

    public static IReadOnlyList<SampleMembership> Memberships => SampleClub.All;

    /// <summary>What members pay, by slug, in cents.</summary>
    public static IReadOnlyDictionary<string, int> MemberPrices => SampleClub.Prices;

    public static IReadOnlyList<SampleCategory> Categories => SampleGoods.Categories;

    public static IReadOnlyList<SampleGood> Goods => SampleGoods.All;

    /// <summary>The sizes that goods to wear come in; the one offered first is M.</summary>
    public static IReadOnlyList<string> Sizes => SampleGoods.Sizes;

    /// <summary>Square, 1200 by 1200.</summary>
    public static Artwork Cover(SampleAlbum album) => Covers.Draw(album);

    /// <summary>Upright, 1200 by 1800.</summary>
    public static Artwork Jacket(SampleBook book) => Jackets.Draw(book);

    /// <summary>Square, 1200 by 1200.</summary>
    public static Artwork Picture(SampleGood good) => StillLifes.Draw(good);

    /// <summary>Square, 1200 by 1200.</summary>
    public static Artwork Card(SampleMembership membership) => MemberCards.Draw(membership);

    /// <summary>Plays and packs one album: files, previews, zip. Some tens of megabytes live in memory until the result is let go.</summary>
    public static PressedAlbum Press(SampleAlbum album, CancellationToken cancel = default) => Records.Press(album, cancel);
}
