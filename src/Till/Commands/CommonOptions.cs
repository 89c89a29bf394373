using System.CommandLine;

namespace Till.Commands;

/// <summary>Options that several commands take.</summary>
internal static class CommonOptions
{
    public static Option<string> Data { get; } = new("--data")
    {
        Description = "Folder of database, media and mails.",
        DefaultValueFactory = _ => "data",
    };

    public static Option<string> Environment { get; } = new("--environment")
    {
        Description = "Development or Production. Live keys belong in Production, test keys in Development.",
        DefaultValueFactory = _ => System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Development,
    };
}
