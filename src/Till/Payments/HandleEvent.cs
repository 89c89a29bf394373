using Dapper;
using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Finds out which attempt an event is about, and settles it. The event's own words are never believed.</summary>
internal sealed class HandleEvent(Database database, Settle settle, StripeClient stripe, ILogger<HandleEvent> logger)
{
    /// <returns>Whether the event was about something of this shop's.</returns>
    public async Task<bool> RunAsync(Inbox.Waiting waiting, CancellationToken cancel)
    {
        var stripeEvent = EventUtility.ParseEvent(waiting.Payload);
        if (!stripeEvent.HasPinnedVersion)
        {
            Log.OtherVersion(logger, stripeEvent.Id, stripeEvent.ApiVersion);
        }

        if (stripe.Livemode is { } livemode && livemode != stripeEvent.Livemode)
        {
            return false;
        }

        var hint = Hint(stripeEvent);
        if (hint is null || await FindAttemptAsync(hint, stripeEvent, cancel) is not { } attempt)
        {
            return false;
        }

        if (!(IsOldNews(stripeEvent.Type) && attempt.IsComplete))
        {
            await settle.RunAsync(attempt.Id, hint, cancel);
        }

        return true;
    }

    private static StripeHint? Hint(Event stripeEvent)
    {
        var data = stripeEvent.Data;
        return data.ObjectType switch
        {
            "checkout.session" => new StripeHint(SessionId: data.ObjectId),
            "payment_intent" => new StripeHint(PaymentIntentId: data.ObjectId),
            "charge" => new StripeHint(PaymentIntentId: data.As<Charge>()?.PaymentIntent.Id, IsRefund: stripeEvent.Type == EventTypes.ChargeRefunded),
            "refund" => new StripeHint(PaymentIntentId: data.As<Refund>()?.PaymentIntent.Id, IsRefund: true),
            _ => null,
        };
    }

    /// <summary>By Stripe's id if it is known here, else by the name that the object bears since we made it.</summary>
    private Task<Known?> FindAttemptAsync(StripeHint hint, Event stripeEvent, CancellationToken cancel)
    {
        var named = Guid.TryParse(stripeEvent.Data.Metadata("attempt"), out var id) ? id : Guid.Empty;
        return database.ReadAsync(
            db => db.QueryFirstOrDefaultAsync<Known?>(
                """
                SELECT a.id, a.state, p.fee_minor IS NOT NULL AS has_fee
                FROM payment_attempts a LEFT JOIN payments p ON p.attempt_id = a.id
                WHERE a.stripe_session_id = @SessionId OR a.stripe_payment_intent_id = @PaymentIntentId OR a.id = @named
                """,
                new { hint.SessionId, hint.PaymentIntentId, named }),
            cancel);
    }

    /// <summary>Says nothing new of an attempt that was paid and whose fee is booked.</summary>
    private static bool IsOldNews(string type) =>
        type is EventTypes.CheckoutSessionCompleted or EventTypes.PaymentIntentSucceeded or EventTypes.ChargeSucceeded or EventTypes.ChargeUpdated
            or EventTypes.PaymentIntentCreated or EventTypes.PaymentIntentPaymentFailed or EventTypes.PaymentIntentRequiresAction;

    private sealed record Known(Guid Id, string State, bool HasFee)
    {
        public bool IsComplete => Words.Parse<AttemptState>(State) == AttemptState.Succeeded && HasFee;
    }
}
