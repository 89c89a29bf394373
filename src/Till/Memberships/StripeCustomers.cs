using Dapper;
using Till.Storage;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>
/// An account's customer at Stripe: made once, by the outbox or by whoever needs it first, under the same key and in the same words. What may
/// change between two tries, name and address, is told in a call of its own.
/// </summary>
internal sealed class StripeCustomers(Database database, StripeClient stripe, TimeProvider time, Chance chance)
{
    private const string FindPerson = "SELECT email, name, stripe_customer_id, stripe_customers_lost FROM accounts WHERE id = @accountId";

    /// <summary>Notes that a customer is to be made, in a shop that has memberships.</summary>
    public static async Task NoteAsync(Transaction transaction, Guid id, Guid accountId, DateTimeOffset now)
    {
        if (await transaction.Db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM plans)"))
        {
            await Outbox.AddAsync(transaction, id, MembershipOutbox.Customer, $"account:{accountId}:customer", new CustomerOrder(accountId), now);
        }
    }

    /// <summary>Notes that an account's customer is to hear of its new address or name. What it hears is what is so when it is told.</summary>
    public static async Task NoteDetailsAsync(Transaction transaction, Guid id, Guid accountId, DateTimeOffset now)
    {
        if (await transaction.Db.QuerySingleAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM accounts WHERE id = @accountId AND stripe_customer_id IS NOT NULL)", new { accountId }))
        {
            await Outbox.AddAsync(transaction, id, MembershipOutbox.CustomerDetails, $"account:{accountId}:details:{id}", new CustomerOrder(accountId), now);
        }
    }

    /// <returns>Stripe's id; null where there is no such account.</returns>
    /// <exception cref="StripeException">Stripe refused, or could not be asked.</exception>
    public async Task<string?> EnsureAsync(Guid accountId, CancellationToken cancel)
    {
        var person = await FindAsync(accountId, cancel);
        if (person is not { StripeCustomerId: null })
        {
            return person?.StripeCustomerId;
        }

        var key = person.StripeCustomersLost == 0 ? $"customer-{accountId}" : $"customer-{accountId}-{person.StripeCustomersLost}";
        // Not ended by the browser's going away: a reply that nobody waits for is lost.
        var customer = await stripe.Customers.CreateAsync(
            new CustomerCreateOptions { Metadata = new Dictionary<string, string> { ["account"] = accountId.ToString() } },
            new IdempotencyKey(key),
            CancellationToken.None);
        await TellAsync(customer.Id, person);
        return await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    "UPDATE accounts SET stripe_customer_id = @Id WHERE id = @accountId AND stripe_customer_id IS NULL", new { customer.Id, accountId });
                var now = await transaction.Db.QuerySingleOrDefaultAsync<Person?>(FindPerson, new { accountId });
                if (now is not null && !now.IsCalledAs(person))
                {
                    // Changed while Stripe was being told, when there was no customer yet whom a change could be noted for.
                    var at = time.Now();
                    await NoteDetailsAsync(transaction, chance.NewId(at), accountId, at);
                }

                return now?.StripeCustomerId;
            },
            CancellationToken.None);
    }

    /// <summary>
    /// Tells Stripe of the account's address and name, as they are now. Two changes may be told at the same moment and arrive in the wrong order, so
    /// that what was told is compared with what is so afterwards.
    /// </summary>
    /// <exception cref="StripeException">Stripe refused, or could not be asked.</exception>
    public async Task TellAsync(Guid accountId, CancellationToken cancel)
    {
        Person? told = null;
        while (await FindAsync(accountId, cancel) is { StripeCustomerId: { } customerId } person && told?.IsCalledAs(person) != true)
        {
            try
            {
                await TellAsync(customerId, person);
                told = person;
            }
            catch (StripeInvalidRequestException missing) when (missing.IsMissing)
            {
                // Deleted at Stripe. The next one is told of everything when it is made.
                await database.WriteAsync(transaction => LoseAsync(transaction, customerId), CancellationToken.None);
            }
        }
    }

    /// <summary>A customer that was deleted at Stripe is none any more; the next one gets a key of its own.</summary>
    public static Task LoseAsync(Transaction transaction, string customerId) => transaction.Db.ExecuteAsync(
        """
        UPDATE accounts SET stripe_customer_id = NULL, stripe_customers_lost = stripe_customers_lost + 1
        WHERE stripe_customer_id = @customerId
        """,
        new { customerId });

    /// <summary>What Stripe must keep of a customer's payments it keeps.</summary>
    public async Task ForgetAsync(ForgottenCustomer forgotten, CancellationToken cancel)
    {
        try
        {
            await stripe.Customers.DeleteAsync(forgotten.CustomerId, cancel);
        }
        catch (StripeInvalidRequestException missing) when (missing.IsMissing)
        {
            // It was forgotten before.
        }
    }

    private Task<Person?> FindAsync(Guid accountId, CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleOrDefaultAsync<Person?>(FindPerson, new { accountId }), cancel);

    /// <summary>A key of its own each time: the same words may be the right ones again later.</summary>
    private Task TellAsync(string customerId, Person person) => stripe.Customers.UpdateAsync(
        customerId,
        new CustomerUpdateOptions { Email = person.Email, Name = person.Name },
        new IdempotencyKey($"{customerId}-details-{chance.NewKey()}"),
        CancellationToken.None);

    private sealed record Person(string Email, string Name, string? StripeCustomerId, int StripeCustomersLost)
    {
        public bool IsCalledAs(Person other) => (Email, Name) == (other.Email, other.Name);
    }
}
