using System.Globalization;
using Till.Catalogue;

namespace Till.Products;

/// <summary>What an owner says of a product, but for what has a history of its own: prices, stock, pictures.</summary>
/// <param name="Sizes">Those that there are, as they are to be called.</param>
internal sealed record ProductDraft(
    string Title, string Maker, string Slug, int? Year, string Description, bool MemberOnly, bool Published, IReadOnlyList<Guid> Categories,
    IReadOnlyList<SizeDraft> Sizes);

/// <summary>The same as it was typed or sent: whatever it is, it is answered at its field.</summary>
internal sealed record ProductText(
    string? Title, string? Maker, string? Slug, string? Year, string? Description, IReadOnlyList<string?> Categories, bool MemberOnly, bool Published)
{
    /// <returns>Without sizes; null where something is wrong, of which <paramref name="typed"/> has told then.</returns>
    public ProductDraft? Read(Shelf shelf, Typed typed)
    {
        var title = typed.Line(nameof(Title), Title, "A title", ProductRules.MaxTitle);
        var maker = typed.Line(nameof(Maker), Maker, "A name", ProductRules.MaxMaker);
        var slug = typed.Line(nameof(Slug), Slug, "An address", ProductRules.MaxSlug, required: false);
        if (slug.Length > 0 && !ProductRules.IsSlug(slug))
        {
            typed.Refuse(nameof(Slug), "An address has small letters from a to z, digits, and single hyphens between them, such as night-trains.");
        }

        var year = typed.Number(nameof(Year), Year, "A year", ProductRules.FirstYear, ProductRules.LastYear);
        var description = typed.Text(nameof(Description), Description, "A description", ProductRules.MaxDescription);
        var categories = Categories.Select(one => Guid.TryParse(one, out var id) ? id : Guid.Empty).Distinct().ToList();
        if (categories.Contains(Guid.Empty))
        {
            typed.Refuse(nameof(Categories), "One of these categories is not there any more. Load the page again.");
        }

        return typed.IsSound
            ? new ProductDraft(title, maker, slug, year, description, MemberOnly && shelf != Shelf.Membership, Published, categories, [])
            : null;
    }
}

/// <param name="Place">Which of the form's it is, to tell what is wrong where it was typed.</param>
internal sealed record SizeDraft(Guid Id, int Place, string Size, string Sku, int LowStock);

/// <summary>A product that is to be made, with what it begins with.</summary>
/// <param name="Sizes">One without a name where there are none.</param>
/// <param name="Stock">Of each size; null: unlimited.</param>
/// <param name="Prices">By interval, in minor units of the shop's currency; may be none.</param>
internal sealed record NewProduct(
    Shelf Shelf, ProductDraft Draft, IReadOnlyList<string> Sizes, int? Stock, IReadOnlyList<(string Interval, long Minor)> Prices);

/// <summary>What became of a change to a product.</summary>
internal abstract record Edit
{
    private Edit()
    {
    }

    public sealed record Done(Guid Id) : Edit;

    public sealed record NotFound : Edit;

    /// <summary>Somebody else was faster. Nothing was changed.</summary>
    public sealed record Stale(string By, DateTimeOffset At) : Edit;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(string Field, string Why) : Edit;
}

/// <summary>A product's own row.</summary>
internal sealed record ProductRow
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required string Maker { get; init; }

    public int? Year { get; init; }

    public required string Description { get; init; }

    public required bool Published { get; init; }

    public required bool MemberOnly { get; init; }

    /// <summary>Sold on when there are none left.</summary>
    public required bool BackOrder { get; init; }

    public required int Version { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public Shelf Shelf => Shelf.OfKind(Kind);

    public string Path => $"{Shelf.Path}/{Slug}";

    internal const string Columns = "id, kind, slug, title, maker, year, description, published, member_only, back_order, version, removed_at, updated_at";
}

/// <summary>What was before and what is after, for the audit log: a line for each thing that is another way.</summary>
internal sealed class Differences(string about)
{
    private readonly List<string> lines = [about];

    public bool Any => lines.Count > 1;

    /// <summary>All but what it is about.</summary>
    public string Lines => string.Join('\n', lines.Skip(1));

    public void Note(string line) => lines.Add(line);

    public void Compare(string name, string before, string after)
    {
        if (before != after)
        {
            lines.Add($"{name}: {Quote(before)} → {Quote(after)}");
        }
    }

    public void Compare(string name, int? before, int? after) => Compare(name, Say(before), Say(after));

    public void Compare(string name, bool before, bool after) => Compare(name, before ? "yes" : "no", after ? "yes" : "no");

    public override string ToString() => string.Join('\n', lines);

    private static string Say(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Quote(string text) => text.Length == 0 ? "nothing" : $"“{text}”";
}
