using System.CommandLine;
using Till.Backups;

namespace Till.Commands;

/// <summary>The passphrase of backups: from a file or the environment, never from the command line, which others on the machine can read.</summary>
internal static class Passphrase
{
    public const string Variable = "TILL_BACKUP_PASSPHRASE";

    /// <summary>What is shorter is guessed.</summary>
    private const int Shortest = 12;

    public static Option<string?> File { get; } = new("--passphrase-file")
    {
        Description = $"The file that holds the passphrase, on its first line; without it, it is taken from {Variable}.",
    };

    /// <returns>Null: none was given.</returns>
    /// <exception cref="BackupException">The file cannot be read.</exception>
    public static string? Find(ParseResult parsed)
    {
        try
        {
            var text = parsed.GetValue(File) is { } path ? System.IO.File.ReadLines(path).FirstOrDefault() : System.Environment.GetEnvironmentVariable(Variable);
            return string.IsNullOrEmpty(text) ? null : text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BackupException($"The passphrase cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>One to encrypt with.</summary>
    /// <exception cref="BackupException">There is none, or it is too short.</exception>
    public static string Need(ParseResult parsed) => Find(parsed) switch
    {
        null => throw new BackupException($"--encrypt needs a passphrase: by --passphrase-file, or in {Variable}."),
        { Length: < Shortest } => throw new BackupException($"The passphrase needs at least {Shortest} characters."),
        var passphrase => passphrase,
    };
}
