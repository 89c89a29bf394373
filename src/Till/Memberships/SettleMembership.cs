using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Memberships;
using Till.Payments;
using Till.Storage;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Memberships;

/// <summary>
/// The one door through which Stripe changes a membership. The inbox worker, the confirming page, the reconciler, the command and whoever leaves
/// all come here. It asks Stripe what is so, decides, and writes everything that follows in one transaction; it can run any number of times,
/// also at the same moment in two processes.
/// </summary>
internal sealed class SettleMembership(
    IServiceProvider services, Database database, MembershipBooking booking, RemakeAccount remakeAccount, ShopSettings settings, TimeProvider time)
{
    /// <summary>A reading that was begun before another one was written is taken anew; who is overtaken more often than this comes back later.</summary>
    private const int MaxRounds = 8;

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Settled(Guid MembershipId, MembershipDecision Decision) : Outcome;

        /// <summary>Nothing at Stripe, or nothing of ours.</summary>
        public sealed record Foreign : Outcome;
    }

    /// <param name="hint">What an event said of where to look.</param>
    /// <exception cref="StripeException">Stripe could not be asked; nothing was concluded.</exception>
    public async Task<Outcome> RunAsync(string subscriptionId, StripeHint hint, CancellationToken cancel)
    {
        var fetch = services.GetRequiredService<FetchMembership>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var known = await database.ReadAsync(db => KnownSubscription.ReadAsync(db, subscriptionId), cancel);
            if (await fetch.RunAsync(subscriptionId, known, hint, cancel) is not { } fetched)
            {
                return new Outcome.Foreign();
            }

            var owner = await OwnerAsync(known, fetched, cancel);
            if (owner is null)
            {
                return new Outcome.Foreign();
            }

            if (known.Row is null && owner.Living is { } other)
            {
                // Perhaps it has ended, and then this one is no second one.
                await RunAsync(other, StripeHint.None, cancel);
            }

            if (await database.WriteAsync(transaction => booking.WriteAsync(transaction, known, fetched, owner), cancel) is { } settled)
            {
                return settled;
            }
        }

        throw new InvalidOperationException($"Subscription {subscriptionId} changes faster than it can be read.");
    }

    /// <summary>
    /// Of an account that was lost with the time before a restoring, what its member pays for must not be taken for that of somebody erased, which is
    /// cancelled and given back.
    /// </summary>
    private async Task<MembershipOwner?> OwnerAsync(KnownSubscription known, StripeMembership fetched, CancellationToken cancel)
    {
        var owner = await database.ReadAsync(db => FindOwnerAsync(db, known, fetched), cancel);
        if (known.Row is not null || fetched.NamedAccountId is null || owner is { AccountId: not null })
        {
            return owner;
        }

        if (owner is null)
        {
            await remakeAccount.FileIfLostAsync(fetched, cancel);
            return null;
        }

        return await remakeAccount.RunAsync(fetched, cancel) switch
        {
            RemakeAccount.Outcome.Remade => await database.ReadAsync(db => FindOwnerAsync(db, known, fetched), cancel),
            RemakeAccount.Outcome.Unclear => null,
            _ => owner,
        };
    }

    /// <summary>Settles the account's live attempt to join, if it has one, or what came of it.</summary>
    /// <returns>Whether the account is in now; null where Stripe could not be asked: unknown, not failed.</returns>
    public async Task<bool?> TryJoinAsync(Guid accountId, CancellationToken cancel)
    {
        var (attempt, row) = await database.ReadAsync(
            async db => (await JoinAttemptRow.FindLiveAsync(db, accountId), await MembershipRow.FindAsync(db, accountId, settings.Access, time.Now())), cancel);
        if (row is not null && IsIn(row))
        {
            return true;
        }

        if (!settings.Stripe.HasKeys)
        {
            return null;
        }

        try
        {
            if (attempt is not null)
            {
                await AttemptAsync(attempt, cancel);
            }
            else if (row is not null && row.At.IsLiving())
            {
                await RunAsync(row.StripeSubscriptionId, StripeHint.None, cancel);
            }
        }
        catch (StripeException exception)
        {
            Log.SettleLater(services.GetRequiredService<ILogger<SettleMembership>>(), exception, accountId);
            return null;
        }

        return await database.ReadAsync(db => MembershipRow.FindAsync(db, accountId, settings.Access, time.Now()), cancel) is { } now && IsIn(now);
    }

    /// <summary>Finds out what became of an attempt to join, and settles its subscription.</summary>
    /// <exception cref="StripeException">Stripe could not be asked; nothing was concluded.</exception>
    public async Task<AttemptState> AttemptAsync(JoinAttemptRow attempt, CancellationToken cancel)
    {
        var openJoin = services.GetRequiredService<OpenJoin>();
        if (attempt.StripeSessionId is null)
        {
            // The reply to the creation was lost. The same call with the same key finds out.
            await openJoin.RunAsync(attempt);
        }

        var opened = await database.ReadAsync(db => JoinAttemptRow.FindAsync(db, attempt.Id), cancel);
        switch (opened?.StripeSessionId is { } sessionId ? await FindSessionAsync(sessionId, cancel) : null)
        {
            case { Status: SessionStatuses.Complete, Subscription.Id: { } subscriptionId }:
                await RunAsync(subscriptionId, StripeHint.None, cancel);
                return AttemptState.Succeeded;
            case null or { Status: SessionStatuses.Expired }:
                await openJoin.CloseAsync(attempt.Id);
                return AttemptState.Closed;
            default:
                return AttemptState.Open;
        }
    }

    /// <returns>Null where Stripe has none of this id.</returns>
    private async Task<Session?> FindSessionAsync(string sessionId, CancellationToken cancel)
    {
        try
        {
            return await services.GetRequiredService<StripeClient>().CheckoutSessions.GetAsync(sessionId, null, cancel);
        }
        catch (StripeInvalidRequestException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Ends an attempt that should not be paid any more: at Stripe first, which is also asked whether it was paid in the meantime.</summary>
    /// <exception cref="StripeException">Stripe could not be asked, and all is as it was.</exception>
    public async Task<AttemptState> CloseAttemptAsync(JoinAttemptRow attempt, CancellationToken cancel)
    {
        var openJoin = services.GetRequiredService<OpenJoin>();
        if (attempt.StripeSessionId is null)
        {
            await openJoin.RunAsync(attempt);
        }

        if (await database.ReadAsync(db => JoinAttemptRow.FindAsync(db, attempt.Id), cancel) is not { IsLive: true, StripeSessionId: not null } opened)
        {
            return AttemptState.Closed;
        }

        await openJoin.TryEndAsync(opened, cancel);
        return await AttemptAsync(opened, cancel);
    }

    private bool IsIn(MembershipRow row) => Access.Decide(row.Facts, settings.Access, time.Now()).IsIn;

    /// <summary>
    /// Whose it is. A customer's own subscription to a plan of ours counts wherever it was made; of somebody unknown only one that this shop
    /// made does, so that its money is not lost.
    /// </summary>
    /// <returns>Null where it is nobody's here.</returns>
    private static async Task<MembershipOwner?> FindOwnerAsync(DbConnection db, KnownSubscription known, StripeMembership fetched)
    {
        if (await StripePlans.ReadAsync(db, fetched.Subscription, known.Row?.Terms) is not { } plan)
        {
            return null;
        }

        if (known.Row is { } row)
        {
            return new MembershipOwner(row.AccountId, plan, null);
        }

        var accountId = await db.QueryFirstOrDefaultAsync<Guid?>(
            """
            SELECT id FROM accounts WHERE stripe_customer_id = @customer OR id = @named
            ORDER BY CASE WHEN stripe_customer_id = @customer THEN 0 ELSE 1 END
            """,
            new { customer = fetched.Subscription.Customer.Id, named = fetched.NamedAccountId ?? Guid.Empty });
        return accountId is null && fetched.NamedAccountId is null
            ? null
            : new MembershipOwner(
                accountId,
                plan,
                await db.QuerySingleOrDefaultAsync<string?>($"SELECT m.stripe_subscription_id FROM memberships m WHERE {MembershipRow.Living}", new { accountId }));
    }
}

/// <param name="AccountId">Null: it was erased.</param>
/// <param name="Living">The subscription by which the account is a member already; null for none.</param>
internal sealed record MembershipOwner(Guid? AccountId, PlanTerms Plan, string? Living);
