namespace Till.Api;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "API request {Id} broke off and could not be given up; it is taken up again after its lease")]
    public static partial void RequestNotGivenUp(ILogger logger, Guid id, Exception exception);
}
