using Till.Bench;

// The published shop is a process of its own, as an operator starts it; nothing of it is referenced here.
if (Plan.Read(args) is not { } plan)
{
    return 2;
}

using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancel.Cancel();
};
var folder = Directory.CreateTempSubdirectory("till-bench-").FullName;
try
{
    var report = new Report();
    await new Run(plan, folder, report).RunAsync(cancel.Token);
    Console.WriteLine();
    Console.WriteLine(report.ToMarkdown());
    return report.Failures == 0 ? 0 : 1;
}
catch (BenchException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
