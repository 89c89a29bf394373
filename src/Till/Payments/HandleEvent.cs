using Dapper;
using Till.Core;
using Till.Memberships;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Finds out which attempt or membership an event is about. The event's own words are never believed: what it is about is settled by asking Stripe.
/// </summary>
internal sealed class HandleEvent(Database database, StripeClient stripe, MembershipEvents memberships, ILogger<HandleEvent> logger)
{
    internal abstract record Meaning
    {
        private Meaning()
        {
        }

        /// <summary>About nothing of this shop's.</summary>
        public sealed record Foreign : Meaning;

        /// <summary>Says nothing new of an attempt that is settled.</summary>
        public sealed record OldNews : Meaning;

        public sealed record Settle(Guid AttemptId, StripeHint Hint) : Meaning;

        /// <summary>Money went to the bank, or came back from it.</summary>
        public sealed record SettlePayout(string PayoutId) : Meaning;

        public sealed record SettleMembership(MembershipEvents.About About, StripeHint Hint) : Meaning;
    }

    public async Task<Meaning> ReadAsync(Inbox.Waiting waiting, CancellationToken cancel)
    {
        var stripeEvent = EventUtility.ParseEvent(waiting.Payload);
        if (!stripeEvent.HasPinnedVersion)
        {
            Log.OtherVersion(logger, stripeEvent.Id, stripeEvent.ApiVersion);
        }

        if (stripe.Livemode is { } livemode && livemode != stripeEvent.Livemode)
        {
            return new Meaning.Foreign();
        }

        if (stripeEvent.Data is { ObjectType: "payout", ObjectId: { } payoutId })
        {
            return new Meaning.SettlePayout(payoutId);
        }

        var hint = Hint(stripeEvent);
        if (hint is not null && await FindAttemptAsync(hint, stripeEvent, cancel) is { } attempt)
        {
            return attempt.Knows(stripeEvent.Type) ? new Meaning.OldNews() : new Meaning.Settle(attempt.Id, hint);
        }

        return await memberships.ReadAsync(stripeEvent, cancel) is { } about
            ? new Meaning.SettleMembership(about, hint ?? StripeHint.None)
            : new Meaning.Foreign();
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
            "dispute" => new StripeHint(PaymentIntentId: data.As<Dispute>()?.PaymentIntent.Id, IsDispute: true),
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

    private sealed record Known(Guid Id, string State, bool HasFee)
    {
        /// <summary>
        /// Whether an event of this type can say nothing new. Of an attempt that was paid only the fee is still of interest, and it
        /// comes with the charge's update.
        /// </summary>
        public bool Knows(string type) => Words.Parse<AttemptState>(State) == AttemptState.Succeeded && type switch
        {
            EventTypes.CheckoutSessionCompleted or EventTypes.CheckoutSessionAsyncPaymentSucceeded
                or EventTypes.PaymentIntentSucceeded or EventTypes.PaymentIntentPaymentFailed => true,
            EventTypes.ChargeUpdated => HasFee,
            _ => false,
        };
    }
}
