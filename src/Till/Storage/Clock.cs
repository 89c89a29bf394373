namespace Till.Storage;

internal static class Clock
{
    /// <summary>Now in UTC, cut to the microsecond that both engines keep, so that what is read back equals what was written.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
