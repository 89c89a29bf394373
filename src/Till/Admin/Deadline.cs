namespace Till.Admin;

/// <summary>How long there is time, in words and in how urgent it looks.</summary>
internal static class Deadline
{
    /// <summary>"8 days and 4 hours left", "3 hours left", "less than an hour left", "the time is up".</summary>
    public static string InWords(DateTimeOffset until, DateTimeOffset now)
    {
        var left = until - now;
        return left <= TimeSpan.Zero ? "the time is up"
            : left < TimeSpan.FromHours(1) ? "less than an hour left"
            : left.Days == 0 ? $"{Catalogue.Words.Count(left.Hours, "hour")} left"
            : left.Hours == 0 ? $"{Catalogue.Words.Count(left.Days, "day")} left"
            : $"{Catalogue.Words.Count(left.Days, "day")} and {Catalogue.Words.Count(left.Hours, "hour")} left";
    }

    /// <summary>The class of its mark.</summary>
    public static string Tone(DateTimeOffset until, DateTimeOffset now) => (until - now) switch
    {
        var left when left < TimeSpan.FromDays(1) => "bad",
        var left when left < TimeSpan.FromDays(4) => "warn",
        _ => "",
    };
}
