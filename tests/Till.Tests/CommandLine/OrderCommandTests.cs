using System.Text.Json;
using Dapper;
using Till.Commands;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.CommandLine;

/// <summary><c>till order</c>, as the owner types it and as a script reads it.</summary>
public sealed class OrderCommandTests
{
    [Fact]
    public async Task Orders_are_listed_shown_prepared_and_sent()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("No orders.", (await RunAsync(folder, "list")).Output.Trim());
        var (shirt, album) = await FillAsync(folder.Path);

        var list = await RunAsync(folder, "list");
        Assert.Equal((int)ExitCode.Done, list.Code);
        Assert.Contains("Linen shirt and 1 more", list.Output);
        Assert.Contains("$43.00", list.Output);
        var shown = await RunAsync(folder, "show", shirt.Number.ToString());
        Assert.All(["2 × Linen shirt, size M", "12 Analytical Way", "ada@till.example", shirt.Intent, "Visa ending in 4242"], fact => Assert.Contains(fact, shown.Output));
        var json = JsonDocument.Parse((await RunAsync(folder, "show", shirt.Number.ToString(), "--json")).Output).RootElement;
        Assert.Equal((4300, "paid", shirt.Intent), (json.GetProperty("totalMinor").GetInt32(), json.GetProperty("state").GetString(), json.GetProperty("paymentIntent").GetString()));
        Assert.DoesNotContain(shirt.Key, json.ToString());

        Assert.Equal((int)ExitCode.Done, (await RunAsync(folder, "prepare", shirt.Number.ToString())).Code);
        Refused(await RunAsync(folder, "prepare", shirt.Number.ToString()), "being prepared already");
        Assert.Equal((int)ExitCode.Done, (await RunAsync(folder, "ship", shirt.Number.ToString(), "--carrier", "DHL", "--tracking", "123")).Code);
        Refused(await RunAsync(folder, "ship", shirt.Number.ToString()), "has left already");
        Refused(await RunAsync(folder, "ship", album.Number.ToString()), "is still to go by post");
        Refused(await RunAsync(folder, "ship", "77"), "There is no order 77");
        var sent = JsonDocument.Parse((await RunAsync(folder, "list", "--state", "shipped", "--json")).Output).RootElement;
        Assert.Equal(shirt.Number, Assert.Single(sent.EnumerateArray()).GetProperty("number").GetInt64());
    }

    [Fact]
    public async Task What_is_disputed_is_shown_with_the_time_until_which_to_answer()
    {
        using var folder = new TemporaryFolder();
        var (shirt, _) = await FillAsync(folder.Path);
        using (var signals = new Signals())
        {
            await using var database = Database.Open(new StorageOptions(folder.Path, null), signals, TimeProvider.System);
            await database.WriteAsync(
                transaction => transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO disputes (id, payment_id, stripe_dispute_id, status, reason, currency, amount_minor, answer_by, created_at)
                    SELECT p.id, p.id, 'du_1', 'needs_response', 'product_not_received', 'usd', 4300, @until, @until FROM payments p WHERE p.order_id = @Id
                    """,
                    new { shirt.Id, until = new DateTimeOffset(2026, 12, 1, 23, 59, 0, TimeSpan.Zero) }),
                TestContext.Current.CancellationToken);
        }

        Assert.Contains("$43.00, product not received: waits for an answer until 2026-12-01 23:59 UTC du_1", (await RunAsync(folder, "show", shirt.Number.ToString())).Output);
        var json = JsonDocument.Parse((await RunAsync(folder, "show", shirt.Number.ToString(), "--json")).Output).RootElement;
        Assert.Equal("needs_response", Assert.Single(json.GetProperty("disputes").EnumerateArray()).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("--state", "list", "--state", "lost")]
    [InlineData("--most", "list", "--most", "0")]
    [InlineData("--tracking", "ship", "1", "--tracking", "a\nb")]
    [InlineData("--carrier", "ship", "1", "--carrier", " ")]
    [InlineData("", "show")]
    public async Task What_is_not_understood_is_refused(string named, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var ended = await RunAsync(folder, arguments);

        Assert.Equal((int)ExitCode.Usage, ended.Code);
        Assert.Contains(named == "--state" ? "lost" : named, ended.Error);
    }

    [Fact]
    public async Task An_amount_that_is_none_or_too_much_is_refused_with_what_is_left()
    {
        using var folder = new TemporaryFolder();
        var (shirt, _) = await FillAsync(folder.Path);

        foreach (var amount in new[] { "43.01", "0", "-5", "5,5", "five", "99999999999999999999" })
        {
            Refused(await RunAsync(folder, "refund", shirt.Number.ToString(), "--amount", amount), "at most $43.00");
        }

        Refused(await RunAsync(folder, "refund", "77"), "There is no order 77");
    }

    private static Task<Ended> RunAsync(TemporaryFolder folder, params string[] arguments) =>
        TillProcess.RunAsync(["order", .. arguments, "--data", folder.Path]);

    private static async Task<(Bought.Kept Shirt, Bought.Kept Album)> FillAsync(string folder)
    {
        using var signals = new Signals();
        await using var database = Database.Open(new StorageOptions(folder, null), signals, TimeProvider.System);
        await Migrations.RunAsync(database, TimeProvider.System, TestContext.Current.CancellationToken);
        return (
            await new Bought { Items = [Bought.Item.Shirt, Bought.Item.Book] }.KeepAsync(database),
            await new Bought { Items = [new("Night Trains", "", 1, 9_99, Delivered: false, Kind: "album")] }.KeepAsync(database));
    }

    private static void Refused(Ended ended, string why)
    {
        Assert.Equal((int)ExitCode.Failed, ended.Code);
        Assert.Contains(why, ended.Error);
    }
}
