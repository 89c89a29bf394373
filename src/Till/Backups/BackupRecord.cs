using System.Text.Json;
using Till.Storage;

namespace Till.Backups;

/// <summary>When the last backup was made that could be read back. Kept in the database, so that every process of the shop knows.</summary>
internal sealed class BackupRecord(Database database)
{
    public Task NoteAsync(LastBackup last, CancellationToken cancel) =>
        Settings.PutAsync(database, Settings.LastBackup, JsonSerializer.Serialize(last), cancel);

    /// <returns>Null: there is none.</returns>
    public async Task<LastBackup?> FindAsync(CancellationToken cancel) =>
        await Settings.FindAsync(database, Settings.LastBackup, cancel) is { } json ? JsonSerializer.Deserialize<LastBackup>(json) : null;
}

internal sealed record LastBackup(DateTimeOffset At, string Path, long Bytes);
