using System.Globalization;
using Dapper;
using Till.Bags;
using Till.Core;
using Till.Core.Pricing;
using Till.Samples.Art;
using Till.Samples.Audio;
using Till.Storage;

namespace Till.Samples;

/// <summary>What a filling did.</summary>
/// <param name="Added">Products that are new.</param>
/// <param name="Present">Products of the sample shop that were there already, whatever the owner has made of them.</param>
/// <param name="Kept">Slugs at which the owner has a product of their own; it was left alone and the sample left out.</param>
internal sealed record SeedReport(int Added, int Present, IReadOnlyList<string> Kept)
{
    public override string ToString()
    {
        var done = Added == 0 ? "The sample shop is there already; nothing was changed." : $"Added {Added} sample product{(Added == 1 ? "" : "s")}.";
        return Kept.Count == 0 ? done : $"{done} Left out, because the shop has its own: {string.Join(", ", Kept)}.";
    }
}

/// <summary>
/// Fills the catalogue with the sample shop. A product is written whole in one transaction or not at all, and found again by its
/// slug: so a run that was cut short is finished by the next, a second run changes nothing, and what the owner added,
/// edited or unpublished stays as it is.
/// </summary>
internal sealed class Seed(Database database, Media media, TimeProvider time, Chance chance)
{
    private const string Setting = "sample_shop";
    private const string Svg = "image/svg+xml";
    private const int GoodsPerBatch = 43;

    /// <summary>Makes an album's files. Whoever fills many shops presses once and hands the same records to each.</summary>
    public Func<SampleAlbum, CancellationToken, PressedAlbum> Press { get; init; } = SampleShop.Press;

    /// <summary>
    /// True for a shop that has no product yet, and for one whose first filling was cut short. A shop that was filled once, or that
    /// its owner filled, is never filled unasked.
    /// </summary>
    public Task<bool> IsWantedAsync(CancellationToken cancel) => database.ReadAsync(
        async db => await db.QuerySingleOrDefaultAsync<string?>("SELECT value FROM settings WHERE name = @Setting", new { Setting }) switch
        {
            "started" => true,
            "done" => false,
            _ => await db.QuerySingleAsync<long>("SELECT count(*) FROM products") == 0,
        },
        cancel);

    /// <summary>Adds what is missing. <paramref name="say"/> gets a line for each album and shelf, for whoever waits.</summary>
    public async Task<SeedReport> RunAsync(Action<string> say, CancellationToken cancel)
    {
        var writer = new SeedWriter(time.Now(), chance);
        if (await IsWantedAsync(cancel))
        {
            await Settings.PutAsync(database, Setting, "started", cancel);
        }

        await database.WriteAsync(transaction => SeedWriter.AddCategoriesAsync(transaction, writer, SampleShop.Categories), cancel);
        await AddAlbumsAsync(writer, say, cancel);
        await AddBooksAndMembershipsAsync(writer, say, cancel);
        await AddGoodsAsync(writer, say, cancel);
        await AddCodesAsync(cancel);
        await database.WriteAsync(transaction => SeedClub.AddAsync(transaction, chance, time.Now()), cancel);
        await Settings.PutAsync(database, Setting, "done", cancel);
        return new SeedReport(writer.Added, writer.Present, writer.Kept);
    }

    /// <summary>Two codes to try. One that the owner has ended stays ended, since its name is taken.</summary>
    private Task AddCodesAsync(CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var welcome = new DiscountCode(new Discount.Percent(1_000), Money.Zero(Currency.Usd), FirstOrderOnly: true, null, null, null, 1, 0);
            await DiscountCodes.AddAsync(transaction, "WELCOME10", welcome, chance, time.Now());
            await DiscountCodes.AddAsync(
                transaction, "FREESHIP", welcome with { Discount = new Discount.FreeDelivery(), FirstOrderOnly = false, LimitPerPerson = null },
                chance, time.Now());
        },
        cancel);

    private async Task AddAlbumsAsync(SeedWriter writer, Action<string> say, CancellationToken cancel)
    {
        var pressed = false;
        foreach (var album in SampleShop.Albums)
        {
            // Playing an album takes a fraction of a second and tens of megabytes: only for one that is missing, and one at a time.
            if (!await IsMissingAsync(writer, album.Slug, cancel))
            {
                continue;
            }

            say($"Pressing “{album.Title}” by {album.Band}");
            var product = await StoreAsync(Press(album, cancel), cancel);
            await AddAsync(writer, [product], cancel);
            pressed = true;
        }

        if (pressed)
        {
            // The recordings leave some seventy megabytes of empty heap behind, which the shop that opens next would keep for hours.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private async Task AddBooksAndMembershipsAsync(SeedWriter writer, Action<string> say, CancellationToken cancel)
    {
        var products = new List<SeedProduct>();
        foreach (var book in SampleShop.Books)
        {
            if (await IsMissingAsync(writer, book.Slug, cancel))
            {
                var about = string.Create(CultureInfo.InvariantCulture, $"{book.Description}\n\nHardback, {book.Pages} pages.");
                var variant = new SeedVariant($"BOK-{book.Slug.ToUpperInvariant()}", "", 60, [new SeedPrice(book.PriceCents, "once")]);
                products.Add(new SeedProduct("book", book.Slug, book.Title, book.Author, book.Year, about, [variant], await StoreAsync(SampleShop.Jacket(book), cancel)));
            }
        }

        foreach (var membership in SampleShop.Memberships)
        {
            if (!await IsMissingAsync(writer, membership.Slug, cancel))
            {
                continue;
            }

            var variant = new SeedVariant($"MEM-{membership.Slug.ToUpperInvariant()}", "", null, [new SeedPrice(membership.MonthlyCents, "month"), new SeedPrice(membership.YearlyCents, "year")]);
            products.Add(new SeedProduct("membership", membership.Slug, membership.Name, "Members’ club", null, membership.Description, [variant], await StoreAsync(SampleShop.Card(membership), cancel)));
        }

        if (products.Count > 0)
        {
            say("Shelving books and membership cards");
            await AddAsync(writer, products, cancel);
        }
    }

    private async Task AddGoodsAsync(SeedWriter writer, Action<string> say, CancellationToken cancel)
    {
        foreach (var batch in SampleShop.Goods.Chunk(GoodsPerBatch))
        {
            var products = new List<SeedProduct>();
            foreach (var good in batch)
            {
                if (await IsMissingAsync(writer, good.Slug, cancel))
                {
                    products.Add(new SeedProduct("good", good.Slug, good.Name, good.Maker, null, good.Description, Variants(good), await StoreAsync(SampleShop.Picture(good), cancel))
                    {
                        RatingTenths = good.RatingTenths,
                        Category = good.Category,
                        IsForMembersOnly = good.IsForMembersOnly,
                    });
                }
            }

            if (products.Count > 0)
            {
                say($"Unpacking {products.Count} goods");
                await AddAsync(writer, products, cancel);
            }
        }
    }

    private static List<SeedVariant> Variants(SampleGood good) => good.HasSizes
        ? [.. SampleShop.Sizes.Select((size, at) => new SeedVariant($"{good.Sku}-{size}", size, good.Stock[at], [new SeedPrice(good.PriceCents, "once")]))]
        : [new SeedVariant(good.Sku, "", good.Stock[0], [new SeedPrice(good.PriceCents, "once")])];

    private async Task<SeedProduct> StoreAsync(PressedAlbum pressed, CancellationToken cancel)
    {
        var album = pressed.Album;
        var tracks = new List<SeedTrack>();
        foreach (var track in pressed.Tracks)
        {
            tracks.Add(new SeedTrack(
                track.Number, track.Title, (int)(track.Seconds * 1000), await media.PutAsync(track.Wave, "audio/wav", cancel), await media.PutAsync(track.Preview, "audio/wav", cancel)));
        }

        var variant = new SeedVariant($"ALB-{album.Slug.ToUpperInvariant()}", "", null, album.PriceCents == 0 ? [] : [new SeedPrice(album.PriceCents, "once")]);
        return new SeedProduct("album", album.Slug, album.Title, album.Band, album.Year, album.Description, [variant], await StoreAsync(pressed.Cover, cancel))
        {
            IsPublished = album.IsPublished,
            IsForMembersOnly = album.IsForMembersOnly,
            Tracks = tracks,
            Download = (pressed.ZipName, await media.PutAsync(pressed.Zip, "application/zip", cancel)),
        };
    }

    private async Task<SeedPicture> StoreAsync(Artwork art, CancellationToken cancel) => new(
        await media.PutAsync(System.Text.Encoding.UTF8.GetBytes(art.Svg), Svg, cancel), art.Width, art.Height, art.AlternativeText);

    private Task<bool> IsMissingAsync(SeedWriter writer, string slug, CancellationToken cancel) =>
        database.ReadAsync(db => writer.IsMissingAsync(db, slug), cancel);

    private async Task AddAsync(SeedWriter writer, IReadOnlyList<SeedProduct> products, CancellationToken cancel)
    {
        var added = await database.WriteAsync(
            async transaction =>
            {
                var slugs = new List<string>();
                foreach (var product in products)
                {
                    if (await writer.AddAsync(transaction, product))
                    {
                        slugs.Add(product.Slug);
                    }
                }

                return slugs;
            },
            cancel);
        writer.Count(products, added);
    }
}
