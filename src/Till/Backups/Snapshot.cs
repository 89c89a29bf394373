using Till.Storage;

namespace Till.Backups;

/// <summary>The database as it was at one moment, in files of its own.</summary>
/// <param name="Members">Names in the archive, and where the content lies.</param>
/// <param name="Media">The hashes of all media files that the database names.</param>
internal sealed record Snapshot(
    Engine Engine, int Migration, IReadOnlyList<About.Table> Tables, IReadOnlyList<(string Name, string Path)> Members, IReadOnlyList<string> Media)
{
    public const string MediaNamed = "SELECT sha256 FROM files ORDER BY sha256";
    public const string NewestMigration = "SELECT MAX(number) FROM schema_migrations";

    /// <param name="database">The shop's, which goes on selling.</param>
    /// <param name="folder">Where the files go; empty.</param>
    /// <param name="progress">One line for a person, now and then.</param>
    /// <param name="cancel">Not wanted any more.</param>
    public static Task<Snapshot> TakeAsync(Database database, string folder, Action<string> progress, CancellationToken cancel) =>
        database.Engine == Engine.Postgres
            ? PostgresSnapshot.TakeAsync(database, folder, progress, cancel)
            : SqliteSnapshot.TakeAsync(database, folder, progress, cancel);
}
