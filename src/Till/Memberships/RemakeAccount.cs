using Dapper;
using Till.Accounts;
using Till.Storage;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>
/// Makes a member's account again that was lost with the time between a backup and its restoring. Stripe was told its id, address and name; its
/// password nobody has, so the member chooses a new one by a mail to that address.
/// </summary>
internal sealed class RemakeAccount(Database database, Attention attention, Chance chance)
{
    /// <param name="fetched">A subscription that names an account which is not here.</param>
    /// <param name="cancel">Not wanted any more.</param>
    public async Task<Outcome> RunAsync(StripeMembership fetched, CancellationToken cancel)
    {
        if (await LostTime.FindAsync(database, cancel) is not { } lost || !lost.Contains(fetched.Subscription.Created))
        {
            return Outcome.NotLost;
        }

        return await database.WriteAsync(transaction => WriteAsync(transaction, fetched), cancel);
    }

    /// <summary>Files what nobody can tell whose it is, or what for: it is neither cancelled nor given back, since somebody pays for it.</summary>
    public async Task<bool> FileIfLostAsync(StripeMembership fetched, CancellationToken cancel)
    {
        if (await LostTime.FindAsync(database, cancel) is not { } lost || !lost.Contains(fetched.Subscription.Created))
        {
            return false;
        }

        await database.WriteAsync(transaction => FileAsync(transaction, fetched, "The plan that it is to was made after the backup."), cancel);
        return true;
    }

    private async Task<Outcome> WriteAsync(Transaction transaction, StripeMembership fetched)
    {
        if (fetched.Subscription.Customer.Object is not { Deleted: false, Email: { Length: > 0 } email } customer)
        {
            await FileAsync(transaction, fetched, "Stripe knows no address of whoever pays for it.");
            return Outcome.Unclear;
        }

        var account = new Account
        {
            Id = fetched.NamedAccountId!.Value, Email = email, EmailKey = Email.Key(email), Name = customer.Name ?? "", SecurityStamp = chance.NewKey(),
            CreatedAt = customer.Created,
        };
        if (await AccountStore.InsertAsync(transaction, account))
        {
            await transaction.Db.ExecuteAsync("UPDATE accounts SET stripe_customer_id = @customer WHERE id = @Id", new { customer = customer.Id, account.Id });
            await attention.FileAsync(
                transaction,
                "account_remade",
                $"account:{account.Id}",
                $"{email} opened an account and joined after the backup was made.",
                "The account was made again out of what Stripe knows, with the membership; it has no password.",
                "Write to the member: with “Forgot your password?” they choose a new one.");
            return Outcome.Remade;
        }

        // Who has opened another one since, and confirmed the address, is the same person.
        var joined = await transaction.Db.ExecuteAsync(
            "UPDATE accounts SET stripe_customer_id = @customer WHERE email_key = @EmailKey AND email_confirmed = @yes AND stripe_customer_id IS NULL",
            new { customer = customer.Id, account.EmailKey, yes = true });
        if (joined > 0)
        {
            return Outcome.Remade;
        }

        await FileAsync(transaction, fetched, $"Another account has the address {email}.");
        return Outcome.Unclear;
    }

    private Task FileAsync(Transaction transaction, StripeMembership fetched, string why) => attention.FileAsync(
        transaction,
        "membership_lost",
        fetched.Subscription.Id,
        $"The subscription {fetched.Subscription.Id} began on {fetched.Subscription.Created:d MMMM yyyy}, after the backup was made. {why}",
        "It goes on at Stripe, and nobody here has it.",
        "Look at it in Stripe's dashboard, write to the member, and cancel it there if it cannot be given to anybody.");

    internal enum Outcome
    {
        /// <summary>Nothing was lost: whoever is named is gone.</summary>
        NotLost,

        /// <summary>There is an account for it now.</summary>
        Remade,

        /// <summary>A person must find out.</summary>
        Unclear,
    }
}
