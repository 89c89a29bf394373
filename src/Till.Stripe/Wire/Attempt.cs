using System.Net;

namespace Till.Stripe.Wire;

/// <summary>How one try ended.</summary>
internal abstract record Attempt
{
    private Attempt()
    {
    }

    /// <summary>True if a change may have happened although this try doesn't say so.</summary>
    public abstract bool LeavesOutcomeOpen { get; }

    /// <summary>Something answered, in full.</summary>
    public sealed record Reply(
        HttpStatusCode Status,
        byte[] Body,
        string? RequestId,
        bool IdempotentReplayed,
        bool? ShouldRetry,
        TimeSpan? RetryAfter,
        DateTimeOffset? Date) : Attempt
    {
        public bool IsSuccess => (int)Status is >= 200 and < 300;

        /// <summary>
        /// After a 5xx the work may be done. A 409 says that the same key is being worked on at this moment.
        /// </summary>
        public override bool LeavesOutcomeOpen => (int)Status >= 500 || Status == HttpStatusCode.Conflict;

        /// <summary>Decided before Stripe looks at the key: it says nothing of an earlier try with the same one.</summary>
        public bool IsDecidedBeforeTheKey =>
            Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests;
    }

    /// <summary>No whole reply came.</summary>
    /// <param name="Cause">Why.</param>
    /// <param name="NothingWasSent">True if there never was a connection to send anything over.</param>
    public sealed record Lost(Exception Cause, bool NothingWasSent) : Attempt
    {
        public override bool LeavesOutcomeOpen => !NothingWasSent;
    }
}
