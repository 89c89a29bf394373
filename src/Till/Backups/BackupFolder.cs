using System.Globalization;

namespace Till.Backups;

/// <summary>How backups are called in a folder, and how many of them stay.</summary>
internal static class BackupFolder
{
    /// <summary>Below the data folder, where nobody says another.</summary>
    public const string Default = "backups";

    public const string Ending = ".tar.gz";
    public const string SealedEnding = ".tar.gz.sealed";
    public const string PartEnding = ".part";

    private const string Beginning = "till-";
    private const string Stamp = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>What a process that was killed has left; no backup takes longer.</summary>
    private static readonly TimeSpan PartLives = TimeSpan.FromDays(2);

    public static string NameOf(DateTimeOffset madeAt, bool isSealed) =>
        Beginning + madeAt.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture) + (isSealed ? SealedEnding : Ending);

    /// <summary>Whether it is meant as a file's name; anything else is a folder.</summary>
    public static bool IsFile(string path) =>
        !Directory.Exists(path) && (path.EndsWith(Ending, StringComparison.Ordinal) || path.EndsWith(SealedEnding, StringComparison.Ordinal));

    /// <summary>Backups that bear names as <see cref="NameOf"/> gives them, the newest first. Other files are nobody's business.</summary>
    public static IReadOnlyList<string> List(string folder) =>
        [.. Directory.EnumerateFiles(folder, $"{Beginning}*").Where(IsBackup).OrderByDescending(path => Path.GetFileName(path), StringComparer.Ordinal)];

    /// <summary>Removes all but the newest.</summary>
    /// <returns>Those that went.</returns>
    public static IReadOnlyList<string> Keep(string folder, int most)
    {
        var old = List(folder).Skip(most).ToList();
        old.ForEach(File.Delete);
        return old;
    }

    /// <summary>Removes what broken-off backups have left there.</summary>
    public static void Sweep(string folder, DateTimeOffset now)
    {
        foreach (var part in Directory.EnumerateFiles(folder, $"{Beginning}*{PartEnding}").Where(path => File.GetLastWriteTimeUtc(path) < (now - PartLives).UtcDateTime))
        {
            File.Delete(part);
        }
    }

    private static bool IsBackup(string path)
    {
        var name = Path.GetFileName(path);
        var ending = name.EndsWith(SealedEnding, StringComparison.Ordinal) ? SealedEnding : Ending;
        return name.EndsWith(ending, StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(
                name[Beginning.Length..^ending.Length], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
    }
}
