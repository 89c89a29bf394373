namespace Till.Mail;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "The outbox could not be read; trying again.")]
    public static partial void OutboxStopped(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Kind} for {Subject} failed on try {Tries}.")]
    public static partial void EffectFailed(ILogger logger, string kind, string subject, int tries, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Kind} for {Subject} was carried out, but that could not be noted; it will be carried out again.")]
    public static partial void EffectNotNoted(ILogger logger, string kind, string subject, Exception exception);
}
