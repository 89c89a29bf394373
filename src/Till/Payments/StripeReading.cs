using Till.Core;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Payments;

/// <summary>
/// What Stripe holds of one attempt, fetched now.
/// </summary>
/// <param name="Metadata">Set by this shop when it made the object; another's objects have something else there.</param>
internal sealed record StripeReading(
    StripeFact Fact, IReadOnlyDictionary<string, string> Metadata, string? SessionId, string? PaymentIntentId, Charge? Charge,
    string? Email, string? Name)
{
    /// <summary>A method that takes days to tell has told that it failed.</summary>
    public bool FailedLater => Fact is StripeFact.Payable or StripeFact.Closed
        && Charge is { Status: ChargeStatuses.Failed, PaymentMethodDetails.Type: not "card" };

    /// <summary>What is found out later than this belongs to the day on which it was paid.</summary>
    private static readonly TimeSpan SameDay = TimeSpan.FromDays(1);

    private const string Expansion = "latest_charge.balance_transaction";

    /// <summary>When the money came, by the shop's clock as far as that can tell.</summary>
    public DateTimeOffset PaidAt(DateTimeOffset now) => Charge?.Created is { } at && at < now - SameDay ? at : now;

    /// <summary>Reads by session where there is one, since only it knows of expiry; else by intent.</summary>
    /// <returns>Null where neither is known, or Stripe has no such object.</returns>
    public static async Task<StripeReading?> FetchAsync(StripeClient stripe, string? sessionId, string? intentId, CancellationToken cancel)
    {
        try
        {
            if (sessionId is not null)
            {
                var options = new GetOptions { Expand = ["payment_intent." + Expansion] };
                return Of(await stripe.CheckoutSessions.GetAsync(sessionId, options, cancel));
            }

            return intentId is null
                ? null
                : Of(await stripe.PaymentIntents.GetAsync(intentId, new GetOptions { Expand = [Expansion] }, cancel));
        }
        catch (StripeInvalidRequestException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    private static StripeReading Of(Session session)
    {
        var intent = session.PaymentIntent.Object;
        var fact = intent is not null && Received(intent) is { } received ? received
            : session.Status switch
            {
                SessionStatuses.Expired => new StripeFact.Closed(Decline.Explain(intent?.LastPaymentError)),
                // A completed session takes no second try: a method that told days later that it failed has ended it.
                SessionStatuses.Complete when intent is { Status: PaymentIntentStatuses.RequiresPaymentMethod or PaymentIntentStatuses.Canceled } =>
                    new StripeFact.Closed(Decline.Explain(intent.LastPaymentError)),
                SessionStatuses.Complete => new StripeFact.Processing(),
                _ => (StripeFact)new StripeFact.Payable(Decline.Explain(intent?.LastPaymentError)),
            };
        return new StripeReading(
            fact,
            session.Metadata,
            session.Id,
            session.PaymentIntent.Id,
            intent?.LatestCharge.Object,
            session.CustomerDetails?.Email ?? session.CustomerEmail,
            session.CustomerDetails?.Name);
    }

    private static StripeReading Of(PaymentIntent intent)
    {
        var charge = intent.LatestCharge.Object;
        StripeFact fact = Received(intent) ?? intent.Status switch
        {
            PaymentIntentStatuses.Canceled => new StripeFact.Closed(Decline.Explain(intent.LastPaymentError)),
            PaymentIntentStatuses.Processing => new StripeFact.Processing(),
            _ => (StripeFact)new StripeFact.Payable(Decline.Explain(intent.LastPaymentError)),
        };
        return new StripeReading(
            fact, intent.Metadata, null, intent.Id, charge, intent.ReceiptEmail ?? charge?.BillingDetails?.Email, charge?.BillingDetails?.Name);
    }

    private static StripeFact.Received? Received(PaymentIntent intent) => intent.Status == PaymentIntentStatuses.Succeeded
        ? new StripeFact.Received(intent.Id, new Money(intent.AmountReceived, Currency.Parse(intent.Currency)))
        : null;
}
