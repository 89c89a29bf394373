using System.Net;

namespace Till.Stripe.Wire;

/// <summary>When to try again, and how long to wait: as Stripe's own clients do.</summary>
internal static class RetryRules
{
    /// <summary>Short enough for a buyer who waits.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>A longer pause would hold a web request without helping.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>A server that asks for more than a minute is not waited for that long.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(60);

    /// <summary>
    /// <c>Stripe-Should-Retry</c> decides where it is given. Otherwise lost replies, 409 (the key is in use, or two
    /// calls met at one object) and 5xx are tried again; 429 is not, since more calls are what it complains of.
    /// </summary>
    public static bool ShouldRetry(Attempt attempt) => attempt switch
    {
        Attempt.Lost => true,
        Attempt.Reply { IsSuccess: true } => false,
        Attempt.Reply { ShouldRetry: { } told } => told,
        Attempt.Reply reply => reply.Status == HttpStatusCode.Conflict || (int)reply.Status >= 500,
        _ => false,
    };

    /// <param name="attempt">The try that failed.</param>
    /// <param name="retry">0 for the first repetition.</param>
    /// <param name="chance">0 to 1: takes up to half of the pause away, so that who fails together does not return together.</param>
    public static TimeSpan Delay(Attempt attempt, int retry, double chance)
    {
        var full = TimeSpan.FromTicks(Math.Min(FirstDelay.Ticks << Math.Min(retry, 10), MaxDelay.Ticks));
        var delay = TimeSpan.FromTicks(Math.Max((long)(full.Ticks * (0.5 + (chance / 2))), FirstDelay.Ticks));
        return attempt is Attempt.Reply { RetryAfter: { } asked } && asked > delay && asked <= MaxRetryAfter ? asked : delay;
    }
}
