using System.Text.Json;
using Dapper;
using Till.Commands;
using Till.Storage;
using Till.Tests.Catalogue;
using Till.Tests.Harness;

namespace Till.Tests.CommandLine;

/// <summary><c>till plan</c>, as the owner types it and as a script reads it.</summary>
public sealed class PlanCommandTests
{
    [Fact]
    public async Task Plans_are_listed_and_what_is_named_of_them_is_changed()
    {
        using var folder = new TemporaryFolder();
        Assert.StartsWith("No memberships.", (await RunAsync(folder, "list")).Output);
        await FillAsync(folder);

        Assert.Equal(
            "back-room (Back Room): opens what is for members only, members' prices, 0 members", (await RunAsync(folder, "list")).Output.Trim());
        Assert.Equal((int)ExitCode.Done, (await RunAsync(
            folder, "set", "back-room", "--position", "2", "--trial-days", "14", "--badge", "Back Room", "--opens-member-only", "false",
            "--benefit", "A letter", "--benefit", "A chair")).Code);
        Assert.Equal((int)ExitCode.Done, (await RunAsync(folder, "set", "back-room", "--trial-days", "7")).Code);

        Assert.Equal(
            "back-room (Back Room): 7 days free, members' prices, badge “Back Room”, A letter, A chair, 0 members",
            (await RunAsync(folder, "list")).Output.Trim());
        Assert.Equal((int)ExitCode.Done, (await RunAsync(folder, "set", "back-room", "--badge", "", "--no-benefits")).Code);
        var row = Assert.Single(JsonDocument.Parse((await RunAsync(folder, "list", "--json")).Output).RootElement.EnumerateArray());
        Assert.Equal(
            (2, 7, JsonValueKind.Null, "", false),
            (row.GetProperty("position").GetInt32(), row.GetProperty("trialDays").GetInt32(), row.GetProperty("badge").ValueKind,
                row.GetProperty("benefits").GetString(), row.GetProperty("opensMemberOnly").GetBoolean()));
        Refused(await RunAsync(folder, "set", "front-step", "--position", "1"), "no membership front-step");
        Refused(await RunAsync(folder, "set", "shirt", "--position", "1"), "no membership shirt");
    }

    [Fact]
    public async Task What_members_pay_is_set_for_all_sizes_or_one_and_taken_back()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder);

        Assert.Equal("Members pay $8.00 for shirt, in 2 sizes.", (await RunAsync(folder, "price", "shirt", "8.00")).Output.Trim());
        Assert.Equal("Members pay $7.00 for shirt-M.", (await RunAsync(folder, "price", "shirt-M", "7.00")).Output.Trim());
        Assert.Equal("from $7.00 for members", await ListedAsync(folder));
        Assert.Equal("Members pay what all pay for shirt, in 2 sizes.", (await RunAsync(folder, "price", "shirt", "--none")).Output.Trim());
        Assert.Null(await ListedAsync(folder));
        Refused(await RunAsync(folder, "price", "hat", "8.00"), "slug or sku hat");
        Refused(await RunAsync(folder, "price", "back-room", "1.00"), "slug or sku back-room");
    }

    [Theory]
    [InlineData("--position", "set", "back-room", "--position", "0")]
    [InlineData("--trial-days", "set", "back-room", "--trial-days", "731")]
    [InlineData("--badge", "set", "back-room", "--badge", "more than twenty-four letters")]
    [InlineData("--benefit", "set", "back-room", "--benefit", "a\nb")]
    [InlineData("--no-benefits", "set", "back-room", "--benefit", "a", "--no-benefits")]
    [InlineData("amount of USD", "price", "shirt", "8.001")]
    [InlineData("amount of USD", "price", "shirt", "-1")]
    [InlineData("--none", "price", "shirt")]
    [InlineData("--none", "price", "shirt", "8.00", "--none")]
    public async Task What_is_not_understood_is_refused(string named, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var ended = await RunAsync(folder, arguments);

        Assert.Equal((int)ExitCode.Usage, ended.Code);
        Assert.Contains(named, ended.Error);
    }

    private static async Task FillAsync(TemporaryFolder folder)
    {
        using var signals = new Signals();
        await using var database = Database.Open(new StorageOptions(folder.Path, null), signals, TimeProvider.System);
        await Migrations.RunAsync(database, TimeProvider.System, TestContext.Current.CancellationToken);
        await Shelves.AddAsync(database, new("membership", "back-room") { Title = "Back Room", Price = 6_00, Interval = "month" });
        await Shelves.AddAsync(database, new("good", "shirt") { Price = 10_00, Sizes = ["M", "L"] });
    }

    private static async Task<string?> ListedAsync(TemporaryFolder folder)
    {
        using var signals = new Signals();
        await using var database = Database.Open(new StorageOptions(folder.Path, null), signals, TimeProvider.System);
        return await database.ReadAsync(
            db => db.QuerySingleAsync<string?>("SELECT member_text FROM listings WHERE slug = 'shirt'"), TestContext.Current.CancellationToken);
    }

    private static void Refused(Ended ended, string why)
    {
        Assert.Equal((int)ExitCode.Failed, ended.Code);
        Assert.Contains(why, ended.Error);
    }

    private static Task<Ended> RunAsync(TemporaryFolder folder, params string[] arguments) =>
        TillProcess.RunAsync(["plan", .. arguments, "--data", folder.Path]);
}
