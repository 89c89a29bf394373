using System.Text.Json;
using Dapper;
using Till.Accounts;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>
/// Writes down what is being bought, at what price, before anybody is asked to pay: one draft for one version of a bag, however
/// many tabs and clicks ask for it, and never two live attempts for one draft.
/// </summary>
internal sealed class Freeze(Database database, TimeProvider time, Chance chance, ShopSettings settings)
{
    /// <summary>Stripe's hosted page can stay open between half an hour and a day; an hour is enough to find a card.</summary>
    private static readonly TimeSpan PayWithin = TimeSpan.FromHours(1);

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <summary>There is no such thing to be bought, or not in this shop's currency.</summary>
        public sealed record NotForSale : Outcome;

        /// <summary>Stripe would refuse so small or so large an amount.</summary>
        public sealed record OutsideLimits(Money Total) : Outcome;

        /// <summary>This attempt is the live one. <paramref name="Fresh"/>: it was made just now.</summary>
        public sealed record Ready(AttemptRow Attempt, bool Fresh) : Outcome;

        /// <summary>The draft no longer is what the shop offers; it must be retired, and its attempt closed first.</summary>
        public sealed record Stale(Guid OrderId, AttemptRow? Attempt) : Outcome;
    }

    public Task<Outcome> RunAsync(BuyRequest request, CancellationToken cancel) =>
        database.WriteAsync(transaction => RunAsync(transaction, request), cancel);

    private async Task<Outcome> RunAsync(Transaction transaction, BuyRequest request)
    {
        var offer = await Offer.FindAsync(transaction.Db, request.VariantId, settings.Currency, time.Now());
        if (offer is null)
        {
            return new Outcome.NotForSale();
        }

        var total = offer.Price(settings.Currency);
        if (total.Minor < total.Currency.MinimumChargeMinor || total.Minor > total.Currency.MaximumChargeMinor)
        {
            return new Outcome.OutsideLimits(total);
        }

        var bag = await OpenBagAsync(transaction, request);
        var draft = await transaction.Db.QuerySingleOrDefaultAsync<Draft?>(
            """
            SELECT id, link_key, account_id, email, description, currency, total_minor
            FROM orders WHERE bag_id = @Id AND bag_version = @Version
            """,
            bag);
        if (draft is null)
        {
            draft = await WriteDraftAsync(transaction, bag, offer, total, request);
        }
        else if (draft.Currency != total.Currency.Code || draft.TotalMinor != total.Minor || draft.AccountId != request.AccountId)
        {
            return new Outcome.Stale(draft.Id, await AttemptRow.FindLiveAsync(transaction.Db, draft.Id));
        }

        return await AttemptRow.FindLiveAsync(transaction.Db, draft.Id) is { } live
            ? new Outcome.Ready(live, Fresh: false)
            : new Outcome.Ready(await WriteAttemptAsync(transaction, draft, request.ShopUrl), Fresh: true);
    }

    /// <summary>The bag's row is the lock that makes two clicks wait for each other.</summary>
    private async Task<Bag> OpenBagAsync(Transaction transaction, BuyRequest request)
    {
        var now = time.Now();
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO bags (id, visitor_key, variant_id, created_at, changed_at) VALUES (@id, @VisitorKey, @VariantId, @now, @now)
            ON CONFLICT (visitor_key, variant_id) WHERE variant_id IS NOT NULL DO NOTHING
            """,
            new { id = chance.NewId(now), request.VisitorKey, request.VariantId, now });
        return await transaction.Db.QuerySingleAsync<Bag>(
            $"SELECT id, version FROM bags WHERE visitor_key = @VisitorKey AND variant_id = @VariantId {transaction.ForUpdate}", request);
    }

    private async Task<Draft> WriteDraftAsync(Transaction transaction, Bag bag, Offer offer, Money total, BuyRequest request)
    {
        var now = time.Now();
        var draft = new Draft(
            chance.NewId(now), chance.NewKey(), request.AccountId, request.Email, $"Purchase album: {offer.Title}", total.Currency.Code, total.Minor);
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO orders (id, bag_id, bag_version, state, link_key, account_id, email, email_key, description, currency,
                                subtotal_minor, total_minor, created_at)
            VALUES (@Id, @bagId, @bagVersion, 'draft', @LinkKey, @AccountId, @Email, @emailKey, @Description, @Currency,
                    @TotalMinor, @TotalMinor, @now)
            """,
            new
            {
                draft.Id,
                bagId = bag.Id,
                bagVersion = bag.Version,
                draft.LinkKey,
                draft.AccountId,
                draft.Email,
                emailKey = draft.Email is null ? null : Email.Key(draft.Email),
                draft.Description,
                draft.Currency,
                draft.TotalMinor,
                now,
            });
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO order_lines (order_id, position, product_id, variant_id, kind, sku, title, maker, size, quantity, unit_minor, line_minor)
            VALUES (@orderId, 1, @ProductId, @VariantId, @Kind, @Sku, @Title, @Maker, @Size, 1, @AmountMinor, @AmountMinor)
            """,
            new
            {
                orderId = draft.Id,
                offer.ProductId,
                offer.VariantId,
                offer.Kind,
                offer.Sku,
                offer.Title,
                offer.Maker,
                offer.Size,
                offer.AmountMinor,
            });
        return draft;
    }

    private async Task<AttemptRow> WriteAttemptAsync(Transaction transaction, Draft draft, string shopUrl)
    {
        var now = time.Now();
        var expiresAt = now + PayWithin;
        var number = 1 + await transaction.Db.QuerySingleAsync<int>(
            "SELECT COUNT(*) FROM payment_attempts WHERE order_id = @Id", draft);
        var words = new SessionWords(
            $"{shopUrl}/orders/{draft.Id}/{draft.LinkKey}",
            $"{shopUrl}/checkout/cancelled/{draft.Id}/{draft.LinkKey}",
            draft.Email,
            draft.Description,
            expiresAt);
        var attempt = new AttemptRow(
            chance.NewId(now), draft.Id, number, Words.Of(AttemptState.Creating), $"order-{draft.Id}-attempt-{number}",
            JsonSerializer.Serialize(words), null, null, null, null, expiresAt, now, Words.Of(AttemptKind.Session));
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO payment_attempts (id, order_id, number, state, kind, idempotency_key, request, expires_at, created_at)
            VALUES (@Id, @OrderId, @Number, @State, @Kind, @IdempotencyKey, @Request, @ExpiresAt, @CreatedAt)
            """,
            attempt);
        return attempt;
    }

    private sealed record Bag(Guid Id, int Version);

    private sealed record Draft(
        Guid Id, string LinkKey, Guid? AccountId, string? Email, string Description, string Currency, long TotalMinor);
}
