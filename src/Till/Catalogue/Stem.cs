namespace Till.Catalogue;

/// <summary>
/// Takes the inflections off an English word, so that "printing", "printed" and "prints" are found by "print". These are steps
/// 1 and 5 of M. F. Porter, "An algorithm for suffix stripping" (1980); the steps that also take off what makes another word
/// ("relate", "relational") are left out, since they bring together what a buyer holds apart.
/// </summary>
internal static class Stem
{
    public static string Of(string word)
    {
        if (word.Length < 4 || !word.All(char.IsAsciiLetterLower))
        {
            return word;
        }

        var stem = WithoutPast(WithoutPlural(word));
        if (stem.Length > 2 && stem[^1] == 'y' && HasVowel(stem[..^1]))
        {
            stem = stem[..^1] + "i";
        }

        return WithoutFinalE(stem);
    }

    private static string WithoutPlural(string word) => word switch
    {
        [.., 's', 's', 'e', 's'] => word[..^2],
        [_, _, .., 'i', 'e', 's'] when word.Length > 4 => word[..^2],
        [.., 's' or 'u' or 'i', 's'] => word,
        [.., 's'] when HasVowel(word[..^1]) => word[..^1],
        _ => word,
    };

    private static string WithoutPast(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal))
        {
            return Measure(word[..^3]) > 0 ? word[..^1] : word;
        }

        var rest = word.EndsWith("ed", StringComparison.Ordinal) ? word[..^2] : word.EndsWith("ing", StringComparison.Ordinal) ? word[..^3] : null;
        if (rest is null || !HasVowel(rest))
        {
            return word;
        }

        return rest switch
        {
            [.., 'a', 't'] or [.., 'b', 'l'] or [.., 'i', 'z'] => rest + "e",
            [.., var one, var two] when one == two && !IsVowel(rest, rest.Length - 1) && one is not ('l' or 's' or 'z') => rest[..^1],
            _ when Measure(rest) == 1 && EndsShort(rest) => rest + "e",
            _ => rest,
        };
    }

    private static string WithoutFinalE(string word)
    {
        if (word[^1] != 'e')
        {
            return word;
        }

        var rest = word[..^1];
        var measure = Measure(rest);
        return measure > 1 || (measure == 1 && !EndsShort(rest)) ? rest : word;
    }

    /// <summary>How many times vowels are followed by consonants.</summary>
    private static int Measure(string word) => Enumerable.Range(1, Math.Max(0, word.Length - 1)).Count(at => IsVowel(word, at - 1) && !IsVowel(word, at));

    private static bool HasVowel(string word) => Enumerable.Range(0, word.Length).Any(at => IsVowel(word, at));

    /// <summary>Consonant, vowel, consonant, as "hop" does; such a word keeps its e.</summary>
    private static bool EndsShort(string word) => word.Length >= 3 && !IsVowel(word, word.Length - 3) && IsVowel(word, word.Length - 2)
        && !IsVowel(word, word.Length - 1) && word[^1] is not ('w' or 'x' or 'y');

    private static bool IsVowel(string word, int at) => word[at] is 'a' or 'e' or 'i' or 'o' or 'u' || (word[at] == 'y' && at > 0 && !IsVowel(word, at - 1));
}
