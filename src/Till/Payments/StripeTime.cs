namespace Till.Payments;

/// <summary>How far this machine's clock is from Stripe's, by what its last answer said. Signatures of webhooks hold for five minutes.</summary>
internal sealed class StripeTime(TimeProvider time)
{
    private readonly Lock gate = new();
    private TimeSpan? ahead;

    /// <summary>How much the machine's clock is ahead, to a second or two; null: nothing was heard yet.</summary>
    public TimeSpan? Ahead
    {
        get
        {
            lock (gate)
            {
                return ahead;
            }
        }
    }

    public void Hear(DateTimeOffset? serverTime)
    {
        if (serverTime is { } theirs)
        {
            lock (gate)
            {
                ahead = time.GetUtcNow() - theirs;
            }
        }
    }
}
