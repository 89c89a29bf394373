namespace Till.Transfer;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "The file {Name} could not be imported; nothing of it was written")]
    public static partial void ImportFailed(ILogger logger, Exception exception, string name);
}
