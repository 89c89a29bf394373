using Till.Disputes;
using Till.Storage;

namespace Till.Admin;

/// <summary>What buyers ask back by their banks: what waits for an answer, with the time that is left, what the banks think about, and how the rest ended.</summary>
[Needs(Right.SeeMoney)]
internal sealed class DisputesPageModel(Database database, TimeProvider time) : AdminPage
{
    private const int Most = 100;

    public IReadOnlyList<DisputeCase> Open { get; private set; } = [];

    public IReadOnlyList<DisputeCase> Closed { get; private set; } = [];

    public DateTimeOffset Now { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Now = time.GetUtcNow();
        (Open, Closed) = await database.ReadAsync(async db => (await DisputeCase.OpenAsync(db, Most), await DisputeCase.ClosedAsync(db, Most)), cancel);
    }
}
