using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;
using Till.Core;

namespace Till.Catalogue;

/// <summary>
/// What the address of a list asks for: <c>?category=jeans&amp;size=M&amp;from=10&amp;to=50&amp;stock=in&amp;sort=-price&amp;page=2</c>.
/// What can't be read is left out of the selection and said in <see cref="Problems"/>; other fields are none of its business.
/// </summary>
internal sealed class ListQuery
{
    private readonly string path;

    private ListQuery(string path, Selection selection, string? search) => (this.path, Selection, Search) = (path, selection, search);

    public Selection Selection { get; private set; }

    /// <summary>What a search looks for, as typed; null on a shelf.</summary>
    public string? Search { get; }

    public string? FromText { get; private set; }

    public string? ToText { get; private set; }

    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    private Sort DefaultSort => Search is not null ? Sort.Best : Selection.Shelf!.Sort;

    /// <param name="path">Of the page, without a query.</param>
    /// <param name="shelf">Whose list it is; null: of a search over every kind.</param>
    /// <param name="search">What is looked for; null on a shelf.</param>
    public static ListQuery Read(IQueryCollection query, string path, Shelf? shelf, string? search, int page, Facets facets, Currency currency)
    {
        var problems = new List<Problem>();
        var read = new ListQuery(path, new Selection(shelf, search is null ? shelf!.Sort : Sort.Best) { Page = page }, search);
        read.FromText = Text(query["from"]);
        read.ToText = Text(query["to"]);
        read.Selection = read.Selection with
        {
            Categories = Known(query["category"], facets.Categories.Select(one => one.Slug), "category", problems),
            Sizes = Known(query["size"], facets.Sizes.Select(one => one.Name), "size", problems),
            From = Price(read.FromText, "lowest", currency, problems),
            To = Price(read.ToText, "highest", currency, problems),
            InStock = Text(query["stock"]) == "in",
            Sort = SortOf(Text(query["sort"]), read.DefaultSort, search is not null, problems),
        };
        if (read.Selection is { From: { } from, To: { } to } && from > to)
        {
            problems.Add(new Problem(StatusCodes.Status400BadRequest, $"The lowest price, {from}, is above the highest, {to}. Swap the two, or leave one of them out."));
            read.Selection = read.Selection with { From = null, To = null };
        }

        read.Problems = problems;
        return read;
    }

    /// <summary>Pages are counted from one and written without ornament, so that each has one address.</summary>
    public static bool TryPage(StringValues text, out int page)
    {
        page = 1;
        var word = text.ToString();
        return text.Count <= 1
            && (word.Length == 0 || (word.Length <= 6 && word[0] is >= '1' and <= '9' && word.All(char.IsAsciiDigit) && int.TryParse(word, out page)));
    }

    /// <summary>Of a search: what its words stand for in this catalogue.</summary>
    public void LookFor(IReadOnlyList<SearchWord> words) => Selection = Selection with { Words = words };

    /// <summary>The one address of this list at a page, whatever order its visitors write the parts in.</summary>
    public string Address(int page) => Address(Selection with { Page = page });

    /// <summary>The address of another selection of the same list, in its order.</summary>
    public string Address(Selection other)
    {
        var parts = new QueryBuilder();
        Add("q", Search);
        foreach (var category in other.Categories.Order(StringComparer.Ordinal))
        {
            parts.Add("category", category);
        }

        foreach (var size in other.Sizes)
        {
            parts.Add("size", size);
        }

        if (Search is not null)
        {
            Add("kind", other.Shelf?.Segment);
        }

        Add("from", other.From?.ToPlainString());
        Add("to", other.To?.ToPlainString());
        Add("stock", other.InStock ? "in" : null);
        Add("sort", other.Sort == DefaultSort ? null : other.Sort.Word);
        Add("page", other.Page > 1 ? $"{other.Page}" : null);
        return path + parts.ToQueryString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add(name, value);
            }
        }
    }

    /// <summary>What the list is narrowed by, each with the address of the list without it.</summary>
    public IEnumerable<(string Text, string Without)> Chosen(Facets facets)
    {
        var all = Selection with { Page = 1 };
        foreach (var slug in all.Categories)
        {
            yield return (facets.Categories.First(one => one.Slug == slug).Name, Address(all with { Categories = [.. all.Categories.Except([slug])] }));
        }

        foreach (var size in all.Sizes)
        {
            yield return ($"Size {size}", Address(all with { Sizes = [.. all.Sizes.Except([size])] }));
        }

        if (all.From is { } from)
        {
            yield return ($"From {from}", Address(all with { From = null }));
        }

        if (all.To is { } to)
        {
            yield return ($"Up to {to}", Address(all with { To = null }));
        }

        if (all.InStock)
        {
            yield return ("In stock", Address(all with { InStock = false }));
        }
    }

    private static string? Text(StringValues values) => values.ToString().Trim() is { Length: > 0 } text ? text : null;

    private static List<string> Known(StringValues asked, IEnumerable<string> known, string what, List<Problem> problems)
    {
        var all = known.ToList();
        var wanted = asked.OfType<string>().Where(one => one.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        problems.AddRange(wanted.Except(all).Take(1).Select(one => new Problem(
            StatusCodes.Status404NotFound, $"There is no {what} “{Short(one)}” here. Here is what there is.")));
        return [.. all.Where(wanted.Contains)];
    }

    private static Money? Price(string? text, string which, Currency currency, List<Problem> problems)
    {
        if (text is null)
        {
            return null;
        }

        if (Money.TryParse(text, currency, out var money) && !money.IsNegative)
        {
            return money;
        }

        problems.Add(new Problem(
            StatusCodes.Status400BadRequest, $"“{Short(text)}” can't be the {which} price. Write it as {Example(currency, 10)} or {Example(currency, 25)}, without a sign or letters."));
        return null;
    }

    private static string Example(Currency currency, int major) => new Money(major * currency.MinorPerMajor, currency).ToPlainString();

    private static Sort SortOf(string? word, Sort standard, bool search, List<Problem> problems)
    {
        if (word is null || (search && word == Sort.Best.Word))
        {
            return standard;
        }

        if (Sort.All.FirstOrDefault(sort => sort.Word == word) is { } known)
        {
            return known;
        }

        problems.Add(new Problem(
            StatusCodes.Status400BadRequest, $"This list can't be sorted by “{Short(word)}”, so it is in its usual order: {standard.Title.ToLowerInvariant()}."));
        return standard;
    }

    /// <summary>What somebody typed, cut where it would fill the page.</summary>
    internal static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

/// <summary>What is wrong with an address, said to whoever typed it.</summary>
internal sealed record Problem(int Status, string Text);
