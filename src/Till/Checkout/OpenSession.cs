using System.Text.Json;
using Dapper;
using Till.Payments;
using Till.Storage;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Checkout;

/// <summary>
/// Makes the Checkout session of an attempt that was written before. Asking twice, or again after a lost reply, gives the same
/// session: same key, same words.
/// </summary>
internal sealed class OpenSession(Database database, StripeClient stripe, TimeProvider time)
{
    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Open(string Url) : Outcome;

        /// <summary>Stripe refused for good; this attempt is closed and the next click makes a new one.</summary>
        public sealed record Refused(string Why) : Outcome;

        /// <summary>Stripe did not answer. The session may exist; the next try asks for the same one.</summary>
        public sealed record Unknown : Outcome;
    }

    public async Task<Outcome> RunAsync(AttemptRow attempt, CancellationToken cancel)
    {
        try
        {
            // Not the browser's token: a buyer who closes the tab must not leave us guessing.
            var session = await stripe.CheckoutSessions.CreateAsync(
                await AskAsync(attempt, cancel), new IdempotencyKey(attempt.IdempotencyKey), CancellationToken.None);
            await database.WriteAsync(
                transaction => transaction.Db.ExecuteAsync(
                    """
                    UPDATE payment_attempts
                    SET stripe_session_id = @SessionId, session_url = @Url,
                        state = CASE WHEN state = 'creating' THEN 'open' ELSE state END
                    WHERE id = @Id
                    """,
                    new { attempt.Id, SessionId = session.Id, session.Url }),
                CancellationToken.None);
            return session.Url is { } url ? new Outcome.Open(url) : new Outcome.Refused("Stripe gave no page to pay on.");
        }
        catch (StripeException exception) when (exception is StripeInvalidRequestException or StripeIdempotencyException)
        {
            await CloseAsync(attempt.Id, exception);
            return new Outcome.Refused(exception.Message);
        }
        catch (StripeException)
        {
            return new Outcome.Unknown();
        }
    }

    private Task CloseAsync(Guid attemptId, StripeException exception) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            "UPDATE payment_attempts SET state = 'closed', decline = @why, settled_at = @now WHERE id = @attemptId AND state = 'creating'",
            new { attemptId, why = exception.StripeError?.Code ?? exception.GetType().Name, now = time.Now() }),
        CancellationToken.None);

    private async Task<SessionCreateOptions> AskAsync(AttemptRow attempt, CancellationToken cancel)
    {
        var words = JsonSerializer.Deserialize<SessionWords>(attempt.Request)!;
        var lines = await database.ReadAsync(
            db => db.QueryAsync<Line>(
                """
                SELECT o.currency, l.title, l.maker, l.quantity, l.unit_minor
                FROM order_lines l JOIN orders o ON o.id = l.order_id
                WHERE l.order_id = @OrderId ORDER BY l.position
                """,
                attempt),
            cancel);
        var metadata = new Dictionary<string, string> { ["order"] = attempt.OrderId.ToString(), ["attempt"] = attempt.Id.ToString() };
        return new SessionCreateOptions
        {
            Mode = "payment",
            SuccessUrl = words.SuccessUrl,
            CancelUrl = words.CancelUrl,
            CustomerEmail = words.Email,
            ClientReferenceId = attempt.OrderId.ToString(),
            ExpiresAt = words.ExpiresAt,
            Metadata = metadata,
            PaymentIntentData = new SessionPaymentIntentDataOptions { Description = words.Description, Metadata = metadata },
            LineItems =
            [
                .. lines.Select(line => new SessionLineItemOptions
                {
                    Quantity = line.Quantity,
                    PriceData = new SessionPriceDataOptions
                    {
                        Currency = line.Currency,
                        UnitAmount = line.UnitMinor,
                        ProductData = new SessionProductDataOptions { Name = line.Title, Description = line.Maker },
                    },
                }),
            ],
        };
    }

    private sealed record Line(string Currency, string Title, string Maker, int Quantity, long UnitMinor);
}
