using Dapper;
using Till.Core.Memberships;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>
/// Ends all that an account pays for again and again, before the account goes: at Stripe first, which is also asked whether something was paid in
/// the meantime.
/// </summary>
internal sealed class LeaveMembership(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time)
{
    private const string Memberships = "SELECT id FROM memberships WHERE account_id = @Id";
    private const string Invoices = $"SELECT id FROM membership_invoices WHERE membership_id IN ({Memberships})";

    /// <returns>Whether nothing can be charged any more; false where Stripe could not be asked, and the account must stay.</returns>
    public async Task<bool> TryEndAsync(Guid accountId, CancellationToken cancel)
    {
        try
        {
            if (await database.ReadAsync(db => JoinAttemptRow.FindLiveAsync(db, accountId), cancel) is { } attempt
                && (!settings.Stripe.HasKeys || await services.GetRequiredService<SettleMembership>().CloseAttemptAsync(attempt, cancel) == Core.AttemptState.Open))
            {
                return false;
            }

            foreach (var subscriptionId in await LivingAsync(accountId, cancel))
            {
                if (!settings.Stripe.HasKeys)
                {
                    return false;
                }

                await services.GetRequiredService<CancelSubscription>().RunAsync(subscriptionId, cancel);
            }

            return (await LivingAsync(accountId, cancel)).Count == 0;
        }
        catch (StripeException exception)
        {
            Log.SettleLater(services.GetRequiredService<ILogger<LeaveMembership>>(), exception, accountId);
            return false;
        }
    }

    /// <summary>Whether something began to live since <see cref="TryEndAsync"/>, under the account's lock.</summary>
    public static Task<bool> IsLivingAsync(Transaction transaction, Guid accountId) => transaction.Db.QuerySingleAsync<bool>(
        """
        SELECT EXISTS (SELECT 1 FROM memberships WHERE account_id = @accountId AND status NOT IN ('canceled', 'incomplete_expired'))
            OR EXISTS (SELECT 1 FROM join_attempts WHERE account_id = @accountId AND state IN ('creating', 'open'))
        """,
        new { accountId });

    /// <returns>Until when was paid; null where nothing lies ahead.</returns>
    public async Task<DateTimeOffset?> PaidThroughAsync(Guid accountId, CancellationToken cancel)
    {
        var now = time.Now();
        var row = await database.ReadAsync(db => MembershipRow.FindAsync(db, accountId, settings.Access, now), cancel);
        return row is not null && Access.Decide(row.Facts, settings.Access, now).IsIn && row.PaidThrough > now ? row.PaidThrough : null;
    }

    /// <summary>
    /// Takes the person out of what the books keep, and asks that Stripe forgets the customer. What Stripe told is kept for looking up, and names the
    /// member as well.
    /// </summary>
    public static async Task ForgetAsync(Transaction transaction, Chance chance, Guid accountId, DateTimeOffset now)
    {
        var (db, who) = (transaction.Db, new { Id = accountId });
        await db.ExecuteAsync(
            $"""
            UPDATE inbox SET payload = @nothing
            WHERE state <> 'waiting' AND object_id IN (
                SELECT stripe_session_id FROM join_attempts WHERE account_id = @Id
                UNION SELECT stripe_subscription_id FROM memberships WHERE account_id = @Id
                UNION SELECT stripe_customer_id FROM memberships WHERE account_id = @Id
                UNION SELECT stripe_customer_id FROM accounts WHERE id = @Id
                UNION SELECT stripe_invoice_id FROM membership_invoices WHERE membership_id IN ({Memberships})
                UNION SELECT stripe_payment_intent_id FROM payments WHERE invoice_id IN ({Invoices})
                UNION SELECT stripe_charge_id FROM payments WHERE invoice_id IN ({Invoices}))
            """,
            new { Id = accountId, nothing = "{}"u8.ToArray() });
        await db.ExecuteAsync($"UPDATE payments SET card_last4 = NULL, receipt_url = NULL WHERE invoice_id IN ({Invoices})", who);
        await db.ExecuteAsync($"UPDATE membership_invoices SET page_url = NULL, pdf_url = NULL WHERE membership_id IN ({Memberships})", who);
        await db.ExecuteAsync("UPDATE memberships SET card_brand = NULL, card_last4 = NULL, card_expires = NULL WHERE account_id = @Id", who);
        foreach (var id in await db.QueryAsync<Guid>($"{Memberships} UNION {Invoices}", who))
        {
            await db.ExecuteAsync(
                "DELETE FROM outbox WHERE kind LIKE 'mail:%' AND state = 'waiting' AND (subject LIKE @membership OR subject = @invoice)",
                new { membership = $"membership:{id}%", invoice = $"invoice:{id}" });
        }

        if (await db.QuerySingleOrDefaultAsync<string?>("SELECT stripe_customer_id FROM accounts WHERE id = @Id", who) is { } customerId)
        {
            await Outbox.AddAsync(
                transaction, chance.NewId(now), MembershipOutbox.ForgetCustomer, $"customer:{customerId}", new ForgottenCustomer(customerId), now);
        }
    }

    private async Task<IReadOnlyList<string>> LivingAsync(Guid accountId, CancellationToken cancel) => await database.ReadAsync(
        async db => (await db.QueryAsync<string>(
            """
            SELECT stripe_subscription_id FROM memberships WHERE account_id = @accountId AND status NOT IN ('canceled', 'incomplete_expired')
            """,
            new { accountId })).AsList(),
        cancel);
}
