using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Till.Catalogue;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till.Transfer;

/// <summary>What a file would change, decided before anything is written: it is shown to the owner, and it is what is written then.</summary>
internal sealed class ImportPlan
{
    public required IReadOnlyList<PlannedProduct> Products { get; init; }

    /// <summary>The names of those that are to be made.</summary>
    public required IReadOnlyList<string> NewCategories { get; init; }

    public required IReadOnlyDictionary<string, Guid> CategoryIds { get; init; }

    /// <summary>Where there is one, nothing is written.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    public int Added => Products.Count(product => product.Before is null);

    public int Changed => Products.Count(product => product.Before is not null && product.What.Any);

    public int Unchanged => Products.Count - Added - Changed;

    /// <summary>Another one where the shop has changed in between, so that what is written is what was shown.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\0', Products.Select(product => $"{product.Told.Slug}\0{product.Before is null}\0{product.What}")))));

    public static async Task<ImportPlan> MakeAsync(DbConnection db, Engine engine, ImportFile file, Currency currency, DateTimeOffset now)
    {
        var shelved = await Shelved.ReadAsync(
            db, engine, file.Products.Select(product => product.Slug), currency, now, before => file.Products.SelectMany(product => ImportPlanning.Codes(product, before)));
        var planning = new ImportPlanning(shelved, currency);
        var products = file.Products.Select(planning.Plan).ToList();
        var known = shelved.AllCategories.DistinctBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(one => one.Name, one => one.Id, StringComparer.OrdinalIgnoreCase);
        return new ImportPlan
        {
            Products = products,
            CategoryIds = known,
            NewCategories =
            [
                .. products.Where(product => product.WritesCategories).SelectMany(product => product.Told.Categories!)
                    .Where(name => !known.ContainsKey(name)).Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            Faults = [.. planning.Faults.OrderBy(fault => fault.Line)],
        };
    }
}

/// <summary>A product of the file beside what the shop has of it.</summary>
/// <param name="Before">Null: it is new.</param>
/// <param name="What">As it is shown, and as it stands in the audit log.</param>
internal sealed record PlannedProduct(
    ImportProduct Told, ProductRow? Before, Shelf Shelf, IReadOnlyList<PlannedSize> Sizes, bool WritesCategories, Differences What)
{
    public string Title => Told.Title ?? Before?.Title ?? Told.Slug;

    public string Maker => Told.Maker ?? Before?.Maker ?? Told.NewMaker ?? "";

    public int? Year => Told.Year ?? Before?.Year;

    public string Description => Told.Description ?? Before?.Description ?? "";

    public bool Published => Told.Published ?? Before?.Published ?? false;

    public bool MemberOnly => (Told.MemberOnly ?? Before?.MemberOnly ?? false) && Shelf != Shelf.Membership;
}

/// <param name="Before">Null: it is new.</param>
/// <param name="Prices">Those that begin, because they differ from what is in force.</param>
internal sealed record PlannedSize(
    string Size, string Sku, ShelvedSize? Before, int Position, int? Stock, int LowStock, IReadOnlyList<(string Interval, long Minor)> Prices)
{
    public bool MovesStock => Before is null ? Stock is not null : Before.Stock != Stock;

    public bool Renames => Before is not null && (Before.Size != Size || Before.Sku != Sku || Before.LowStock != LowStock);
}
