using System.Diagnostics;
using System.Text.Json;
using Till.Commands;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.CommandLine;

/// <summary><c>till backup</c> and <c>till restore</c>, as a timer runs them and as somebody types them on the day that they are needed.</summary>
public sealed class BackupCommandTests
{
    private static readonly Dictionary<string, string> Passphrase = new() { ["TILL_BACKUP_PASSPHRASE"] = "correct horse battery" };

    [Fact]
    public async Task A_shop_is_backed_up_encrypted_and_made_again_elsewhere_from_the_file_alone()
    {
        using var shop = new TemporaryFolder();
        using var backups = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await FillAsync(shop.Path);
        Assert.Contains("No backup has been made yet", (await TillProcess.RunAsync(["doctor", "--data", shop.Path])).Output);

        var made = await TillProcess.RunAsync(["backup", "--data", shop.Path, "--to", backups.Path, "--keep", "3", "--encrypt", "--json"], Passphrase);
        Assert.Equal(((int)ExitCode.Done, ""), (made.Code, made.Error));
        var path = JsonDocument.Parse(made.Output).RootElement.GetProperty("path").GetString()!;
        Assert.Equal(path, Assert.Single(Directory.GetFiles(backups.Path)));
        Assert.Contains("The last good one was made", (await TillProcess.RunAsync(["doctor", "--data", shop.Path])).Output);

        Refused(await TillProcess.RunAsync(["restore", path, "--data", elsewhere.Path]), "is encrypted");
        var checkedOnly = await TillProcess.RunAsync(["restore", path, "--data", elsewhere.Path, "--dry-run"], Passphrase);
        Assert.Equal((int)ExitCode.Done, checkedOnly.Code);
        Assert.Contains("The backup is whole.", checkedOnly.Output);
        var file = Path.Combine(backups.Path, "passphrase");
        await File.WriteAllTextAsync(file, "correct horse battery\n", TestContext.Current.CancellationToken);
        var restored = await TillProcess.RunAsync(["restore", path, "--data", elsewhere.Path, "--passphrase-file", file]);
        Assert.Equal((int)ExitCode.Done, restored.Code);
        Assert.Contains("till reconcile", restored.Output);
        Refused(await TillProcess.RunAsync(["restore", path, "--data", elsewhere.Path], Passphrase), "There is a shop already");

        Assert.Contains("Linen shirt", (await TillProcess.RunAsync(["order", "list", "--data", elsewhere.Path])).Output);
    }

    [Theory]
    [InlineData((int)ExitCode.Usage, "--keep", "--keep", "0")]
    [InlineData((int)ExitCode.Usage, "--keep needs a folder", "--keep", "3", "--to", "one.tar.gz")]
    [InlineData((int)ExitCode.Failed, "--encrypt needs a passphrase", "--encrypt")]
    [InlineData((int)ExitCode.Failed, "There is no shop in")]
    public async Task What_cannot_be_done_is_said(int code, string why, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var ended = await TillProcess.RunAsync(["backup", "--data", folder.Path, .. arguments]);

        Assert.Equal(code, ended.Code);
        Assert.Contains(why, ended.Error);
        Assert.False(File.Exists(Path.Combine(folder.Path, "till.db")));
    }

    [Fact]
    public async Task A_disk_that_is_full_is_said_and_nothing_half_is_left_on_it()
    {
        using var shop = new TemporaryFolder();
        using var disk = new TemporaryFolder();
        await FillAsync(shop.Path);
        // A disk of 16 kilobytes, in a name space of this process's own.
        var start = new ProcessStartInfo("unshare") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])
        [
            "-rm", "sh", "-c", "mount -t tmpfs -o size=16k tmpfs \"$1\" || exit 77; dotnet \"$2\" backup --data \"$3\" --to \"$1\"; code=$?; ls -A \"$1\"; exit $code", "sh",
            disk.Path, TillProcess.Application, shop.Path,
        ])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(process.ExitCode == 77 || (await error).StartsWith("unshare", StringComparison.Ordinal), "This machine lets nobody mount a disk of one's own.");

        Assert.Equal((int)ExitCode.Failed, process.ExitCode);
        Assert.Contains("nothing half is left: No space left on device", await error);
        Assert.DoesNotContain("till-2", await output);
    }

    private static void Refused(Ended ended, string why)
    {
        Assert.Equal((int)ExitCode.Failed, ended.Code);
        Assert.Contains(why, ended.Error);
    }

    private static async Task FillAsync(string folder)
    {
        using var signals = new Signals();
        await using var database = Database.Open(new StorageOptions(folder, null), signals, TimeProvider.System);
        await Migrations.RunAsync(database, TimeProvider.System, TestContext.Current.CancellationToken);
        await new Bought().KeepAsync(database);
    }
}
