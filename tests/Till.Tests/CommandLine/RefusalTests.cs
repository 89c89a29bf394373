using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Till.Commands;
using Till.Tests.Harness;

namespace Till.Tests.CommandLine;

/// <summary>What the operator reads, and a script gets, when a command cannot do what it was asked to.</summary>
public sealed class RefusalTests
{
    private const string AnyPort = "http://127.0.0.1:0";

    [Fact]
    public async Task Without_a_command_the_help_is_shown_and_a_script_sees_that_nothing_was_done()
    {
        var ended = await TillProcess.RunAsync([]);

        Assert.Equal((int)ExitCode.Usage, ended.Code);
        Assert.Contains("serve", ended.Output);
        Assert.Contains("migrate", ended.Output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve", "--help")]
    [InlineData("migrate", "--help")]
    public async Task Help_is_no_failure(params string[] arguments)
    {
        var ended = await TillProcess.RunAsync(arguments);

        Assert.Equal((int)ExitCode.Done, ended.Code);
        Assert.Contains("Usage:", ended.Output);
        Assert.Empty(ended.Error);
    }

    [Theory]
    [InlineData("'sell'", "sell")]
    [InlineData("'--frobnicate'", "serve", "--frobnicate")]
    [InlineData("'--data'", "serve", "--data")]
    public async Task What_is_not_understood_is_named(string expected, params string[] arguments) =>
        AssertRefused(ExitCode.Usage, await TillProcess.RunAsync(arguments), expected, "./till --help");

    [Theory]
    [InlineData("localhost")]
    [InlineData("ftp://localhost:4000")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://localhost:0")]
    [InlineData("https://localhost:4000")]
    [InlineData("http://localhost:4000/shop")]
    [InlineData(";")]
    public async Task An_address_that_cannot_be_listened_on_is_refused_before_anything_is_made(string urls)
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "data");

        AssertRefused(ExitCode.Usage, await TillProcess.RunAsync(["serve", "--data", data, "--urls", urls]), "--urls");
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_way_out()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        AssertRefused(ExitCode.PortInUse, await TillProcess.RunAsync(["serve", "--no-seed", "--data", folder.Path, "--urls", address, "--sandbox-urls", AnyPort]), address, "--urls");
        AssertRefused(ExitCode.PortInUse, await TillProcess.RunAsync(["serve", "--no-seed", "--data", folder.Path, "--urls", AnyPort, "--sandbox-urls", address]), address, "--sandbox-urls");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused()
    {
        using var folder = new TemporaryFolder();

        // 192.0.2.0/24 is kept for documentation (RFC 5737), so that no machine has it.
        AssertRefused(
            ExitCode.PortInUse, await TillProcess.RunAsync(["serve", "--no-seed", "--data", folder.Path, "--urls", "http://192.0.2.1:4000", "--sandbox-urls", AnyPort]), "--urls");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "in the way", TestContext.Current.CancellationToken);

        AssertRefused(ExitCode.DataFolder, await TillProcess.RunAsync(["serve", "--no-seed", "--data", file, "--urls", AnyPort, "--sandbox-urls", AnyPort]), file, "--data");
    }

    [Fact]
    public async Task A_database_that_is_none_is_refused_and_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        await MigrateAsync(folder);
        SqliteConnection.ClearAllPools();
        var database = DatabaseIn(folder);
        foreach (var file in Directory.GetFiles(folder.Path).Except([database]))
        {
            File.Delete(file);
        }

        var content = new string('x', 8_192);
        await File.WriteAllTextAsync(database, content, TestContext.Current.CancellationToken);

        AssertRefused(ExitCode.DataFolder, await ServeAsync(folder), "not a database");
        Assert.Equal(content, await File.ReadAllTextAsync(database, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        using var folder = new TemporaryFolder();
        await MigrateAsync(folder);
        await using (var connection = new SqliteConnection($"Data Source={DatabaseIn(folder)};Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO schema_migrations (number, name, run_at) VALUES (9999, 'future', '')";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        AssertRefused(ExitCode.NewerDatabase, await ServeAsync(folder), "newer version", "9999");
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_the_settings_is_said_at_once_and_no_secret_with_it()
    {
        using var folder = new TemporaryFolder();

        var ended = await ServeAsync(folder, new Dictionary<string, string>
        {
            ["Till__Currency"] = "dollars",
            ["Till__PublicUrl"] = "shop.example",
            ["Till__Mail__Smtp__Port"] = "99999",
            ["Stripe__SecretKey"] = "pk_live_SECRET1",
            ["ConnectionStrings__Till"] = "Host=localhost;Password=SECRET2;Nonsense=1",
        });

        AssertRefused(
            ExitCode.Settings, ended, "Till__Currency", "dollars", "Till__PublicUrl", "Till__Mail__Smtp__Port", "Stripe__SecretKey",
            "ConnectionStrings__Till");
        Assert.DoesNotContain("SECRET", ended.Error + ended.Output);
    }

    [Fact]
    public async Task A_database_server_that_does_not_answer_is_named()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var ended = await ServeAsync(folder, new Dictionary<string, string>
        {
            ["ConnectionStrings__Till"] = $"Host=127.0.0.1;Port={port};Username=till;Password=SECRET;Database=till",
        });

        AssertRefused(ExitCode.DatabaseUnreachable, ended, "PostgreSQL cannot be reached", port.ToString());
        Assert.DoesNotContain("SECRET", ended.Error + ended.Output);
    }

    [Fact]
    public async Task A_database_that_the_server_does_not_have_is_named()
    {
        using var folder = new TemporaryFolder();
        var connection = (await PostgresServer.CreateDatabaseAsync()).Replace("Database=till_", "Database=absent_");

        AssertRefused(
            ExitCode.DatabaseUnreachable, await ServeAsync(folder, new Dictionary<string, string> { ["ConnectionStrings__Till"] = connection }),
            "PostgreSQL refused", "absent_");
    }

    private static Task<Ended> ServeAsync(TemporaryFolder folder, IReadOnlyDictionary<string, string>? settings = null) =>
        TillProcess.RunAsync(["serve", "--no-seed", "--data", folder.Path, "--urls", AnyPort, "--sandbox-urls", AnyPort], settings);

    private static async Task MigrateAsync(TemporaryFolder folder) =>
        Assert.Equal((int)ExitCode.Done, (await TillProcess.RunAsync(["migrate", "--data", folder.Path])).Code);

    private static string DatabaseIn(TemporaryFolder folder) => Assert.Single(Directory.GetFiles(folder.Path, "*.db"));

    /// <summary>A refusal is a sentence for a person, not a stack trace, and a number for a script.</summary>
    private static void AssertRefused(ExitCode code, Ended ended, params string[] says)
    {
        Assert.Equal(code, (ExitCode)ended.Code);
        Assert.All(says, text => Assert.Contains(text, ended.Error));
        Assert.DoesNotContain("   at ", ended.Error + ended.Output);
    }
}
