using Dapper;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.CommandLine;

/// <summary>An owner whose phone and recovery codes are lost, and who has the machine.</summary>
public sealed class AdminCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_second_factor_is_taken_away_once_and_is_on_record()
    {
        using var folder = new TemporaryFolder();
        await using (var app = Shop.Build(new ShopOptions { DataFolder = folder.Path, Workers = false }))
        {
            await Shop.PrepareAsync(app.Services, Cancel);
        }

        var created = await RunAsync(folder, "create", "--email", "owner@till.example");
        Assert.Equal(0, created.Code);
        await WriteAsync(
            folder,
            "INSERT INTO second_factors (account_id, secret, last_step, set_at) SELECT id, 'sealed', 1, created_at FROM accounts WHERE email_key = 'owner@till.example'");

        var dropped = await RunAsync(folder, "drop-second-factor", "--email", "Owner@Till.example");

        Assert.Equal(0, dropped.Code);
        Assert.Contains("signs in with the password alone", dropped.Output);
        Assert.Equal(0, await ReadAsync(folder, "SELECT COUNT(*) FROM second_factors"));
        Assert.Equal(1, await ReadAsync(folder, "SELECT COUNT(*) FROM audit WHERE action = 'account.factor-removed' AND actor = 'Command line'"));
        var again = await RunAsync(folder, "drop-second-factor", "--email", "owner@till.example");
        Assert.Equal(1, again.Code);
        Assert.Contains("Nobody with the address owner@till.example has a second factor.", again.Error);
        Assert.Equal(1, (await RunAsync(folder, "drop-second-factor", "--email", "nobody@till.example")).Code);
    }

    private static Task<Ended> RunAsync(TemporaryFolder folder, params string[] arguments) => TillProcess.RunAsync(["admin", .. arguments, "--data", folder.Path]);

    private static async Task WriteAsync(TemporaryFolder folder, string sql)
    {
        using var signals = new Signals();
        await using var database = Database.Open(new StorageOptions(folder.Path, null), signals, TimeProvider.System);
        await database.WriteAsync(transaction => transaction.Db.ExecuteAsync(sql), Cancel);
    }

    private static async Task<long> ReadAsync(TemporaryFolder folder, string sql)
    {
        using var signals = new Signals();
        await using var database = Database.Open(new StorageOptions(folder.Path, null), signals, TimeProvider.System);
        return await database.ReadAsync(db => db.QuerySingleAsync<long>(sql), Cancel);
    }
}
