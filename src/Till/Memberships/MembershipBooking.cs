using Dapper;
using Till.Core.Memberships;
using Till.Events;
using Till.Storage;

namespace Till.Memberships;

/// <summary>Writes what a reading of Stripe makes of a membership: the decision is Till.Core's, the rows are these.</summary>
internal sealed class MembershipBooking(
    InvoiceBooking invoices, ShopSettings settings, TimeProvider time, Chance chance, Attention attention, ILogger<MembershipBooking> logger)
{
    /// <returns>Null where another reading was written since this one was begun, which may be older then.</returns>
    public async Task<SettleMembership.Outcome.Settled?> WriteAsync(
        Transaction transaction, KnownSubscription known, StripeMembership fetched, MembershipOwner owner)
    {
        // The account's row is the lock that makes two subscriptions of one member wait for each other, and for who joins; the
        // membership's makes two readings of one subscription wait.
        var accountId = await transaction.Db.QuerySingleOrDefaultAsync<Guid?>(
            $"SELECT id FROM accounts WHERE id = @AccountId {transaction.ForUpdate}", owner);
        var before = await transaction.Db.QuerySingleOrDefaultAsync<int?>(
            $"SELECT readings FROM memberships WHERE stripe_subscription_id = @Id {transaction.ForUpdate}", new { fetched.Subscription.Id });
        if (before != known.Row?.Readings)
        {
            return null;
        }

        var now = time.Now();
        var decision = MembershipDecision.Decide(known.Facts, fetched.Read(owner.Plan), settings.Access, now);
        var row = Row(known, fetched, decision, accountId, now);
        if (known.Row is not null)
        {
            await UpdateAsync(transaction, row);
        }
        else
        {
            row = await IsSecondAsync(transaction, row) ? row with { Role = "surplus" } : row;
            if (await InsertAsync(transaction, row) == 0)
            {
                return null;
            }
        }

        await KeepCustomerAsync(transaction, fetched, accountId);
        await invoices.WriteAsync(transaction, row, fetched, now);
        await NoteChangesAsync(transaction, row, decision, now);
        await NoteNoticesAsync(transaction, row, decision, now);
        await CloseAttemptAsync(transaction, fetched, now);
        if (row.IsSurplus && row.At.IsLiving())
        {
            await CancelAsync(transaction, row, now);
        }

        return new SettleMembership.Outcome.Settled(row.Id, decision);
    }

    private MembershipRow Row(KnownSubscription known, StripeMembership fetched, MembershipDecision decision, Guid? accountId, DateTimeOffset now)
    {
        var (record, subscription, card) = (decision.Record, fetched.Subscription, fetched.Card);
        // Of who has left nothing is kept that is about the person.
        var shown = accountId is null ? null : card;
        return new MembershipRow(
            known.Row?.Id ?? chance.NewId(now), accountId, subscription.Id, known.Row?.StripeCustomerId ?? subscription.Customer.Id ?? "",
            known.Row?.Role ?? "member", Words.Of(record.Status), record.Plan.ProductId, record.Plan.Title, record.Plan.Interval,
            record.Plan.Price.Currency.Code, record.Plan.Price.Minor, record.PaidThrough, record.TrialEndsAt, record.PeriodEndsAt, record.CancelAt,
            record.PastDueSince, record.EndedAt, shown?.Brand, shown?.Last4, shown is { ExpYear: > 0 } ? $"{shown.ExpYear:0000}-{shown.ExpMonth:00}" : null,
            known.Row?.JoinedAt ?? subscription.Created, now, (known.Row?.Readings ?? 0) + 1, known.Row?.CreatedAt ?? now, null);
    }

    /// <summary>A second one while one lives; or one of an account that is not there any more, so that nobody could use it.</summary>
    private static async Task<bool> IsSecondAsync(Transaction transaction, MembershipRow row) => row.AccountId is null
        || (row.At.IsLiving() && await transaction.Db.QuerySingleAsync<bool>(
            $"SELECT EXISTS (SELECT 1 FROM memberships m WHERE {MembershipRow.Living})", new { accountId = row.AccountId }));

    private static Task<int> InsertAsync(Transaction transaction, MembershipRow row) => transaction.Db.ExecuteAsync(
        """
        INSERT INTO memberships (id, account_id, stripe_subscription_id, stripe_customer_id, role, status, product_id, plan, interval, currency,
                                 amount_minor, paid_through, trial_ends_at, period_ends_at, cancel_at, past_due_since, ended_at, card_brand,
                                 card_last4, card_expires, joined_at, checked_at, readings, created_at)
        VALUES (@Id, @AccountId, @StripeSubscriptionId, @StripeCustomerId, @Role, @Status, @ProductId, @Plan, @Interval, @Currency,
                @AmountMinor, @PaidThrough, @TrialEndsAt, @PeriodEndsAt, @CancelAt, @PastDueSince, @EndedAt, @CardBrand,
                @CardLast4, @CardExpires, @JoinedAt, @CheckedAt, @Readings, @CreatedAt)
        ON CONFLICT (stripe_subscription_id) DO NOTHING
        """,
        row);

    private static Task UpdateAsync(Transaction transaction, MembershipRow row) => transaction.Db.ExecuteAsync(
        """
        UPDATE memberships
        SET status = @Status, product_id = @ProductId, plan = @Plan, interval = @Interval, currency = @Currency, amount_minor = @AmountMinor,
            paid_through = @PaidThrough, trial_ends_at = @TrialEndsAt, period_ends_at = @PeriodEndsAt, cancel_at = @CancelAt,
            past_due_since = @PastDueSince, ended_at = @EndedAt, card_brand = @CardBrand, card_last4 = @CardLast4, card_expires = @CardExpires,
            checked_at = @CheckedAt, readings = @Readings
        WHERE id = @Id
        """,
        row);

    /// <summary>The reply that made the customer may have been lost, and the subscription tells whose it is all the same.</summary>
    private static Task KeepCustomerAsync(Transaction transaction, StripeMembership fetched, Guid? accountId) => transaction.Db.ExecuteAsync(
        """
        UPDATE accounts SET stripe_customer_id = @customer
        WHERE id = @accountId AND stripe_customer_id IS NULL AND @living AND NOT EXISTS (SELECT 1 FROM accounts o WHERE o.stripe_customer_id = @customer)
        """,
        new { accountId, customer = fetched.Subscription.Customer.Id, living = fetched.Subscription.Customer.Object is { Deleted: false } });

    private async Task NoteChangesAsync(Transaction transaction, MembershipRow row, MembershipDecision decision, DateTimeOffset now)
    {
        foreach (var cause in decision.Causes)
        {
            await transaction.Db.ExecuteAsync(
                """
                INSERT INTO membership_changes (id, membership_id, access, status, plan, until, cause, number, at)
                VALUES (@id, @membership, @access, @Status, @Plan, @Until, @cause,
                        (SELECT COALESCE(MAX(c.number), 0) + 1 FROM membership_changes c WHERE c.membership_id = @membership), @now)
                """,
                new
                {
                    id = chance.NewId(now),
                    membership = row.Id,
                    access = Words.Of(decision.Access.State),
                    row.Status,
                    row.Plan,
                    decision.Access.Until,
                    cause = Words.Of(cause),
                    now,
                });
        }

        if (decision.Causes.Count > 0)
        {
            await ShopEvents.AddAsync(transaction, ShopEvents.MembershipChanged, $"{row.Id}:{row.Readings}", now, ("membership_id", row.Id));
            Log.MembershipChanged(logger, row.StripeSubscriptionId, row.Status, string.Join(", ", decision.Causes));
        }
    }

    private async Task NoteNoticesAsync(Transaction transaction, MembershipRow row, MembershipDecision decision, DateTimeOffset now)
    {
        if (row.IsSurplus || row.AccountId is null)
        {
            return;
        }

        foreach (var notice in decision.Notices)
        {
            var invoiceId = notice.InvoiceId is null ? (Guid?)null : await transaction.Db.QuerySingleAsync<Guid>(
                "SELECT id FROM membership_invoices WHERE stripe_invoice_id = @InvoiceId", notice);
            var subject = notice.Kind switch
            {
                MembershipNotice.Welcome => $"membership:{row.Id}",
                MembershipNotice.TrialEnding => $"membership:{row.Id}:trial-{row.TrialEndsAt:yyyyMMdd}",
                // Who cancels, thinks better of it and cancels again is told each time.
                MembershipNotice.Cancelled or MembershipNotice.Ended => $"membership:{row.Id}:{row.Readings}",
                _ => $"invoice:{invoiceId}",
            };
            await Outbox.AddAsync(
                transaction, chance.NewId(now), MembershipOutbox.KindOf(notice.Kind), subject, new MembershipMail(row.Id, invoiceId), now);
        }
    }

    private static Task CloseAttemptAsync(Transaction transaction, StripeMembership fetched, DateTimeOffset now) => transaction.Db.ExecuteAsync(
        """
        UPDATE join_attempts SET state = 'succeeded', stripe_subscription_id = @Id, settled_at = COALESCE(settled_at, @now)
        WHERE id = @join AND state <> 'succeeded'
        """,
        new { fetched.Subscription.Id, join = fetched.JoinId ?? Guid.Empty, now });

    private async Task CancelAsync(Transaction transaction, MembershipRow row, DateTimeOffset now)
    {
        Log.Surplus(logger, row.StripeSubscriptionId);
        await Outbox.AddAsync(
            transaction, chance.NewId(now), MembershipOutbox.CancelSurplus, $"membership:{row.Id}", new SurplusOrder(row.StripeSubscriptionId), now);
        await attention.FileAsync(
            transaction,
            "surplus_membership",
            row.StripeSubscriptionId,
            row.AccountId is null
                ? $"Subscription {row.StripeSubscriptionId} to {row.Plan} belongs to an account that is not there any more."
                : $"A member has a second subscription to {row.Plan}, {row.StripeSubscriptionId}, while the first one lives.",
            "It is being cancelled at Stripe, and what was paid for it goes back.",
            "Nothing, if the refund succeeds. Find out who made it, if it was made by hand.");
    }
}
