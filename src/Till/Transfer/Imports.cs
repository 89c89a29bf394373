using System.Collections.Concurrent;
using Dapper;
using Till.Catalogue;
using Till.Storage;

namespace Till.Transfer;

/// <summary>A file of products that was sent to the shop.</summary>
internal sealed record ImportRow
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required byte[] Content { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    public int? Added { get; init; }

    public int? Changed { get; init; }

    public int? Unchanged { get; init; }

    public Shelf Shelf => Shelf.OfKind(Kind);

    internal const string Columns = "id, name, kind, content, done_at, added, changed, unchanged";
}

/// <summary>An import that runs in this process, or ran and wrote nothing.</summary>
internal sealed class ImportRun
{
    public enum Standing
    {
        Running,

        /// <summary>The shop had changed since the owner looked.</summary>
        Stale,

        Failed,
    }

    public Standing State { get; set; }

    /// <summary>How many products are written, of how many; both 0 while it compares.</summary>
    public (int Done, int Total) Progress { get; set; }
}

/// <summary>
/// Files on their way in from a browser: kept until the owner has seen what they would change and agreed, and then written while the
/// owner's page looks on. A run that its process does not live to end wrote nothing, and its file waits as before.
/// </summary>
internal sealed class Imports(
    Database database, ImportProducts import, ShopSettings settings, Chance chance, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Imports> logger)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<Guid, ImportRun> runs = new();

    /// <returns>What the file holds; or null and what is wrong with it.</returns>
    public (ImportFile? File, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> content, Shelf shelf) =>
        ProductTable.Read(content, shelf, settings.Name, settings.Currency);

    public async Task<Guid> KeepAsync(string name, byte[] content, Shelf shelf, Actor by, CancellationToken cancel)
    {
        var now = time.Now();
        var id = chance.NewId(now);
        await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync("DELETE FROM imports WHERE at < @before", new { before = now - Keep });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO imports (id, name, kind, content, actor, at) VALUES (@id, @name, @Kind, @content, @Name, @now)",
                    new { id, name, shelf.Kind, content, by.Name, now });
            },
            cancel);
        return id;
    }

    public Task<ImportRow?> FindAsync(Guid id, CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleOrDefaultAsync<ImportRow?>($"SELECT {ImportRow.Columns} FROM imports WHERE id = @id", new { id }), cancel);

    public Task DiscardAsync(Guid id, CancellationToken cancel) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync("DELETE FROM imports WHERE id = @id AND done_at IS NULL", new { id }), cancel);

    public ImportRun? RunOf(Guid id) => runs.GetValueOrDefault(id);

    /// <summary>Begins to write, if nobody has yet. Where the shop has changed since, nothing is written, and the page shows what would happen now.</summary>
    /// <param name="fingerprint">Of the plan that was agreed to.</param>
    public void Start(ImportRow row, ImportFile file, string fingerprint, Actor by)
    {
        var run = new ImportRun();
        if (runs.AddOrUpdate(row.Id, run, (_, other) => other.State == ImportRun.Standing.Running ? other : run) == run)
        {
            _ = Task.Run(() => RunAsync(row, file, fingerprint, by, run), CancellationToken.None);
        }
    }

    private async Task RunAsync(ImportRow row, ImportFile file, string fingerprint, Actor by, ImportRun run)
    {
        try
        {
            var outcome = await import.RunAsync(
                file, row.Name, fingerprint, by, (done, total) => run.Progress = (done, total), (transaction, done) => CloseAsync(transaction, row.Id, done),
                lifetime.ApplicationStopping);
            if (outcome is ImportProducts.Outcome.Done)
            {
                runs.TryRemove(row.Id, out _);
            }
            else
            {
                run.State = ImportRun.Standing.Stale;
            }
        }
        catch (Exception exception)
        {
            Log.ImportFailed(logger, exception, row.Name);
            run.State = ImportRun.Standing.Failed;
        }
    }

    private Task CloseAsync(Transaction transaction, Guid id, ImportProducts.Outcome.Done done) => transaction.Db.ExecuteAsync(
        "UPDATE imports SET done_at = @now, content = @nothing, added = @Added, changed = @Changed, unchanged = @Unchanged WHERE id = @id",
        new { now = time.Now(), nothing = Array.Empty<byte>(), done.Added, done.Changed, done.Unchanged, id });
}
