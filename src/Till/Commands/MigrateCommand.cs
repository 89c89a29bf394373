using System.CommandLine;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till migrate</c>: brings the database up to date and ends.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Brings the database up to date.") { CommonOptions.Data };
        command.SetAction((parsed, cancel) => Guard.RunAsync(async () =>
        {
            await using var app = Shop.Build(new ShopOptions
            {
                DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
                Workers = false,
            });
            var ran = await Migrations.RunAsync(app.Services.GetRequiredService<Database>(), TimeProvider.System, cancel);
            Console.WriteLine(ran == 0 ? "The database is up to date." : $"Migrated: {ran} step{(ran == 1 ? "" : "s")}.");
            return ExitCode.Done;
        }));
        return command;
    }
}
