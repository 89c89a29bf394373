using System.Text.Json;
using Dapper;
using Till.Storage;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Memberships;

/// <summary>
/// Makes the Checkout session of an attempt to join that was written before, and ends it. Asking twice, or again after a lost reply, gives the
/// same one: same key, same words.
/// </summary>
internal sealed class OpenJoin(Database database, StripeClient stripe, TimeProvider time)
{
    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Url">Stripe's page; null where it is closed by now.</param>
        public sealed record Opened(string? Url) : Outcome
        {
            /// <summary>Whoever has the address can pay there, so it is shown to nobody else.</summary>
            public override string ToString() => nameof(Opened);
        }

        /// <summary>The customer was deleted at Stripe, of which no event had told. The account has none any more, and the attempt is closed.</summary>
        public sealed record CustomerLost : Outcome;

        /// <summary>Stripe refused for good, and the attempt is closed.</summary>
        public sealed record Refused : Outcome;
    }

    /// <exception cref="StripeException">Stripe did not answer. The session may exist; the next try asks for the same one.</exception>
    public async Task<Outcome> RunAsync(JoinAttemptRow attempt)
    {
        var words = JsonSerializer.Deserialize<JoinWords>(attempt.Request)!;
        try
        {
            // Not ended by the browser's going away: whoever closes the tab must not leave us guessing.
            var session = await stripe.CheckoutSessions.CreateAsync(Options(attempt, words), new IdempotencyKey(attempt.IdempotencyKey), CancellationToken.None);
            await database.WriteAsync(
                transaction => transaction.Db.ExecuteAsync(
                    """
                    UPDATE join_attempts
                    SET stripe_session_id = @Id, session_url = COALESCE(@Url, session_url), state = CASE WHEN state = 'creating' THEN 'open' ELSE state END
                    WHERE id = @attemptId
                    """,
                    new { session.Id, session.Url, attemptId = attempt.Id }),
                CancellationToken.None);
            return new Outcome.Opened(session.Url);
        }
        catch (StripeInvalidRequestException exception) when (exception.IsMissing && exception.StripeError?.Param == "customer")
        {
            await database.WriteAsync(transaction => StripeCustomers.LoseAsync(transaction, words.CustomerId), CancellationToken.None);
            await CloseAsync(attempt.Id);
            return new Outcome.CustomerLost();
        }
        catch (StripeException exception) when (exception is StripeInvalidRequestException or StripeIdempotencyException)
        {
            await CloseAsync(attempt.Id);
            return new Outcome.Refused();
        }
    }

    /// <summary>Asks Stripe to take no payment by it any more. Whether it was paid is found out by settling.</summary>
    public async Task TryEndAsync(JoinAttemptRow attempt, CancellationToken cancel)
    {
        try
        {
            // A refusal of a minute ago must not be repeated to who asks now.
            var key = new IdempotencyKey($"{attempt.IdempotencyKey}-close-{time.GetUtcNow():yyyyMMddHHmm}");
            await stripe.CheckoutSessions.ExpireAsync(attempt.StripeSessionId!, new SessionExpireOptions(), key, cancel);
        }
        catch (StripeException)
        {
            // It was paid or closed already, or Stripe did not answer.
        }
    }

    public Task CloseAsync(Guid attemptId) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            "UPDATE join_attempts SET state = 'closed', settled_at = @now WHERE id = @attemptId AND state IN ('creating', 'open')",
            new { attemptId, now = time.Now() }),
        CancellationToken.None);

    private static SessionCreateOptions Options(JoinAttemptRow attempt, JoinWords words)
    {
        var metadata = new Dictionary<string, string> { ["account"] = attempt.AccountId.ToString(), ["join"] = attempt.Id.ToString() };
        return new SessionCreateOptions
        {
            Mode = "subscription",
            Customer = words.CustomerId,
            LineItems = [new SessionLineItemOptions { Price = words.StripePriceId, Quantity = 1 }],
            SuccessUrl = words.SuccessUrl,
            CancelUrl = words.CancelUrl,
            ExpiresAt = words.ExpiresAt,
            ClientReferenceId = attempt.AccountId.ToString(),
            Metadata = metadata,
            SubscriptionData = new SessionSubscriptionDataOptions
            {
                Metadata = metadata,
                TrialPeriodDays = words.TrialDays > 0 ? words.TrialDays : null,
            },
        };
    }
}
