using System.Text.Json;
using Dapper;
using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>
/// From the wish to join to a page of Stripe's to pay on. The attempt is written first, and an account has one that lives: two clicks, tabs or
/// processes share its session, and another plan closes it at Stripe before there is a new one.
/// </summary>
internal sealed class Join(IServiceProvider services, Database database, ShopSettings settings, ShopAddress address, TimeProvider time, Chance chance)
{
    /// <summary>Each round ends in an answer or changes what the next one finds; more than a few means that something is wrong.</summary>
    private const int MaxRounds = 4;

    /// <summary>Stripe's page can stay open between half an hour and a day; an hour is enough to find a card.</summary>
    private static readonly TimeSpan PayWithin = TimeSpan.FromHours(1);

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <summary>Stripe's page.</summary>
        public sealed record Pay(string Url) : Outcome
        {
            /// <summary>Whoever has the address can pay there, so it is shown to nobody else.</summary>
            public override string ToString() => nameof(Pay);
        }

        /// <summary>There is one living subscription, or one that is being confirmed: the member page tells.</summary>
        public sealed record AlreadyMember : Outcome;

        /// <summary>No such plan, interval or price in the shop's currency, or it is not published.</summary>
        public sealed record NotForSale : Outcome;

        /// <summary>Stripe refused or did not answer; nothing was charged.</summary>
        public sealed record NotNow : Outcome;
    }

    /// <param name="interval"><c>month</c> or <c>year</c>.</param>
    public async Task<Outcome> RunAsync(Guid accountId, Guid planProductId, string interval, CancellationToken cancel)
    {
        var offer = await database.ReadAsync(db => PlanOffer.FindAsync(db, planProductId, interval, settings.Currency, time.Now()), cancel);
        if (offer is null)
        {
            return new Outcome.NotForSale();
        }

        if (!settings.Stripe.HasKeys)
        {
            return new Outcome.NotNow();
        }

        try
        {
            return await RunAsync(accountId, offer, cancel);
        }
        catch (StripeException exception)
        {
            Log.JoinLater(services.GetRequiredService<ILogger<Join>>(), exception, accountId);
            return new Outcome.NotNow();
        }
    }

    private async Task<Outcome> RunAsync(Guid accountId, PlanOffer offer, CancellationToken cancel)
    {
        var settle = services.GetRequiredService<SettleMembership>();
        if (await LivingAsync(accountId, cancel) is { } living)
        {
            await settle.RunAsync(living, Payments.StripeHint.None, cancel);
        }

        var priceId = await services.GetRequiredService<StripePlans>().EnsureAsync(offer, cancel);
        for (var round = 0; round < MaxRounds; round++)
        {
            // What the words name must be there before they are written.
            if (await services.GetRequiredService<StripeCustomers>().EnsureAsync(accountId, cancel) is not { } customerId)
            {
                return new Outcome.NotNow();
            }

            var step = await database.WriteAsync(transaction => AttemptAsync(transaction, accountId, offer, customerId, priceId), cancel) switch
            {
                Step.Member => new Outcome.AlreadyMember(),
                Step.Ready ready => await OpenAsync(settle, ready, cancel),
                Step.Stale stale => await CloseAsync(settle, stale.Attempt, cancel),
                var other => throw new InvalidOperationException($"Unknown step {other}."),
            };
            if (step is not null)
            {
                return step;
            }
        }

        return new Outcome.NotNow();
    }

    private Task<string?> LivingAsync(Guid accountId, CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleOrDefaultAsync<string?>($"SELECT m.stripe_subscription_id FROM memberships m WHERE {MembershipRow.Living}", new { accountId }), cancel);

    private async Task<Outcome?> OpenAsync(SettleMembership settle, Step.Ready ready, CancellationToken cancel)
    {
        if (ready is { Fresh: false, Attempt.StripeSessionId: not null })
        {
            // It may have been paid, or have expired, since it was shown last.
            switch (await settle.AttemptAsync(ready.Attempt, cancel))
            {
                case AttemptState.Succeeded:
                    return new Outcome.AlreadyMember();
                case AttemptState.Closed:
                    return null;
            }
        }

        if (ready.Attempt.SessionUrl is { } known)
        {
            return new Outcome.Pay(known);
        }

        return await services.GetRequiredService<OpenJoin>().RunAsync(ready.Attempt) switch
        {
            OpenJoin.Outcome.Opened { Url: { } url } => new Outcome.Pay(url),
            OpenJoin.Outcome.CustomerLost => null, // the next round makes another one
            _ => new Outcome.NotNow(),
        };
    }

    /// <summary>At Stripe first, which is also asked whether it was paid in the meantime.</summary>
    private static async Task<Outcome?> CloseAsync(SettleMembership settle, JoinAttemptRow attempt, CancellationToken cancel) =>
        await settle.CloseAttemptAsync(attempt, cancel) switch
        {
            AttemptState.Succeeded => new Outcome.AlreadyMember(),
            AttemptState.Closed => null,
            _ => new Outcome.NotNow(),
        };

    private async Task<Step> AttemptAsync(Transaction transaction, Guid accountId, PlanOffer offer, string customerId, string stripePriceId)
    {
        var (db, now) = (transaction.Db, time.Now());
        // The account's row is the lock that makes two clicks wait for each other, and for who settles.
        await db.ExecuteScalarAsync<string>($"SELECT email FROM accounts WHERE id = @accountId {transaction.ForUpdate}", new { accountId });
        if (await db.QuerySingleAsync<bool>($"SELECT EXISTS (SELECT 1 FROM memberships m WHERE {MembershipRow.Living})", new { accountId }))
        {
            return new Step.Member();
        }

        if (await JoinAttemptRow.FindLiveAsync(db, accountId) is { } live)
        {
            var isAsked = live.PriceId == offer.PriceId && live.ExpiresAt > now && JsonSerializer.Deserialize<JoinWords>(live.Request)!.CustomerId == customerId;
            return isAsked ? new Step.Ready(live, Fresh: false) : new Step.Stale(live);
        }

        // A trial is for who was never in.
        var trialDays = await db.QuerySingleAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM memberships WHERE account_id = @accountId AND status <> 'incomplete_expired')", new { accountId }) ? 0 : offer.TrialDays;
        var number = 1 + await db.QuerySingleAsync<int>("SELECT COALESCE(MAX(number), 0) FROM join_attempts WHERE account_id = @accountId", new { accountId });
        var expiresAt = now + PayWithin;
        var words = new JoinWords(
            customerId, stripePriceId, trialDays, address.Absolute("/join/return?session_id={CHECKOUT_SESSION_ID}"), address.Absolute("/join/cancelled"), expiresAt);
        var attempt = new JoinAttemptRow(
            chance.NewId(now), accountId, number, Words.Of(AttemptState.Creating), $"join-{accountId}-{number}", JsonSerializer.Serialize(words), offer.PriceId, null,
            null, expiresAt, now);
        await db.ExecuteAsync(
            """
            INSERT INTO join_attempts (id, account_id, number, state, idempotency_key, request, price_id, expires_at, created_at)
            VALUES (@Id, @AccountId, @Number, @State, @IdempotencyKey, @Request, @PriceId, @ExpiresAt, @CreatedAt)
            """,
            attempt);
        return new Step.Ready(attempt, Fresh: true);
    }

    private abstract record Step
    {
        /// <summary>This attempt is the live one. <paramref name="Fresh"/>: it was written just now.</summary>
        public sealed record Ready(JoinAttemptRow Attempt, bool Fresh) : Step;

        /// <summary>For another plan, or too old; it must be closed first.</summary>
        public sealed record Stale(JoinAttemptRow Attempt) : Step;

        public sealed record Member : Step;
    }
}
