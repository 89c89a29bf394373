namespace Till.Bags;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Old bags could not be swept; the next round will.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);
}
