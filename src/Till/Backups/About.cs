using System.Text.Json;
using Till.Storage;

namespace Till.Backups;

/// <summary>The first member of a backup: what it is of, so that one that cannot be restored is refused before the rest is read.</summary>
/// <param name="Format">Of the archive itself.</param>
/// <param name="Migration">The newest that the database had seen.</param>
/// <param name="Tables">Every table of the shop, with its columns in the order of the dump.</param>
/// <param name="Files">How many media files the database names.</param>
/// <param name="Missing">Those of them that were not there to be copied.</param>
internal sealed record About(
    int Format, DateTimeOffset MadeAt, string Engine, int Migration, IReadOnlyList<About.Table> Tables, int Files, IReadOnlyList<string> Missing)
{
    public const int ThisFormat = 1;

    /// <summary>Its name in the archive.</summary>
    public const string Member = "till.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public Engine Of => Words.Parse<Engine>(Engine);

    public long Rows => Tables.Sum(table => table.Rows);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <exception cref="BackupException">It is not of a kind that this version reads.</exception>
    public static About Read(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<About>(json, Options) is { Format: ThisFormat } about && Enum.TryParse<Engine>(about.Engine, true, out _)
                ? about
                : throw new BackupException("This backup is of a form that this version of Till does not know. Restore it with the version that made it.");
        }
        catch (JsonException exception)
        {
            throw new BackupException("This is no backup of a shop.", exception);
        }
    }

    /// <param name="Columns">Names and, of PostgreSQL, types.</param>
    internal sealed record Table(string Name, long Rows, IReadOnlyList<Column> Columns);

    /// <param name="Type">PostgreSQL's word for it; empty where SQLite keeps it.</param>
    internal sealed record Column(string Name, string Type = "");
}

/// <summary>One file of the archive, as the last member lists it.</summary>
/// <param name="Sha256">Of its content, lower-case hexadecimal.</param>
internal sealed record BackupMember(string Name, long Bytes, string Sha256)
{
    /// <summary>The list's own name: the last member, so that an archive that was cut short has none.</summary>
    public const string List = "members.json";

    /// <summary>The SQLite file.</summary>
    public const string SqliteFile = "till.db";

    private const string TableFolder = "tables/";
    private const string MediaFolder = "media/";

    public static string OfTable(string table) => $"{TableFolder}{table}.copy";

    public static string OfMedia(string sha256) => $"{MediaFolder}{sha256[..2]}/{sha256}";

    /// <summary>A media file's name is the hash of what it must hold.</summary>
    public string? Media => Name.StartsWith(MediaFolder, StringComparison.Ordinal) ? Name[(MediaFolder.Length + 3)..] : null;

    /// <summary>It was damaged where the shop keeps it, before it was copied.</summary>
    public bool IsDamaged => Media is { } named && named != Sha256;

    /// <summary>Whether it is a name that a backup gives: nothing that is unpacked can land elsewhere.</summary>
    public static bool IsName(string name) =>
        name is About.Member or SqliteFile or List
        || (name.StartsWith(TableFolder, StringComparison.Ordinal) && name.EndsWith(".copy", StringComparison.Ordinal)
            && name[TableFolder.Length..^".copy".Length] is { Length: > 0 } table && table.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        || (name.Length == MediaFolder.Length + 3 + 64 && name.StartsWith(MediaFolder, StringComparison.Ordinal)
            && name[(MediaFolder.Length + 3)..].All(char.IsAsciiHexDigitLower) && OfMedia(name[(MediaFolder.Length + 3)..]) == name);

    public static byte[] ToJson(IReadOnlyList<BackupMember> members) => JsonSerializer.SerializeToUtf8Bytes(members, JsonSerializerOptions.Web);

    /// <exception cref="BackupException">It is no such list.</exception>
    public static IReadOnlyList<BackupMember> ReadList(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<BackupMember>>(json, JsonSerializerOptions.Web)!;
        }
        catch (JsonException exception)
        {
            throw new BackupException("The backup is damaged: its list of files cannot be read.", exception);
        }
    }
}
