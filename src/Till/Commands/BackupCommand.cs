using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Till.Backups;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till backup</c>: backs the shop up while it sells, and reads back what it wrote.</summary>
internal static class BackupCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "A folder, or a file that ends in .tar.gz or .tar.gz.sealed; without it, the folder backups in the data folder. Better is another disk.",
    };

    private static readonly Option<int?> Keep = new("--keep") { Description = "How many backups stay in the folder; older ones go once the new one is good." };

    private static readonly Option<bool> Encrypt = new("--encrypt") { Description = "Encrypts it. Without the passphrase nobody can read it again." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Create()
    {
        Keep.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 10_000)
            {
                result.AddError("--keep takes a number from 1 to 10000.");
            }
        });
        var command = new Command(
            "backup",
            "Backs the shop up while it sells: the database and the files that it names, in one archive that is read back before it counts. Ends with 0 when all is in it, 10 when files were missing or damaged.")
        {
            CommonOptions.Data, To, Keep, Encrypt, Passphrase.File, Json,
        };
        command.SetAction((parsed, cancel) => Guard.RunAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(Keep) is not null && parsed.GetValue(To) is { } to && BackupFolder.IsFile(Path.GetFullPath(to)))
        {
            await Console.Error.WriteLineAsync("--keep needs a folder: a file is one backup.");
            return ExitCode.Usage;
        }

        var wish = new MakeBackup.Wish(parsed.GetValue(To), parsed.GetValue(Keep), parsed.GetValue(Encrypt) ? Passphrase.Need(parsed) : null);
        await using var app = Shop.Build(new ShopOptions
        {
            DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
            Workers = false,
        });
        await NeedShopAsync(app.Services, cancel);
        var json = parsed.GetValue(Json);
        try
        {
            var made = await app.Services.GetRequiredService<MakeBackup>().RunAsync(wish, json ? static _ => { } : Console.WriteLine, cancel);
            Console.WriteLine(json ? JsonSerializer.Serialize(made, Indented) : Describe(made));
            return made.Missing.Count + made.Damaged.Count > 0 ? ExitCode.Attention : ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. No backup was made, and nothing half is left.");
            return ExitCode.Failed;
        }
    }

    /// <summary>Nothing is migrated here: before an update, the backup is to be of what was before.</summary>
    private static async Task NeedShopAsync(IServiceProvider services, CancellationToken cancel)
    {
        var storage = services.GetRequiredService<StorageOptions>();
        var database = services.GetRequiredService<Database>();
        if (storage.ConnectionString is null
            ? !File.Exists(Path.Combine(storage.DataFolder, BackupMember.SqliteFile))
            : !await RestorePostgres.HasShopAsync(database, cancel))
        {
            throw new BackupException($"There is no shop in {(storage.ConnectionString is null ? storage.DataFolder : "the database")} that could be backed up.");
        }

        await Migrations.PendingAsync(database, cancel); // refuses a newer one
    }

    private static string Describe(MakeBackup.Made made)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{made.Path}: {made.Bytes / 1e6:0.0} MB, {made.Rows:N0} rows and {made.Files - made.Missing.Count - made.Damaged.Count:N0} files, read back and whole{(made.Encrypted ? ", encrypted" : "")}.");
        return string.Join('\n', (string[])
        [
            text,
            .. made.Removed.Select(path => $"Removed {path}."),
            .. made.Missing.Select(hash => $"Missing: media/{hash[..2]}/{hash}, which the database names."),
            .. made.Damaged.Select(hash => $"Damaged: media/{hash[..2]}/{hash} does not hold what its name says."),
            .. made.Missing.Count + made.Damaged.Count > 0 ? (string[])["Put those files back from an older backup, or upload them again."] : [],
        ]);
    }
}
