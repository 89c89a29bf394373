using Dapper;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>Writes the words of some products, gathered, in a few commands.</summary>
internal sealed class SearchWriter(Transaction transaction)
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> spellings = new(StringComparer.Ordinal);
    private readonly List<object?[]> postings = [];
    private readonly List<long> changed = [];
    private readonly JsonRows json = new(transaction.Engine);

    public void Add(long number, IndexedWords words, bool isNew)
    {
        if (!isNew)
        {
            changed.Add(number);
        }

        foreach (var (stem, score) in words.Scores)
        {
            postings.Add([number, stem, score]);
            counts[stem] = counts.GetValueOrDefault(stem) + 1;
        }

        foreach (var (word, stem) in words.Spellings)
        {
            spellings[word] = stem;
        }
    }

    public async Task RemoveAsync(IReadOnlyCollection<long> numbers)
    {
        foreach (var number in numbers)
        {
            foreach (var stem in await transaction.Db.QueryAsync<string>("DELETE FROM search_postings WHERE number = @number RETURNING stem", new { number }))
            {
                counts[stem] = counts.GetValueOrDefault(stem) - 1;
            }
        }
    }

    public async Task WriteAsync()
    {
        var db = transaction.Db;
        await RemoveAsync(changed);
        await db.ExecuteAsync(
            $"INSERT INTO search_postings (number, stem, score) SELECT {json.Number(0)}, {json.Text(1)}, {json.Number(2)} FROM {json.Rows}",
            new { rows = JsonRows.Of(postings) });
        await db.ExecuteAsync(
            $"""
            INSERT INTO search_stems (stem, products) SELECT {json.Text(0)}, {json.Number(1)} FROM {json.Rows} WHERE true
            ON CONFLICT (stem) DO UPDATE SET products = search_stems.products + excluded.products
            """,
            new { rows = JsonRows.Of(counts.Where(count => count.Value != 0).Select(count => (object?[])[count.Key, count.Value])) });
        var fresh = await db.QueryAsync<string>(
            $"""
            INSERT INTO search_words (word, stem) SELECT {json.Text(0)}, {json.Text(1)} FROM {json.Rows} WHERE true
            ON CONFLICT (word) DO NOTHING RETURNING word
            """,
            new { rows = JsonRows.Of(spellings.Select(pair => (object?[])[pair.Key, pair.Value])) });
        await db.ExecuteAsync(
            $"INSERT INTO search_trigrams (trigram, word) SELECT {json.Text(0)}, {json.Text(1)} FROM {json.Rows}",
            new { rows = JsonRows.Of(fresh.SelectMany(word => SearchText.Trigrams(word).Select(trigram => (object?[])[trigram, word]))) });
    }
}
