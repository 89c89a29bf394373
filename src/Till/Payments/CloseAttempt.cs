using Till.Checkout;
using Till.Storage;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Payments;

/// <summary>
/// Ends an attempt that should not be paid any more: at Stripe first, which is also asked whether it was paid in the meantime. Nothing is
/// given back to the shelf before Stripe has said that it is closed.
/// </summary>
internal sealed class CloseAttempt(Database database, StripeClient stripe, OpenAttempt openAttempt, Settle settle, TimeProvider time)
{
    /// <returns>Where the order stands afterwards; null where Stripe could not be asked, and all is as it was.</returns>
    public async Task<Settle.Outcome?> RunAsync(AttemptRow attempt, CancellationToken cancel)
    {
        if (attempt is { StripeSessionId: null, StripePaymentIntentId: null } && await openAttempt.RunAsync(attempt, cancel) is OpenAttempt.Outcome.Unknown)
        {
            return null;
        }

        var known = await database.ReadAsync(db => AttemptRow.FindAsync(db, attempt.Id), cancel);
        if (known is not { IsLive: true })
        {
            return new Settle.Outcome.Ended(null);
        }

        await TryEndAsync(known, cancel);
        return await settle.TryAsync(known.Id, cancel);
    }

    private async Task TryEndAsync(AttemptRow attempt, CancellationToken cancel)
    {
        // Ending twice does no harm, and a refusal of a minute ago must not be repeated to who asks now.
        var key = new IdempotencyKey($"{attempt.IdempotencyKey}-close-{time.GetUtcNow():yyyyMMddHHmm}");
        try
        {
            if (attempt.StripeSessionId is { } sessionId)
            {
                await stripe.CheckoutSessions.ExpireAsync(sessionId, new SessionExpireOptions(), key, cancel);
            }
            else
            {
                await stripe.PaymentIntents.CancelAsync(
                    attempt.StripePaymentIntentId!, new PaymentIntentCancelOptions { CancellationReason = "abandoned" }, key, cancel);
            }
        }
        catch (StripeException)
        {
            // It was paid, is being paid or was closed already, or Stripe did not answer: settling asks which.
        }
    }
}
