using System.Text.Json;
using Till.Commands;
using Till.Tests.Harness;

namespace Till.Tests.CommandLine;

/// <summary><c>till import</c> and <c>till export</c>, as the operator types them and as a script reads them.</summary>
public sealed class ImportCommandTests
{
    [Fact]
    public async Task A_file_is_tried_written_and_had_again()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "in.csv");
        await File.WriteAllTextAsync(file, "address,title,price,stock\nmug,A mug,12.00,5\n", TestContext.Current.CancellationToken);

        var tried = await RunAsync(folder, "import", file, "--dry-run");
        Assert.Equal((int)ExitCode.Done, tried.Code);
        Assert.All(["1 new, 0 changed", "Line 2: A mug (new)", "Price: nothing → “$12.00”", "Nothing was changed."], line => Assert.Contains(line, tried.Output));
        var written = await RunAsync(folder, "import", file);
        Assert.Equal((int)ExitCode.Done, written.Code);
        Assert.Contains("1 of 1 products written", written.Output);
        var again = JsonDocument.Parse((await RunAsync(folder, "import", file, "--json")).Output).RootElement;
        Assert.Equal((0, 1, true), (again.GetProperty("added").GetInt32(), again.GetProperty("unchanged").GetInt32(), again.GetProperty("written").GetBoolean()));

        var printed = await RunAsync(folder, "export", "products");
        Assert.Contains("mug,good,A mug,", printed.Output);
        var target = Path.Combine(folder.Path, "out.csv");
        Assert.Equal((int)ExitCode.Done, (await RunAsync(folder, "export", "products", "--output", target)).Code);
        var there = await RunAsync(folder, "export", "products", "--output", target);
        Assert.Equal((int)ExitCode.Usage, there.Code);
        Assert.Contains("is there already", there.Error);
        Assert.Equal((int)ExitCode.Done, (await RunAsync(folder, "export", "products", "--output", target, "--force")).Code);
        Assert.Contains("0 new, 0 changed, 1 as they were", (await RunAsync(folder, "import", target)).Output);
    }

    [Fact]
    public async Task What_is_wrong_with_a_file_is_told_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "in.csv");
        await File.WriteAllTextAsync(file, "address,title,price\nmug,A mug,free\n", TestContext.Current.CancellationToken);

        var wrong = await RunAsync(folder, "import", file);
        Assert.Equal((int)ExitCode.Usage, wrong.Code);
        Assert.Contains("Line 2, price: Write an amount of USD such as 12.50.", wrong.Error);
        Assert.Contains("Nothing was changed.", wrong.Error);
        var none = await RunAsync(folder, "import", Path.Combine(folder.Path, "none.csv"));
        Assert.Equal((int)ExitCode.Usage, none.Code);
        Assert.Contains("cannot be read", none.Error);
        Assert.Contains("--kind takes", (await RunAsync(folder, "import", file, "--kind", "car")).Error);
        Assert.Contains("cannot be written", (await RunAsync(folder, "export", "products", "--output", Path.Combine(folder.Path, "no", "such", "x.csv"))).Error);
        Assert.Equal((int)ExitCode.Usage, (await RunAsync(folder, "export", "secrets")).Code);
    }

    private static Task<Ended> RunAsync(TemporaryFolder folder, string command, params string[] arguments) =>
        TillProcess.RunAsync([command, .. arguments, "--data", Path.Combine(folder.Path, "data")]);
}
