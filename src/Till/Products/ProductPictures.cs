using Dapper;
using Till.Storage;

namespace Till.Products;

/// <summary>A product's pictures: the first is the one that lists show.</summary>
internal sealed class ProductPictures(ProductDesk desk, Media media)
{
    /// <summary>Keeps a picture and puts it last.</summary>
    /// <param name="alt">What it shows, for those who do not see it.</param>
    public async Task<Edit> AddAsync(Guid id, PictureFile picture, string alt, Actor by, CancellationToken cancel)
    {
        // Asked beforehand as well, so that nothing is kept for a product that is not there.
        if (await desk.Database.ReadAsync(db => db.QuerySingleAsync<long>("SELECT COUNT(*) FROM products WHERE id = @id", new { id }), cancel) == 0)
        {
            return new Edit.NotFound();
        }

        var file = await media.PutAsync(picture.Content, picture.ContentType, cancel);
        return await desk.ChangeAsync(
            id,
            by,
            async change =>
            {
                var present = (await change.Db.QueryAsync<Row>("SELECT id, sha256, alt, position FROM pictures WHERE product_id = @id ORDER BY position", new { id })).AsList();
                if (present.Count >= ProductRules.MostPictures)
                {
                    return new Edit.Refused("Picture", $"A product has at most {ProductRules.MostPictures} pictures. Take one away first.");
                }

                if (present.Exists(one => one.Sha256 == file.Sha256))
                {
                    return new Edit.Refused("Picture", "This picture is there already.");
                }

                await Media.AddRowAsync(change.Transaction, file);
                await change.Db.ExecuteAsync(
                    "INSERT INTO pictures (id, product_id, position, sha256, width, height, alt) VALUES (@picture, @id, @position, @Sha256, @Width, @Height, @alt)",
                    new
                    {
                        picture = desk.NewId(change.Now), id, position = present.Count == 0 ? 0 : present[^1].Position + 1, file.Sha256,
                        picture.Width, picture.Height, alt,
                    });
                return await DoneAsync(change, $"New picture: “{alt}”");
            },
            cancel);
    }

    public Task<Edit> DescribeAsync(Guid id, Guid pictureId, string alt, Actor by, CancellationToken cancel) => WithAsync(
        id,
        pictureId,
        by,
        async (change, picture, _) =>
        {
            await change.Db.ExecuteAsync("UPDATE pictures SET alt = @alt WHERE id = @Id", new { picture.Id, alt });
            return picture.Alt == alt ? new Edit.Done(id) : await DoneAsync(change, $"What a picture shows: “{picture.Alt}” → “{alt}”");
        },
        cancel);

    /// <param name="step">-1: one place further to the front, 1: to the back.</param>
    public Task<Edit> MoveAsync(Guid id, Guid pictureId, int step, Actor by, CancellationToken cancel) => WithAsync(
        id,
        pictureId,
        by,
        async (change, picture, all) =>
        {
            var at = all.IndexOf(picture) + step;
            if (at < 0 || at >= all.Count)
            {
                return new Edit.Done(id); // somebody else has moved it, and there it is
            }

            var other = all[at];
            // By way of a place that nothing has, since no two may stand in one.
            foreach (var (row, position) in new[] { (picture.Id, -1), (other.Id, picture.Position), (picture.Id, other.Position) })
            {
                await change.Db.ExecuteAsync("UPDATE pictures SET position = @position WHERE id = @row", new { row, position });
            }

            return await DoneAsync(change, $"The picture “{picture.Alt}” stands {(step < 0 ? "before" : "after")} “{other.Alt}”");
        },
        cancel);

    /// <summary>The file itself stays: another product may show it, and a mail may have.</summary>
    public Task<Edit> RemoveAsync(Guid id, Guid pictureId, Actor by, CancellationToken cancel) => WithAsync(
        id,
        pictureId,
        by,
        async (change, picture, _) =>
        {
            await change.Db.ExecuteAsync("DELETE FROM pictures WHERE id = @Id", new { picture.Id });
            return await DoneAsync(change, $"The picture “{picture.Alt}” is taken away");
        },
        cancel);

    private Task<Edit> WithAsync(
        Guid id, Guid pictureId, Actor by, Func<ProductChange, Row, List<Row>, Task<Edit>> work, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            var all = (await change.Db.QueryAsync<Row>("SELECT id, sha256, alt, position FROM pictures WHERE product_id = @id ORDER BY position", new { id })).AsList();
            return all.Find(one => one.Id == pictureId) is { } picture
                ? await work(change, picture, all)
                : new Edit.Refused("", "That picture is not there any more.");
        },
        cancel);

    private Task<Edit> DoneAsync(ProductChange change, string what) => desk.DoneAsync(change, Audit.ProductPictured, what);

    private sealed record Row(Guid Id, string Sha256, string Alt, int Position);
}
