namespace Till.Stripe;

/// <summary>What the signature of a webhook proves. Only <see cref="Valid"/> is from Stripe and fresh.</summary>
public abstract record SignatureOutcome
{
    private SignatureOutcome()
    {
    }

    /// <summary>One sentence for a log or a person, without anything secret.</summary>
    public abstract string Reason { get; }

    public bool IsValid => this is Valid;

    /// <param name="SecretIndex">Which of the secrets fits, from 0: an old one while a secret is being rolled.</param>
    /// <param name="SignedAt">When this delivery was signed.</param>
    public sealed record Valid(int SecretIndex, DateTimeOffset SignedAt) : SignatureOutcome
    {
        public override string Reason => "The signature is valid.";
    }

    /// <summary>This side has nothing to check against.</summary>
    public sealed record NoSecret : SignatureOutcome
    {
        public override string Reason => "No webhook secret is configured.";
    }

    public sealed record NoHeader : SignatureOutcome
    {
        public override string Reason => "The request has no Stripe-Signature header.";
    }

    /// <param name="Problem">What is wrong with it, in words.</param>
    public sealed record MalformedHeader(string Problem) : SignatureOutcome
    {
        public override string Reason => $"The Stripe-Signature header cannot be read: {Problem}.";
    }

    /// <summary>Another endpoint's secret, or a body that was changed on its way.</summary>
    public sealed record NoMatchingSignature : SignatureOutcome
    {
        public override string Reason =>
            "No signature fits: the secret is another endpoint's or another mode's, or the body was changed on its way.";
    }

    /// <param name="Age">How long before now it was signed.</param>
    public sealed record TimestampTooOld(TimeSpan Age) : SignatureOutcome
    {
        public override string Reason =>
            $"The delivery was signed {Age.TotalSeconds:0} s ago: it is a replay, or this machine's clock is fast.";
    }

    /// <param name="Lead">How long after now it was signed.</param>
    public sealed record TimestampTooNew(TimeSpan Lead) : SignatureOutcome
    {
        public override string Reason =>
            $"The delivery was signed {Lead.TotalSeconds:0} s in the future: this machine's clock is slow.";
    }
}
