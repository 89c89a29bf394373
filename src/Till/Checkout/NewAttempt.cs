using System.Text.Json;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>How an attempt to pay a draft is written down, before Stripe hears of it.</summary>
internal static class NewAttempt
{
    /// <summary>Stripe's hosted page can stay open between half an hour and a day; an hour is enough to find a card.</summary>
    public static readonly TimeSpan PaySessionWithin = TimeSpan.FromHours(1);

    /// <summary>On our own page the buyer has the card at hand, and others want what is held.</summary>
    private static readonly TimeSpan PayIntentWithin = TimeSpan.FromMinutes(30);

    public static AttemptRow Write(Batch batch, Chance chance, Draft draft, int number, PaymentRequest request, DateTimeOffset now)
    {
        var kind = draft.TotalMinor == 0 ? AttemptKind.Free : request.Kind;
        var expiresAt = now + (kind == AttemptKind.Session ? PaySessionWithin : PayIntentWithin);
        var words = kind == AttemptKind.Session
            ? JsonSerializer.Serialize(new SessionWords(
                $"{request.ShopUrl}{draft.Path}",
                request.ByLink ? $"{request.ShopUrl}{draft.Path}" : $"{request.ShopUrl}/checkout/cancelled/{draft.Id}/{draft.LinkKey}", request.Email,
                draft.Description, expiresAt))
            : JsonSerializer.Serialize(new IntentWords(draft.TotalMinor, draft.Currency, draft.Description));
        var state = kind == AttemptKind.Free ? AttemptState.Succeeded : AttemptState.Creating;
        var attempt = new AttemptRow(
            chance.NewId(now), draft.Id, number, Words.Of(state), $"order-{draft.Id}-attempt-{number}", words, null, null, null, null,
            expiresAt, now, Words.Of(kind));
        batch.Add(
            """
            INSERT INTO payment_attempts (id, order_id, number, state, kind, idempotency_key, request, remote, expires_at, created_at)
            VALUES (@Id, @OrderId, @Number, @State, @Kind, @IdempotencyKey, @Request, @Remote, @ExpiresAt, @CreatedAt)
            """,
            new
            {
                attempt.Id,
                attempt.OrderId,
                attempt.Number,
                attempt.State,
                attempt.Kind,
                attempt.IdempotencyKey,
                attempt.Request,
                request.Remote,
                attempt.ExpiresAt,
                attempt.CreatedAt,
            });
        return attempt;
    }
}
