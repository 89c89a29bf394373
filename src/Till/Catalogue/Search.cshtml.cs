using System.Data.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Core;
using Till.Layout;

namespace Till.Catalogue;

/// <summary>
/// <c>/search?q=harbour+lamp&amp;kind=albums&amp;sort=price</c>, over titles, makers, categories and descriptions. Its pages are not
/// kept: there are as many as there are things to type.
/// </summary>
internal sealed class SearchModel(Listings listings, ShopSettings settings, Assets assets) : PageModel
{
    public string Query { get; private set; } = "";

    /// <summary>Null when nothing was looked for.</summary>
    public ListView? List { get; private set; }

    /// <summary>What finds something, where this finds nothing.</summary>
    public string? Suggestion { get; private set; }

    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    public Currency Currency => settings.Currency;

    public bool CanPay => settings.Stripe.HasKeys;

    public string Style => assets.Url("catalogue.css");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        Response.Headers.CacheControl = "no-cache";
        if (!ListQuery.TryPage(Request.Query["page"], out var page))
        {
            return BadRequest();
        }

        var typed = Request.Query["q"];
        Query = string.Concat(typed.ToString().Trim().EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune)));
        var words = Query.Length <= SearchWords.Longest ? SearchWords.Of(Query) : [];
        if (words.Count == 0)
        {
            Problems = typed.Count == 0 ? [] : [ProblemOf(Query)];
        }
        else
        {
            await listings.ReadAsync((db, _) => FindAsync(db, words, page), cancel);
            if (Problems.Count == 0 && page > 1 && List!.Found.Cards.Count == 0)
            {
                return NotFound();
            }
        }

        Response.StatusCode = Problems.Select(problem => problem.Status).DefaultIfEmpty(StatusCodes.Status200OK).Max();
        return Page();
    }

    private async Task<bool> FindAsync(DbConnection db, IReadOnlyList<string> typed, int page)
    {
        var kind = Request.Query["kind"].ToString();
        var shelf = Shelf.All.FirstOrDefault(one => one.Segment == kind);
        var facets = await Facets.ReadAsync(db, shelf);
        var words = await SearchWords.FindAsync(db, typed);
        var query = ListQuery.Read(Request.Query, "/search", shelf, Query, page, facets, settings.Currency);
        query.LookFor(words);
        var found = page <= Shelf.MostPages ? await ListQueries.FindAsync(db, query.Selection, facets) : Found.Nothing;
        if (found.Cards.Count == 0 && page == 1 && await SearchWords.SuggestAsync(db, words) is { } better)
        {
            var there = await ListQueries.FindAsync(
                db, new Selection(null, Sort.Best) { Words = await SearchWords.FindAsync(db, SearchWords.Of(better)) }, facets);
            Suggestion = there.Cards.Count > 0 ? better : null;
        }

        List = new ListView(query, facets, found, settings.Currency);
        Problems = kind.Length == 0 || shelf is not null
            ? query.Problems
            : [new Problem(StatusCodes.Status404NotFound, $"There is no kind “{ListQuery.Short(kind)}” here. Every kind was looked through."), .. query.Problems];
        return true;
    }

    private static Problem ProblemOf(string query) => query.Length switch
    {
        0 => new(StatusCodes.Status400BadRequest, "Type what you are looking for: a title, a name, or a word that describes it."),
        > SearchWords.Longest => new(StatusCodes.Status400BadRequest, $"That is a long search. Use {SearchWords.Longest} letters or fewer."),
        _ => new(StatusCodes.Status400BadRequest, "There is no word in that. Use letters or numbers."),
    };
}
