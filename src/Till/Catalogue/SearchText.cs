using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Till.Catalogue;

/// <summary>How text becomes words that can be found: in one case, without accents, by their stems.</summary>
internal static class SearchText
{
    /// <summary>Longer runs of letters are no words of any language, and are cut.</summary>
    private const int LongestWord = 40;

    /// <summary>Too common to tell one thing from another. They count in titles, and in a query of nothing else.</summary>
    private static readonly FrozenSet<string> Common =
        "a an and are as at be by for from in is it its no of on or so that the their then this to was with you your".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<char, string> Plain = new Dictionary<string, string>
    {
        ["a"] = "àáâãäåāăą", ["c"] = "çćĉċč", ["d"] = "ďđð", ["e"] = "èéêëēĕėęě", ["g"] = "ĝğġģ", ["h"] = "ĥħ", ["i"] = "ìíîïĩīĭįı", ["j"] = "ĵ",
        ["k"] = "ķ", ["l"] = "ĺļľŀł", ["n"] = "ñńņňŉŋ", ["o"] = "òóôõöøōŏő", ["r"] = "ŕŗř", ["s"] = "śŝşšșſ", ["t"] = "ţťŧț", ["u"] = "ùúûüũūŭůűų",
        ["w"] = "ŵ", ["y"] = "ýÿŷ", ["z"] = "źżž", ["ae"] = "æ", ["oe"] = "œ", ["ss"] = "ß", ["th"] = "þ",
    }.SelectMany(pair => pair.Value.Select(letter => (letter, pair.Key))).ToFrozenDictionary(pair => pair.letter, pair => pair.Key);

    public static bool IsCommon(string word) => Common.Contains(word);

    /// <summary>In one case and without accents, for sorting titles and comparing words.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        // The shop runs without the system's Unicode tables (decision 0003), so the letters of Europe are folded by name.
        foreach (var rune in text.EnumerateRunes())
        {
            var lower = Rune.ToLowerInvariant(rune);
            if (lower.IsBmp && Plain.TryGetValue((char)lower.Value, out var plain))
            {
                folded.Append(plain);
            }
            else if (Rune.GetUnicodeCategory(lower) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Control))
            {
                folded.Append(lower.ToString());
            }
        }

        return folded.ToString();
    }

    /// <summary>The words of a text as written but for case and accents, in order. An apostrophe parts nothing.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in Fold(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(rune.ToString());
            }
            else if (rune.Value is not ('\'' or '’') && word.Length > 0)
            {
                yield return Cut(word);
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return Cut(word);
        }
    }

    /// <summary>Runs of three letters with the word's ends marked: near words share many.</summary>
    public static IEnumerable<string> Trigrams(string word)
    {
        var padded = $" {word} ";
        return Enumerable.Range(0, padded.Length - 2).Select(at => padded.Substring(at, 3)).Distinct();
    }

    /// <summary>How many letters must be put in, left out, changed, or swapped with their neighbour to make one word of the other.</summary>
    public static int Distance(string one, string other)
    {
        var (before, last, row) = (new int[other.Length + 1], Enumerable.Range(0, other.Length + 1).ToArray(), new int[other.Length + 1]);
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = one[i - 1] == other[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[other.Length];
    }

    private static string Cut(StringBuilder word) => word.Length <= LongestWord ? word.ToString() : word.ToString(0, LongestWord);
}
