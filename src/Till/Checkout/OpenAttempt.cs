using System.Text.Json;
using Dapper;
using Till.Payments;
using Till.Storage;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Checkout;

/// <summary>
/// Makes at Stripe what an attempt that was written before is paid by: a Checkout session or a payment intent. Asking twice, or again
/// after a lost reply, gives the same one: same key, same words.
/// </summary>
internal sealed class OpenAttempt(Database database, StripeClient stripe, TimeProvider time)
{
    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Handle">A session's address, or an intent's client secret, which is kept nowhere.</param>
        public sealed record Open(string Handle) : Outcome
        {
            /// <summary>Shows neither.</summary>
            public override string ToString() => nameof(Open);
        }

        /// <summary>Stripe refused for good; this attempt is closed and the next click makes a new one.</summary>
        public sealed record Refused(string Why) : Outcome;

        /// <summary>Stripe did not answer. What is paid by may exist; the next try asks for the same one.</summary>
        public sealed record Unknown : Outcome;
    }

    public async Task<Outcome> RunAsync(AttemptRow attempt, CancellationToken cancel)
    {
        try
        {
            return attempt.PaidBy == AttemptKind.Session ? await OpenSessionAsync(attempt, cancel) : await OpenIntentAsync(attempt, cancel);
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

    // Neither call is ended by the browser's going away: a buyer who closes the tab must not leave us guessing.
    private async Task<Outcome> OpenSessionAsync(AttemptRow attempt, CancellationToken cancel)
    {
        var session = await stripe.CheckoutSessions.CreateAsync(
            await AskForSessionAsync(attempt, cancel), new IdempotencyKey(attempt.IdempotencyKey), CancellationToken.None);
        await NoteAsync(attempt.Id, session.Id, session.Url, null);
        return session.Url is { } url ? new Outcome.Open(url) : new Outcome.Refused("Stripe gave no page to pay on.");
    }

    private async Task<Outcome> OpenIntentAsync(AttemptRow attempt, CancellationToken cancel)
    {
        var words = JsonSerializer.Deserialize<IntentWords>(attempt.Request)!;
        var options = new PaymentIntentCreateOptions
        {
            Amount = words.AmountMinor,
            Currency = words.Currency,
            Description = words.Description,
            AutomaticPaymentMethods = new AutomaticPaymentMethodsOptions { Enabled = true },
            Metadata = Metadata(attempt),
        };
        var intent = await stripe.PaymentIntents.CreateAsync(options, new IdempotencyKey(attempt.IdempotencyKey), CancellationToken.None);
        await NoteAsync(attempt.Id, null, null, intent.Id);
        return intent.ClientSecret is { } secret ? new Outcome.Open(secret) : new Outcome.Refused("Stripe gave no secret to pay with.");
    }

    private Task NoteAsync(Guid attemptId, string? sessionId, string? url, string? intentId) => database.WriteOneAsync(
        transaction => transaction.Db.ExecuteAsync(
            """
            UPDATE payment_attempts
            SET stripe_session_id = COALESCE(@sessionId, stripe_session_id), session_url = COALESCE(@url, session_url),
                stripe_payment_intent_id = COALESCE(@intentId, stripe_payment_intent_id),
                state = CASE WHEN state = 'creating' THEN 'open' ELSE state END
            WHERE id = @attemptId
            """,
            new { attemptId, sessionId, url, intentId }),
        CancellationToken.None);

    private Task CloseAsync(Guid attemptId, StripeException exception) => database.WriteAsync(
        async transaction =>
        {
            var closed = await transaction.Db.ExecuteAsync(
                "UPDATE payment_attempts SET state = 'closed', decline = @why, settled_at = @now WHERE id = @attemptId AND state = 'creating'",
                new { attemptId, why = exception.StripeError?.Code ?? exception.GetType().Name, now = time.Now() });
            if (closed > 0)
            {
                await Booking.ReleaseAsync(transaction, attemptId);
            }
        },
        CancellationToken.None);

    private static Dictionary<string, string> Metadata(AttemptRow attempt) =>
        new() { ["order"] = attempt.OrderId.ToString(), ["attempt"] = attempt.Id.ToString() };

    private async Task<SessionCreateOptions> AskForSessionAsync(AttemptRow attempt, CancellationToken cancel)
    {
        var words = JsonSerializer.Deserialize<SessionWords>(attempt.Request)!;
        var lines = await database.ReadAsync(
            db => db.QueryAsync<Line>(
                """
                SELECT l.position, o.currency, l.title, l.maker, l.size, l.quantity, l.unit_minor, l.line_minor - l.discount_minor AS net_minor
                FROM order_lines l JOIN orders o ON o.id = l.order_id
                WHERE l.order_id = @OrderId
                UNION ALL
                SELECT 1000, currency, 'Delivery', '', '', 1, delivery_minor, delivery_minor FROM orders WHERE id = @OrderId AND delivery_minor > 0
                UNION ALL
                SELECT 1001, currency, 'Tax', '', '', 1, tax_minor, tax_minor FROM orders WHERE id = @OrderId AND tax_minor > 0
                ORDER BY 1
                """,
                attempt),
            cancel);
        return new SessionCreateOptions
        {
            Mode = "payment",
            SuccessUrl = words.SuccessUrl,
            CancelUrl = words.CancelUrl,
            CustomerEmail = words.Email,
            ClientReferenceId = attempt.OrderId.ToString(),
            ExpiresAt = words.ExpiresAt,
            Metadata = Metadata(attempt),
            PaymentIntentData = new SessionPaymentIntentDataOptions { Description = words.Description, Metadata = Metadata(attempt) },
            LineItems =
            [
                .. lines.Select(line => new SessionLineItemOptions
                {
                    Quantity = line.AskedQuantity,
                    PriceData = new SessionPriceDataOptions
                    {
                        Currency = line.Currency,
                        UnitAmount = line.AskedMinor,
                        ProductData = new SessionProductDataOptions { Name = line.Name, Description = line.Maker is "" ? null : line.Maker },
                    },
                }),
            ],
        };
    }

    /// <summary>A line with a discount is asked for as one thing, since a share of a discount need not part evenly over its pieces.</summary>
    private sealed record Line(int Position, string Currency, string Title, string Maker, string Size, int Quantity, long UnitMinor, long NetMinor)
    {
        public bool IsWhole => NetMinor != UnitMinor * Quantity;

        public int AskedQuantity => IsWhole ? 1 : Quantity;

        public long AskedMinor => IsWhole ? NetMinor : UnitMinor;

        public string Name => $"{(IsWhole && Quantity > 1 ? $"{Quantity} × " : "")}{Title}{(Size.Length > 0 ? $", size {Size}" : "")}";
    }
}
