namespace Till.Storage;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "The connection that hears of other processes' work was lost; trying again.")]
    public static partial void ListenerLost(ILogger logger, Exception exception);
}
