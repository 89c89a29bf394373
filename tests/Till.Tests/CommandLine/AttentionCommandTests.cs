using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Till.Commands;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.CommandLine;

/// <summary><c>till attention</c>: what is left for a person, as the owner reads it.</summary>
public sealed class AttentionCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_left_is_listed_with_all_of_its_story_until_it_is_dealt_with()
    {
        using var folder = new TemporaryFolder();
        var nothing = await RunAsync(folder, "list");
        Assert.Equal(((int)ExitCode.Done, "Nothing is left for you."), (nothing.Code, nothing.Output.Trim()));
        await FileAsync(folder, "A refund of $5.00 failed.");
        await FileAsync(folder, "A refund of $5.00 failed.");

        var list = await RunAsync(folder, "list");
        Assert.Equal((int)ExitCode.Attention, list.Code);
        Assert.All(["A refund of $5.00 failed.", "Done: The money is back here.", "Left: Pay the buyer in another way."], fact => Assert.Contains(fact, list.Output));
        var row = Assert.Single(JsonDocument.Parse((await RunAsync(folder, "list", "--json")).Output).RootElement.EnumerateArray());
        Assert.Equal(("failed_refund", "A refund of $5.00 failed."), (row.GetProperty("kind").GetString(), row.GetProperty("happened").GetString()));
        var name = row.GetProperty("name").GetString()!;

        var unknown = await RunAsync(folder, "done", "nobody");
        Assert.Equal(((int)ExitCode.Failed, true), (unknown.Code, unknown.Error.Contains("No open case has the name nobody.")));
        Assert.Equal((int)ExitCode.Done, (await RunAsync(folder, "done", name.ToUpperInvariant())).Code);
        Assert.Equal((int)ExitCode.Failed, (await RunAsync(folder, "done", name)).Code);
        Assert.Equal((int)ExitCode.Done, (await RunAsync(folder, "list")).Code);

        await FileAsync(folder, "The refund failed once more.");
        Assert.Contains("The refund failed once more.", (await RunAsync(folder, "list")).Output);
    }

    [Theory, BothEngines]
    public async Task A_case_is_filed_once_while_it_is_open_and_again_after_it_was_dealt_with(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var attention = new Attention(TimeProvider.System, Chance.Secure);
        await FileAsync("first");
        await FileAsync("again, and nobody has looked yet");
        var one = Assert.Single(await AttentionCase.OpenAsync(test.Database, Cancel));
        Assert.Equal("first", one.Happened);

        await test.Database.WriteAsync(transaction => attention.ResolveAsync(transaction, one.Id, Actor.CommandLine), Cancel);
        Assert.Empty(await AttentionCase.OpenAsync(test.Database, Cancel));
        await FileAsync("later");

        Assert.Equal("later", Assert.Single(await AttentionCase.OpenAsync(test.Database, Cancel)).Happened);

        Task FileAsync(string happened) =>
            test.Database.WriteAsync(transaction => attention.FileAsync(transaction, "webhook_signature", "wrong", happened, "-", "-"), Cancel);
    }

    private static Task<Ended> RunAsync(TemporaryFolder folder, params string[] arguments) =>
        TillProcess.RunAsync(["attention", .. arguments, "--data", folder.Path]);

    private static async Task FileAsync(TemporaryFolder folder, string happened)
    {
        await using var app = Shop.Build(new ShopOptions { DataFolder = folder.Path, Workers = false });
        await app.Services.GetRequiredService<Database>().WriteAsync(
            transaction => app.Services.GetRequiredService<Attention>().FileAsync(
                transaction, "failed_refund", "re_1", happened, "The money is back here.", "Pay the buyer in another way."),
            Cancel);
    }
}
