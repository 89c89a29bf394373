using System.CommandLine;
using System.Text.Json;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till attention</c>: what a person has to decide, and that they have.</summary>
internal static class AttentionCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Argument<string> Name = new("case") { Description = "The case's name, as the list shows it." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Create()
    {
        var list = new Command("list", "Shows what is left for a person: what happened, what was done about it, what is left. Ends with 10 while there is something.")
        {
            Json, CommonOptions.Data,
        };
        list.SetAction((parsed, cancel) => RunAsync(parsed, services => ListAsync(services, parsed, cancel), cancel));
        var done = new Command("done", "Notes that a case is dealt with. If the same happens again, it is a case again.") { Name, CommonOptions.Data };
        done.SetAction((parsed, cancel) => RunAsync(parsed, services => DoneAsync(services, parsed, cancel), cancel));
        return new Command("attention", "Cases for a person: list, done.") { list, done };
    }

    /// <summary>One case as it is read on a screen.</summary>
    public static string Sheet(AttentionCase one) =>
        $"""
        {one.Name}  {one.CreatedAt.UtcDateTime:d MMMM yyyy, HH:mm} UTC
          {one.Happened}
          Done: {one.Done}
          Left: {one.LeftToDo}
        """;

    /// <summary>One case as a script reads it.</summary>
    public static object Row(AttentionCase one) => new { one.Name, one.Kind, one.CreatedAt, one.Happened, one.Done, one.LeftToDo };

    private static Task<int> RunAsync(ParseResult parsed, Func<IServiceProvider, Task<ExitCode>> command, CancellationToken cancel) =>
        Guard.RunAsync(async () =>
        {
            await using var app = Shop.Build(new ShopOptions
            {
                DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
                Workers = false,
            });
            await Shop.PrepareAsync(app.Services, cancel);
            return await command(app.Services);
        });

    private static async Task<ExitCode> ListAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var cases = await AttentionCase.OpenAsync(services.GetRequiredService<Database>(), cancel);
        Console.WriteLine(
            parsed.GetValue(Json) ? JsonSerializer.Serialize(cases.Select(Row), Indented)
            : cases.Count == 0 ? "Nothing is left for you."
            : string.Join("\n\n", cases.Select(Sheet)));
        return cases.Count == 0 ? ExitCode.Done : ExitCode.Attention;
    }

    private static async Task<ExitCode> DoneAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var name = parsed.GetRequiredValue(Name);
        var database = services.GetRequiredService<Database>();
        var found = (await AttentionCase.OpenAsync(database, cancel)).Where(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (found is not [var one])
        {
            await Console.Error.WriteLineAsync($"No open case has the name {name}. See ./till attention list.");
            return ExitCode.Failed;
        }

        await database.WriteAsync(
            transaction => services.GetRequiredService<Attention>().ResolveAsync(transaction, one.Id, Actor.CommandLine), cancel);
        Console.WriteLine($"Case {one.Name} is dealt with.");
        return ExitCode.Done;
    }
}
