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

    /// <param name="note">Written in the transaction that erases.</param>
    public async Task<Outcome> RunAsync(Account account, CancellationToken cancel, Func<Transaction, Task>? note = null)
    {
        if (await CloseAsync(PurchaserOf(account), cancel) is { } open)
        {
            return open;
        }

        if (await RefuseAsync(account, cancel) is { } refusal)
        {
            return refusal;
        }

        // Last, since it cannot be undone: what is cancelled at Stripe stays so.
        var leave = services.GetRequiredService<LeaveMembership>();
        var paidThrough = await leave.PaidThroughAsync(account.Id, cancel);
        return await leave.TryEndAsync(account.Id, cancel)
            ? await database.WriteAsync(transaction => EraseAsync(transaction, account, paidThrough, note), cancel)
            : new Outcome.NotNow();
    }

    /// <summary>The same of who bought without an account.</summary>
    public async Task<Outcome> RunAsync(Purchaser guest, CancellationToken cancel, Func<Transaction, Task>? note = null) =>
        await CloseAsync(guest, cancel)
        ?? await database.WriteAsync(
            async transaction =>
            {
                if (await IsBeingPaidAsync(transaction, guest))
                {
                    return new Outcome.Changed();
                }

                await ForgetPaymentsAsync(transaction, guest);
                await ForgetOrdersAsync(transaction, guest);
                await (note?.Invoke(transaction) ?? Task.CompletedTask);
                return (Outcome)new Outcome.Erased(null);
            },
            cancel);

    private static Purchaser PurchaserOf(Account account) => new(account.Id, account.EmailKey);

    /// <summary>Closes at Stripe what can still be paid.</summary>
    /// <returns>Null: nothing is left open.</returns>
    private async Task<Outcome?> CloseAsync(Purchaser buyer, CancellationToken cancel)
    {
        foreach (var attempt in await LiveAttemptsAsync(buyer, cancel))
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

        return null;
    }

    private Task<IReadOnlyList<AttemptRow>> LiveAttemptsAsync(Purchaser buyer, CancellationToken cancel) => database.ReadAsync(
        async db => (IReadOnlyList<AttemptRow>)(await db.QueryAsync<AttemptRow>(
            $"SELECT {AttemptRow.Columns} FROM payment_attempts WHERE state IN ('creating', 'open') AND order_id IN ({buyer.Orders})", buyer)).AsList(),
        cancel);

    private static Task<bool> IsBeingPaidAsync(Transaction transaction, Purchaser buyer) => transaction.Db.QuerySingleAsync<bool>(
        $"SELECT EXISTS (SELECT 1 FROM payment_attempts WHERE state IN ('creating', 'open') AND order_id IN ({buyer.Orders}))", buyer);

    private Task<Outcome?> RefuseAsync(Account account, CancellationToken cancel) =>
        database.WriteAsync(transaction => RefuseAsync(transaction, account), cancel);

    private static async Task<Outcome?> RefuseAsync(Transaction transaction, Account account)
    {
        if ((await AccountStore.FindAsync(transaction, account.Id))?.SecurityStamp != account.SecurityStamp
            || await IsBeingPaidAsync(transaction, PurchaserOf(account)))
        {
            return new Outcome.Changed();
        }

        return account.Role == Account.Owner
            && (await Roles.LockOwnersAsync(transaction)).Count < 2
                ? new Outcome.OnlyOwner()
                : null;
    }

    private async Task<Outcome> EraseAsync(Transaction transaction, Account account, DateTimeOffset? paidThrough, Func<Transaction, Task>? note)
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
        await ForgetPaymentsAsync(transaction, PurchaserOf(account));
        await ForgetOrdersAsync(transaction, PurchaserOf(account));
        await db.ExecuteAsync("DELETE FROM outbox WHERE subject LIKE @ofAccount OR subject LIKE @ofAddress", new
        {
            ofAccount = $"account:{account.Id}:%",
            ofAddress = $"{AccountMails.SubjectOf(account.EmailKey)}@%",
        });
        await db.ExecuteAsync("DELETE FROM accounts WHERE id = @Id", account); // bags and addresses go with it
        await (note?.Invoke(transaction) ?? Task.CompletedTask);
        return new Outcome.Erased(paidThrough);
    }

    /// <summary>What Stripe was asked and what it told is kept for repeating and looking up; both name the buyer.</summary>
    private static async Task ForgetPaymentsAsync(Transaction transaction, Purchaser buyer)
    {
        var db = transaction.Db;
        await db.ExecuteAsync(
            $$"""
            UPDATE inbox SET payload = @nothing
            WHERE state <> 'waiting' AND object_id IN (
                SELECT stripe_session_id FROM payment_attempts WHERE order_id IN ({{buyer.Orders}})
                UNION SELECT stripe_payment_intent_id FROM payment_attempts WHERE order_id IN ({{buyer.Orders}})
                UNION SELECT stripe_charge_id FROM payments WHERE order_id IN ({{buyer.Orders}}))
            """,
            new { buyer.AccountId, buyer.EmailKey, nothing = "{}"u8.ToArray() });
        await db.ExecuteAsync($"UPDATE payment_attempts SET request = '{{}}', session_url = NULL, remote = NULL WHERE order_id IN ({buyer.Orders})", buyer);
        await db.ExecuteAsync($"UPDATE payments SET card_last4 = NULL, receipt_url = NULL WHERE order_id IN ({buyer.Orders})", buyer);
        await db.ExecuteAsync(
            $"""
            UPDATE discount_uses SET person = 'erased'
            WHERE attempt_id IN (SELECT id FROM payment_attempts WHERE order_id IN ({buyer.Orders}))
            """,
            buyer);
    }

    /// <summary>The country stays, since tax was reckoned by it. The links that open the orders are over: nobody knows their new key.</summary>
    private async Task ForgetOrdersAsync(Transaction transaction, Purchaser buyer)
    {
        await transaction.Db.ExecuteAsync($"DELETE FROM bags WHERE id IN (SELECT bag_id FROM orders WHERE {buyer.Theirs})", buyer);
        await transaction.Db.ExecuteAsync(
            $"""
            UPDATE orders
            SET account_id = NULL, email = NULL, email_key = NULL, name = NULL, phone = NULL, street1 = NULL, street2 = NULL, town = NULL,
                county = NULL, postcode = NULL, fingerprint = NULL, save_details = @no, erased_at = @now, link_key = @key
            WHERE {buyer.Theirs}
            """,
            new { buyer.AccountId, buyer.EmailKey, no = false, now = time.Now(), key = chance.NewKey() });
    }
}
