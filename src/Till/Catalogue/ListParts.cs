using Dapper;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>The SQL that a selection's queries are put together from, over <c>listing_places l</c>, with its values.</summary>
internal sealed class ListParts
{
    private readonly Selection selection;
    private readonly List<string> filters = [];
    private readonly List<string> conditions = [];
    private readonly List<string> wordLists = [];
    private readonly IReadOnlyList<string> places;
    private readonly string placeList;
    private readonly int rarest = -1;

    public ListParts(Selection selection)
    {
        this.selection = selection;
        var kind = selection.Shelf?.Kind ?? Places.All;
        var categories = selection.Categories.Select(Places.OfCategory).ToList();
        places = selection.Words.Count > 0 || categories.Count == 0 ? [kind] : categories;
        Values.AddDynamicParams(new
        {
            kind,
            place = places.Count == 1 ? places[0] : kind,
            take = Shelf.PageSize + 1,
            skip = (selection.Page - 1) * Shelf.PageSize,
            upTo = (selection.Page * Shelf.PageSize) + 1,
            counted = ListQueries.Counted + 1,
            from = selection.From?.Minor,
            to = selection.To?.Minor,
        });
        placeList = Values.AddList("place", places);
        AddFilters();
        conditions.AddRange(filters);
        if (categories.Count > 1 || (categories.Count == 1 && selection.Words.Count > 0))
        {
            conditions.Add($"EXISTS (SELECT 1 FROM listing_places o WHERE o.place IN {Values.AddList("category", categories)} AND o.number = l.number)");
        }

        for (var at = 0; at < selection.Words.Count; at++)
        {
            wordLists.Add(Values.AddList($"word{at}_", selection.Words[at].Stems.Select(stem => stem.Stem)));
            rarest = rarest < 0 || selection.Words[at].Products < selection.Words[rarest].Products ? at : rarest;
        }

        var stems = rarest < 0 ? 1 : selection.Words[rarest].Stems.Count;
        // A match is met at most once in each place or by each stem, so this many surely hold enough different ones.
        Values.Add("scanned", (ListQueries.Counted + 1) * Math.Max(places.Count, stems));
    }

    public DynamicParameters Values { get; } = new();

    public string Order => selection.Sort.Order;

    /// <summary>Everything of one place, which is counted already.</summary>
    public bool IsPlain => filters.Count == (selection.Categories.Count > 0 && selection.Shelf is not null ? 1 : 0) && places.Count == 1 && rarest < 0;

    /// <summary>What must hold of a row of the place that is walked.</summary>
    public IEnumerable<string> Conditions => conditions.Concat(selection.Words.Select((_, at) => Has(at, "l.number")));

    /// <summary>Where matches are gathered from: the places themselves, or the rarest word's things in their place.</summary>
    public string Source => rarest < 0
        ? $"listing_places l WHERE {string.Join(" AND ", filters.Prepend($"l.place IN {placeList}"))}"
        // A cross join is carried out from left to right in SQLite, and is like any other in PostgreSQL.
        : $"search_postings p CROSS JOIN listing_places l WHERE p.stem IN {wordLists[rarest]} AND l.place = @place AND l.number = p.number"
            + string.Concat(conditions.Concat(Others("l.number")).Select(condition => " AND " + condition));

    public string Score => rarest < 0 ? "0" : "p.score";

    /// <summary>With what the other words add.</summary>
    public string FullScore => "l.score" + string.Concat(Enumerable.Range(0, selection.Words.Count).Where(at => at != rarest).Select(at =>
        $" + COALESCE((SELECT MAX(o.score) FROM search_postings o WHERE o.number = l.number AND o.stem IN {wordLists[at]}), 0)"));

    public IEnumerable<string> BestOfEach
    {
        get
        {
            var where = string.Concat(Others("p.number").Select(condition => " AND " + condition));
            if (conditions.Count > 0 || selection.Shelf is not null)
            {
                where += $" AND EXISTS (SELECT 1 FROM listing_places l WHERE {string.Join(" AND ", conditions.Prepend("l.place = @place AND l.number = p.number"))})";
            }

            foreach (var (stem, at) in selection.Words[rarest].Stems.Select((stem, at) => (stem.Stem, at)))
            {
                Values.Add($"stem{at}", stem);
                yield return $"SELECT * FROM (SELECT p.number, p.score FROM search_postings p WHERE p.stem = @stem{at}{where} ORDER BY p.score DESC, p.number LIMIT @upTo) AS s{at}";
            }
        }
    }

    /// <summary>Whether a match may be met more than once.</summary>
    public bool IsRepeated => places.Count > 1 || (rarest >= 0 && selection.Words[rarest].Stems.Count > 1);

    /// <summary>
    /// Whether to gather all matches touches fewer rows than to walk the place until a page of them is met, if they are spread
    /// evenly over it. There is no index to walk for the best match of several words.
    /// </summary>
    public bool IsGatheredSooner(int matches, Facets facets) =>
        selection.Sort == Sort.Best || (long)matches * matches < (long)selection.Page * Shelf.PageSize * facets.Total;

    public int Total(Facets facets) => selection.Categories.Count == 0 ? facets.Total : facets.Categories.Single(one => one.Slug == selection.Categories[0]).Products;

    /// <summary>One word and nothing else, in more things than are counted.</summary>
    public bool IsCommonWord(int counted) => selection.Words.Count == 1 && conditions.Count == 0 && selection.Shelf is null
        && selection.Words[0].Stems.Max(stem => stem.Products) > counted;

    private IEnumerable<string> Others(string number) => Enumerable.Range(0, selection.Words.Count).Where(at => at != rarest).Select(at => Has(at, number));

    private string Has(int word, string number) => $"EXISTS (SELECT 1 FROM search_postings o WHERE o.number = {number} AND o.stem IN {wordLists[word]})";

    private void AddFilters()
    {
        if (selection.Categories.Count > 0 && selection.Shelf is not null)
        {
            filters.Add("l.kind = @kind"); // things of another kind may stand in the category
        }

        if (selection.From is not null)
        {
            filters.Add("l.price_minor >= @from");
        }

        if (selection.To is not null)
        {
            filters.Add("l.price_minor <= @to");
        }

        if (selection.InStock)
        {
            filters.Add("NOT l.sold_out");
        }

        for (var at = 0; at < selection.Sizes.Count; at++)
        {
            var size = selection.Sizes[at].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
            Values.Add($"size{at}", $"%,{size},%");
        }

        if (selection.Sizes.Count > 0)
        {
            filters.Add($"({string.Join(" OR ", selection.Sizes.Select((_, at) => $"l.sizes LIKE @size{at} ESCAPE '\\'"))})");
        }
    }
}
