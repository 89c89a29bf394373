namespace Till.Rehearsal;

/// <summary>
/// Where every choice of a history comes from: a seed, or the choices of an earlier one, which may have been shortened. What is not given is
/// zero, and zero is always the plainest choice: at once, the first, nothing goes wrong.
/// </summary>
internal sealed class Choices
{
    private readonly Random? random;
    private readonly IReadOnlyList<int> given;
    private readonly List<int> taken = [];

    public Choices(int seed) => (random, given) = (new Random(seed), []);

    public Choices(IReadOnlyList<int> given) => this.given = given;

    /// <summary>All that were made so far, from which a history can be run again.</summary>
    public IReadOnlyList<int> Taken => taken;

    public int Below(int limit)
    {
        var choice = random?.Next(limit) ?? (taken.Count < given.Count ? given[taken.Count] % limit : 0);
        taken.Add(choice);
        return choice;
    }

    /// <param name="perThousand">Of a thousand histories, in how many it is so.</param>
    public bool Sometimes(int perThousand) => perThousand > 0 && Below(1000) >= 1000 - perThousand;

    public T Of<T>(params ReadOnlySpan<T> list) => list[Below(list.Length)];

    /// <summary>Anything up to <paramref name="most"/>, short rather than long.</summary>
    public TimeSpan UpTo(TimeSpan most)
    {
        var share = Below(1000) / 1000.0;
        return most * (share * share * share);
    }
}
