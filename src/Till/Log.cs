namespace Till;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "What the owner has set could not be read; what was known holds meanwhile.")]
    public static partial void SettingsNotRead(ILogger logger, Exception exception);
}
