using System.Security.Cryptography;
using System.Text;
using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>Writes the rows that lists and searches read, for some products, in one transaction.</summary>
internal sealed class ListingWriter(Transaction transaction, Currency currency, DateTimeOffset now)
{
    private readonly Dictionary<(string Kind, string Facet, string Value), int> counts = [];
    private readonly JsonRows json = new(transaction.Engine);
    private readonly SearchWriter search = new(transaction);

    public async Task WriteAsync(IReadOnlyList<Guid> ids)
    {
        var db = transaction.Db;
        var products = (await ProductQueries.ByIdsAsync(db, ids, currency, now)).ToDictionary(product => product.Id);
        var values = new DynamicParameters();
        var list = values.AddList("id", ids);
        var texts = (await db.QueryAsync<TextRow>(
            $"SELECT id, description, created_at, updated_at FROM products WHERE id IN {list}", values)).ToDictionary(row => row.Id);
        var categories = (await db.QueryAsync<CategoryRow>(
            $"""
            SELECT pc.product_id, c.slug, c.name
            FROM product_categories pc JOIN categories c ON c.id = pc.category_id
            WHERE pc.product_id IN {list} AND NOT c.hidden ORDER BY c.position, c.slug
            """,
            values)).ToLookup(row => row.ProductId);
        var old = (await db.QueryAsync<OldRow>(
            $"SELECT number, product_id, kind, places, sizes, text_hash FROM listings WHERE product_id IN {list}", values)).ToDictionary(row => row.ProductId);

        await ForgetAsync(old.Values, products);
        var places = new List<object?[]>();
        foreach (var product in products.Values)
        {
            var before = old.GetValueOrDefault(product.Id);
            var row = RowOf(product, texts[product.Id], [.. categories[product.Id]]);
            var number = await PutAsync(row);
            Tally(row.Kind, row.Places, row.Sizes, 1);
            places.AddRange(row.Places.Split(' ').Select(place => (object?[])
                [place, number, row.Kind, row.PriceMinor, row.RatingTenths, row.NewKey, row.TitleKey, row.CategoryKey, row.SoldOut, row.Sizes]));
            if (before?.TextHash != row.TextHash)
            {
                search.Add(number, row.Words, isNew: before is null);
            }
        }

        await db.ExecuteAsync(
            $"""
            INSERT INTO listing_places (place, number, kind, price_minor, rating_tenths, new_key, title_key, category_key, sold_out, sizes)
            SELECT {json.Text(0)}, {json.Number(1)}, {json.Text(2)}, {json.Number(3)}, {json.Number(4)}, {json.Number(5)}, {json.Text(6)}, {json.Text(7)}, {json.Flag(8)}, {json.Text(9)}
            FROM {json.Rows}
            """,
            new { rows = JsonRows.Of(places) });
        await search.WriteAsync();
        await WriteCountsAsync();
    }

    /// <summary>Takes away where the products stood, and all of those that are not to be shown any more.</summary>
    private async Task ForgetAsync(IReadOnlyCollection<OldRow> old, Dictionary<Guid, Product> products)
    {
        var db = transaction.Db;
        foreach (var row in old)
        {
            Tally(row.Kind, row.Places, row.Sizes, -1);
        }

        await db.ExecuteAsync(
            "DELETE FROM listing_places WHERE place = @place AND number = @Number",
            old.SelectMany(row => row.Places.Split(' ').Select(place => new { place, row.Number })));
        var gone = old.Where(row => !products.ContainsKey(row.ProductId)).Select(row => row.Number).ToList();
        await search.RemoveAsync(gone);
        await db.ExecuteAsync("DELETE FROM listings WHERE number = @number", gone.Select(number => new { number }));
    }

    private Task<long> PutAsync(ListingRow row) => transaction.Db.QuerySingleAsync<long>(
        """
        INSERT INTO listings (
            product_id, kind, slug, title, maker, year, tracks, member_only, sold_out, price_text, member_text, buy_variant_id, buy_minor,
            picture_url, picture_width, picture_height, picture_alt, places, sizes, text_hash, created_at, updated_at)
        VALUES (
            @ProductId, @Kind, @Slug, @Title, @Maker, @Year, @Tracks, @MemberOnly, @SoldOut, @PriceText, @MemberText, @BuyVariantId, @BuyMinor,
            @PictureUrl, @PictureWidth, @PictureHeight, @PictureAlt, @Places, @Sizes, @TextHash, @CreatedAt, @UpdatedAt)
        ON CONFLICT (product_id) DO UPDATE SET
            kind = excluded.kind, slug = excluded.slug, title = excluded.title, maker = excluded.maker, year = excluded.year,
            tracks = excluded.tracks, member_only = excluded.member_only, sold_out = excluded.sold_out, price_text = excluded.price_text,
            member_text = excluded.member_text, buy_variant_id = excluded.buy_variant_id, buy_minor = excluded.buy_minor, picture_url = excluded.picture_url,
            picture_width = excluded.picture_width, picture_height = excluded.picture_height, picture_alt = excluded.picture_alt,
            places = excluded.places, sizes = excluded.sizes, text_hash = excluded.text_hash, created_at = excluded.created_at,
            updated_at = excluded.updated_at
        RETURNING number
        """,
        row);

    private void Tally(string kind, string places, string sizes, int step)
    {
        var facets = places.Split(' ').Where(place => place[0] == '/').Select(place => ("category", place[1..]))
            .Concat(sizes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(size => ("size", size)));
        foreach (var (facet, value) in facets.Prepend(("", "")))
        {
            counts[(kind, facet, value)] = counts.GetValueOrDefault((kind, facet, value)) + step;
            counts[(Places.All, facet, value)] = counts.GetValueOrDefault((Places.All, facet, value)) + step;
        }
    }

    private Task WriteCountsAsync() => transaction.Db.ExecuteAsync(
        $"""
        INSERT INTO listing_counts (kind, facet, value, products)
        SELECT {json.Text(0)}, {json.Text(1)}, {json.Text(2)}, {json.Number(3)} FROM {json.Rows} WHERE true
        ON CONFLICT (kind, facet, value) DO UPDATE SET products = listing_counts.products + excluded.products
        """,
        new { rows = JsonRows.Of(counts.Where(count => count.Value != 0).Select(count => (object?[])[count.Key.Kind, count.Key.Facet, count.Key.Value, count.Value])) });

    private static ListingRow RowOf(Product product, TextRow text, IReadOnlyList<CategoryRow> categories)
    {
        var prices = product.Variants.SelectMany(variant => variant.Prices.Select(price => price.Amount.Minor)).ToList();
        var buy = product.Shelf == Shelf.Albums ? product.Offer(canPay: true) as Offer.Buy : null;
        var names = string.Join(' ', categories.Select(category => category.Name));
        var words = IndexedWords.Of(product.Title, product.Maker, names, text.Description, product.RatingTenths ?? 0);
        return new ListingRow
        {
            ProductId = product.Id,
            Kind = product.Shelf.Kind,
            Slug = product.Slug,
            Title = product.Title,
            Maker = product.Maker,
            Year = product.Year,
            Tracks = product.Tracks,
            MemberOnly = product.MemberOnly,
            SoldOut = product.SoldOut,
            PriceText = product.PriceText,
            MemberText = product.MemberText,
            BuyVariantId = buy?.VariantId,
            BuyMinor = buy?.Amount.Minor,
            PictureUrl = product.Picture?.Url,
            PictureWidth = product.Picture?.Width,
            PictureHeight = product.Picture?.Height,
            PictureAlt = product.Picture?.Alt,
            Places = string.Join(' ', categories.Select(category => Places.OfCategory(category.Slug)).Prepend(product.Shelf.Kind).Prepend(Places.All)),
            Sizes = SizesOf(product),
            CreatedAt = text.CreatedAt,
            UpdatedAt = text.UpdatedAt,
            PriceMinor = prices.Count > 0 ? prices.Min() : null,
            RatingTenths = product.RatingTenths ?? 0,
            NewKey = product.Shelf == Shelf.Albums ? product.Year ?? 0 : text.CreatedAt.ToUnixTimeSeconds(),
            TitleKey = SearchText.Fold(product.Title),
            CategoryKey = SearchText.Fold(categories.Count > 0 ? categories[0].Name : ""),
            Words = words,
            TextHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words.Text)))[..16],
        };
    }

    /// <summary>Those that can be had now: who looks for a size wants to wear it.</summary>
    private static string SizesOf(Product product)
    {
        var sizes = product.Variants.Where(variant => variant.Size.Length > 0 && !variant.IsSoldOut).Select(variant => variant.Size.Replace(',', ' ')).ToList();
        return sizes.Count == 0 ? "" : $",{string.Join(',', sizes)},";
    }

    private sealed record TextRow(Guid Id, string Description, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

    private sealed record CategoryRow(Guid ProductId, string Slug, string Name);

    private sealed record OldRow(long Number, Guid ProductId, string Kind, string Places, string Sizes, string TextHash);
}
