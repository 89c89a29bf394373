using System.Diagnostics;

namespace Till.Rehearsal;

/// <summary>Plays many histories, on as many processors as there are, and sums up what came of them.</summary>
/// <param name="triesToShorten">How many histories may be played to make one that does not hold plainer.</param>
internal sealed class RehearsalRun(Grounds grounds, int triesToShorten = RehearsalRun.UsualTries)
{
    /// <summary>Enough to leave a screenful of a history.</summary>
    public const int UsualTries = 150;

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> counts = [];
    private readonly List<Finding> findings = [];
    private int next;
    private int played;

    /// <param name="firstSeed">The first history's; each of the others has the next one.</param>
    /// <param name="histories">How many there are.</param>
    /// <param name="stopAtFirst">Whether the first history that does not hold is the last.</param>
    /// <param name="progress">Told after each history how many were played.</param>
    public RehearsalReport Play(int firstSeed, int histories, bool stopAtFirst, Action<int> progress, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        next = firstSeed;
        var threads = Enumerable.Range(0, Math.Min(Environment.ProcessorCount, histories))
            .Select(_ => new Thread(() => PlayOn(firstSeed + histories, stopAtFirst, progress, cancel))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return new RehearsalReport(
            grounds.IsPostgres ? "PostgreSQL" : "SQLite", firstSeed, played, Stopwatch.GetElapsedTime(started), counts, [.. findings.OrderBy(finding => finding.Seed)]);
    }

    private void PlayOn(int end, bool stopAtFirst, Action<int> progress, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            int seed;
            lock (gate)
            {
                if (next >= end || (stopAtFirst && findings.Count > 0))
                {
                    return;
                }

                seed = next++;
            }

            var history = History.Play(grounds, new Choices(seed));
            var finding = history.Broken.Count > 0 ? new Finding(seed, history, history.Shorten(grounds, triesToShorten)) : null;
            lock (gate)
            {
                foreach (var (what, times) in history.Counts)
                {
                    counts[what] = counts.GetValueOrDefault(what) + times;
                }

                if (finding is not null)
                {
                    findings.Add(finding);
                }

                progress(++played);
            }
        }
    }
}

/// <summary>A history that did not hold, and the plainest one that was found in which the same goes wrong.</summary>
internal sealed record Finding(int Seed, History History, History Shortened);

/// <summary>What a rehearsal came to.</summary>
internal sealed record RehearsalReport(
    string Engine, int FirstSeed, int Histories, TimeSpan Took, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<Finding> Findings)
{
    /// <summary>What was looked at in each of them.</summary>
    public static IReadOnlyList<string> Rules { get; } =
    [
        "Every payment that Stripe took is a payment in the shop, once and of the same amount, and the other way round.",
        "Every paid order has one payment of its own amount, and no payment belongs to an unpaid order.",
        "Whoever was told that they had paid has a paid order.",
        "Nobody is charged for what they cannot have.",
        "Every refund and dispute is what Stripe says it is; nothing went back twice, nothing more than was paid.",
        "The books add up to the balance at Stripe, to the last cent.",
        "Nothing on the shelf comes from nowhere, nothing is held for nobody, nothing is sold twice.",
        "No discount code was used more often than it may be without the owner being told.",
        "Each subscription and each of its invoices is what Stripe holds, and no member pays twice.",
        "Each paid order has its receipt, its downloads and its number, once; no other has.",
        "No event, no effect and no attempt is left undone, and no forged webhook was believed.",
    ];

    public bool Held => Findings.Count == 0;
}
