namespace Till.Catalogue;

/// <summary>The words that a product is found by.</summary>
/// <param name="Scores">By stem: how well a product fits it.</param>
/// <param name="Spellings">Words as they are written, with their stems.</param>
internal sealed record IndexedWords(IReadOnlyDictionary<string, int> Scores, IReadOnlyDictionary<string, string> Spellings)
{
    /// <summary>Words of a description that count; the rest of a very long one is not looked through.</summary>
    private const int Most = 500;

    /// <summary>The same text for the same words, to see whether they have changed.</summary>
    public string Text => string.Join(' ', Scores.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{pair.Value}"))
        + string.Join(' ', Spellings.Keys.Order(StringComparer.Ordinal));

    /// <param name="ratingTenths">Of two that fit alike, the better loved comes first.</param>
    public static IndexedWords Of(string title, string maker, string categories, string description, int ratingTenths)
    {
        var scores = new Dictionary<string, int>(StringComparer.Ordinal);
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(SearchText.Words(title), 800);
        Add(SearchText.Words(maker), 500);
        Add(SearchText.Words(categories), 400);
        Add(SearchText.Words(description).Take(Most).Where(word => !SearchText.IsCommon(word)), 200);
        return new IndexedWords(scores.ToDictionary(pair => pair.Key, pair => pair.Value + ratingTenths, StringComparer.Ordinal), spellings);

        void Add(IEnumerable<string> words, int weight)
        {
            foreach (var word in words.Distinct(StringComparer.Ordinal))
            {
                var stem = Stem.Of(word);
                spellings[word] = stem;
                scores[stem] = scores.GetValueOrDefault(stem) + weight;
            }
        }
    }
}
