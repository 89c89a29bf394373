namespace Till.Rehearsal;

/// <summary>What became of a history.</summary>
/// <param name="Choices">From which it can be played again.</param>
/// <param name="Broken">What must not be, and was; none: it held.</param>
/// <param name="Words">What happened, line by line.</param>
internal sealed record History(
    IReadOnlyList<int> Choices, IReadOnlyList<string> Broken, IReadOnlyList<string> Words, IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>What was broken first, without the numbers and names of this one history.</summary>
    public string Rule => Broken.Count == 0 ? "" : string.Concat(Broken[0].TakeWhile(letter => letter is not (':' or '(')).Where(letter => !char.IsDigit(letter) && letter != '-'));

    /// <summary>Plays a history on a copy of its own.</summary>
    public static History Play(Grounds grounds, Choices choices)
    {
        var storage = grounds.CopyAsync().GetAwaiter().GetResult();
        try
        {
            using var world = new World(choices, grounds, storage);
            world.Play();
            return new History(choices.Taken, world.Broken, world.Words, world.Counts);
        }
        finally
        {
            grounds.RemoveAsync(storage).GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// A plainer history in which the same goes wrong: choice after choice is made the plainest one, in pieces that grow smaller, and kept so
    /// where the fault stays.
    /// </summary>
    /// <param name="mostTries">Histories that are played for it.</param>
    public History Shorten(Grounds grounds, int mostTries)
    {
        var (best, tries) = (this, 0);
        for (var piece = Choices.Count; piece >= 1 && tries < mostTries; piece /= 2)
        {
            for (var at = 0; at < best.Choices.Count && tries < mostTries; at += piece)
            {
                var end = Math.Min(at + piece, best.Choices.Count);
                if (best.Choices.Skip(at).Take(end - at).All(choice => choice == 0))
                {
                    continue;
                }

                tries++;
                var shorter = Play(grounds, new Choices([.. best.Choices.Take(at), .. Enumerable.Repeat(0, end - at), .. best.Choices.Skip(end)]));
                best = shorter.Rule == Rule ? shorter : best;
            }
        }

        return best;
    }
}
