using Dapper;
using Till.Memberships;
using Till.Payments;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Takes a person out of the shop. The books stay: an order keeps what was sold, when and for how much, and loses who bought it. What can
/// still be paid is closed at Stripe first, so that no payment comes in for nobody.
/// </summary>
internal sealed class EraseAccount(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time, Chance chance)
{
    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="PaidThrough">Until when a membership had been paid, which ended with the account; null for none.</param>
        public sealed record Erased(DateTimeOffset? PaidThrough) : Outcome;

        /// <summary>A delayed method is under way, so somebody must stay to be told of its end.</summary>
        public sealed record BeingPaid : Outcome;

        /// <summary>Stripe could not be asked to close what is open.</summary>
        public sealed record NotNow : Outcome;

        public sealed record OnlyOwner : Outcome;

        public sealed record Changed : Outcome;
    }

    private const string Orders = "SELECT id FROM orders WHERE account_id = @Id";

    public async Task<Outcome> RunAsync(Account account, CancellationToken cancel)
    {
        foreach (var attempt in await LiveAttemptsAsync(account, cancel))
        {
            var closed = settings.Stripe.HasKeys ? await services.GetRequiredService<CloseAttempt>().RunAsync(attempt, cancel) : null;
            if (closed is Settle.Outcome.Waiting { Submitted: true })
            {
                return new Outcome.BeingPaid();
            }

            if (closed is null or Settle.Outcome.Waiting)
            {
                return new Outcome.NotNow();
            }
        }

        if (await RefuseAsync(account, cancel) is { } refusal)
        {
            return refusal;
        }

        // Last, since it cannot be undone: what is cancelled at Stripe stays so.
        var leave = services.GetRequiredService<LeaveMembership>();
        var paidThrough = await leave.PaidThroughAsync(account.Id, cancel);
        return await leave.TryEndAsync(account.Id, cancel)
            ? await database.WriteAsync(transaction => EraseAsync(transaction, account, paidThrough), cancel)
            : new Outcome.NotNow();
    }

    private Task<IReadOnlyList<AttemptRow>> LiveAttemptsAsync(Account account, CancellationToken cancel) => database.ReadAsync(
        async db => (IReadOnlyList<AttemptRow>)(await db.QueryAsync<AttemptRow>(
            $"SELECT {AttemptRow.Columns} FROM payment_attempts WHERE state IN ('creating', 'open') AND order_id IN ({Orders})", account)).AsList(),
        cancel);

    private Task<Outcome?> RefuseAsync(Account account, CancellationToken cancel) =>
        database.WriteAsync(transaction => RefuseAsync(transaction, account), cancel);

    private static async Task<Outcome?> RefuseAsync(Transaction transaction, Account account)
    {
        var db = transaction.Db;
        if ((await AccountStore.FindAsync(transaction, account.Id))?.SecurityStamp != account.SecurityStamp
            || await db.QuerySingleAsync<bool>(
                $"SELECT EXISTS (SELECT 1 FROM payment_attempts WHERE state IN ('creating', 'open') AND order_id IN ({Orders}))", account))
        {
            return new Outcome.Changed();
        }

        return account.Role == Account.Owner
            && (await Roles.LockOwnersAsync(transaction)).Count < 2
                ? new Outcome.OnlyOwner()
                : null;
    }

    private async Task<Outcome> EraseAsync(Transaction transaction, Account account, DateTimeOffset? paidThrough)
    {
        var db = transaction.Db;
        if (await RefuseAsync(transaction, account) is { } refusal)
        {
            return refusal;
        }

        if (await LeaveMembership.IsLivingAsync(transaction, account.Id))
        {
            return new Outcome.Changed();
        }

        await LeaveMembership.ForgetAsync(transaction, chance, account.Id, time.Now());
        await ForgetPaymentsAsync(transaction, account);
        await ForgetOrdersAsync(transaction, account);
        await db.ExecuteAsync("DELETE FROM outbox WHERE subject LIKE @ofAccount OR subject LIKE @ofAddress", new
        {
            ofAccount = $"account:{account.Id}:%",
            ofAddress = $"{AccountMails.SubjectOf(account.EmailKey)}@%",
        });
        await db.ExecuteAsync("DELETE FROM accounts WHERE id = @Id", account); // bags and addresses go with it
        return new Outcome.Erased(paidThrough);
    }

    /// <summary>What Stripe was asked and what it told is kept for repeating and looking up; both name the buyer.</summary>
    private static async Task ForgetPaymentsAsync(Transaction transaction, Account account)
    {
        var db = transaction.Db;
        await db.ExecuteAsync(
            $$"""
            UPDATE inbox SET payload = @nothing
            WHERE state <> 'waiting' AND object_id IN (
                SELECT stripe_session_id FROM payment_attempts WHERE order_id IN ({{Orders}})
                UNION SELECT stripe_payment_intent_id FROM payment_attempts WHERE order_id IN ({{Orders}})
                UNION SELECT stripe_charge_id FROM payments WHERE order_id IN ({{Orders}}))
            """,
            new { account.Id, nothing = "{}"u8.ToArray() });
        await db.ExecuteAsync($"UPDATE payment_attempts SET request = '{{}}', session_url = NULL, remote = NULL WHERE order_id IN ({Orders})", account);
        await db.ExecuteAsync($"UPDATE payments SET card_last4 = NULL, receipt_url = NULL WHERE order_id IN ({Orders})", account);
        await db.ExecuteAsync(
            $"""
            UPDATE discount_uses SET person = 'erased'
            WHERE attempt_id IN (SELECT id FROM payment_attempts WHERE order_id IN ({Orders}))
            """,
            account);
    }

    /// <summary>The country stays, since tax was reckoned by it. The links that open the orders are over: nobody knows their new key.</summary>
    private async Task ForgetOrdersAsync(Transaction transaction, Account account)
    {
        await transaction.Db.ExecuteAsync($"DELETE FROM bags WHERE id IN (SELECT bag_id FROM orders WHERE account_id = @Id)", account);
        await transaction.Db.ExecuteAsync(
            """
            UPDATE orders
            SET account_id = NULL, email = NULL, email_key = NULL, name = NULL, phone = NULL, street1 = NULL, street2 = NULL, town = NULL,
                county = NULL, postcode = NULL, fingerprint = NULL, save_details = @no, erased_at = @now, link_key = @key
            WHERE account_id = @Id
            """,
            new { account.Id, no = false, now = time.Now(), key = chance.NewKey() });
    }
}
