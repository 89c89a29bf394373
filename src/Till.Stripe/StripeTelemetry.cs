namespace Till.Stripe;

/// <summary>What to listen to for traces and measures of this client.</summary>
public static class StripeTelemetry
{
    /// <summary>Name of its <c>ActivitySource</c> and of its <c>Meter</c>.</summary>
    public const string Name = "Till.Stripe";
}
