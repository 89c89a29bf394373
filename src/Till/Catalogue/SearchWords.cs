using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>A word of a query, and the stems in the catalogue that it can stand for; none, when nothing has it.</summary>
internal sealed record SearchWord(string Typed, IReadOnlyList<(string Stem, int Products)> Stems)
{
    public int Products => Stems.Sum(stem => stem.Products);
}

/// <summary>Reads what a visitor looks for.</summary>
internal static class SearchWords
{
    /// <summary>Characters of a query.</summary>
    public const int Longest = 200;

    /// <summary>Words that count; each costs a question, and nobody looks for more.</summary>
    private const int Most = 8;

    /// <summary>How many words a beginning may stand for: those that most things have.</summary>
    private const int MostEndings = 6;

    /// <summary>The words of a query, once each. Those that everything has are left out, unless there is nothing else.</summary>
    public static IReadOnlyList<string> Of(string query)
    {
        var words = SearchText.Words(query).Distinct(StringComparer.Ordinal).ToList();
        var telling = words.Where(word => !SearchText.IsCommon(word)).ToList();
        return [.. (telling.Count > 0 ? telling : words).Take(Most)];
    }

    /// <summary>Each word by its stem; the last one also as the beginning of a word, since it may not be finished.</summary>
    public static async Task<IReadOnlyList<SearchWord>> FindAsync(DbConnection db, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return [];
        }

        var values = new DynamicParameters();
        var stems = (await db.QueryAsync<(string Stem, int Products)>(
            $"SELECT stem, products FROM search_stems WHERE stem IN {values.AddList("stem", words.Select(Stem.Of).Distinct())} AND products > 0", values))
            .ToDictionary(row => row.Stem, row => row.Products, StringComparer.Ordinal);
        var found = words.Select(word => new SearchWord(
            word, stems.TryGetValue(Stem.Of(word), out var products) ? [(Stem.Of(word), products)] : [])).ToList();
        if (words[^1].Length > 1)
        {
            var endings = await db.QueryAsync<(string Stem, int Products)>(
                """
                SELECT w.stem, s.products
                FROM search_words w JOIN search_stems s ON s.stem = w.stem AND s.products > 0
                WHERE w.word >= @begin AND w.word < @end
                GROUP BY w.stem, s.products ORDER BY s.products DESC, w.stem LIMIT @MostEndings
                """,
                new { begin = words[^1], end = words[^1] + "\uffff", MostEndings });
            found[^1] = found[^1] with { Stems = [.. found[^1].Stems.Concat(endings).Distinct()] };
        }

        return found;
    }

    /// <summary>The query with the words that nothing has put right, if there are such as are near; else null.</summary>
    public static async Task<string?> SuggestAsync(DbConnection db, IReadOnlyList<SearchWord> words)
    {
        var better = new List<string>();
        foreach (var word in words)
        {
            if (word.Stems.Count > 0)
            {
                better.Add(word.Typed);
            }
            else if (await NearestAsync(db, word.Typed) is { } near)
            {
                better.Add(near);
            }
            else
            {
                return null;
            }
        }

        return words.Any(word => word.Stems.Count == 0) ? string.Join(' ', better) : null;
    }

    /// <summary>The word that most letters are shared with, and that a slip or two make of this one.</summary>
    private static async Task<string?> NearestAsync(DbConnection db, string word)
    {
        var slips = word.Length switch { < 3 => 0, < 6 => 1, _ => 2 };
        var values = new DynamicParameters();
        var candidates = await db.QueryAsync<(string Word, int Products)>(
            $"""
            SELECT t.word, s.products
            FROM search_trigrams t JOIN search_words w ON w.word = t.word JOIN search_stems s ON s.stem = w.stem AND s.products > 0
            WHERE t.trigram IN {values.AddList("trigram", SearchText.Trigrams(word))}
            GROUP BY t.word, s.products ORDER BY COUNT(*) DESC, s.products DESC, t.word LIMIT 40
            """,
            values);
        return candidates.Select(one => (one.Word, one.Products, Distance: SearchText.Distance(word, one.Word)))
            .Where(one => one.Distance <= slips)
            .OrderBy(one => one.Distance).ThenByDescending(one => one.Products).ThenBy(one => one.Word, StringComparer.Ordinal)
            .Select(one => one.Word).FirstOrDefault();
    }
}
