using Till.Core;

namespace Till.Payments;

/// <summary>Something that Stripe and the books do not agree about.</summary>
/// <param name="Kind">payment, refund, dispute or subscription.</param>
/// <param name="Says">What it is, in words.</param>
internal sealed record Difference(string Kind, string StripeId, DateTimeOffset At, string Says)
{
    public static string Amount(long minor, string currency) => Currency.TryParse(currency, out var known) ? new Money(minor, known).ToString() : $"{minor} {currency}";
}
