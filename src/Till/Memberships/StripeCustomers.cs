using Dapper;
using Till.Storage;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>
/// An account's customer at Stripe: made once, by the outbox or by whoever needs it first, under the same key and in the same words. What may
/// change between two tries, name and address, is told in a call of its own.
/// </summary>
internal sealed class StripeCustomers(Database database, StripeClient stripe, Chance chance)
{
    /// <summary>Notes that a customer is to be made, in a shop that has memberships.</summary>
    public static async Task NoteAsync(Transaction transaction, Guid id, Guid accountId, DateTimeOffset now)
    {
        if (await transaction.Db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM plans)"))
        {
            await Outbox.AddAsync(transaction, id, MembershipOutbox.Customer, $"account:{accountId}:customer", new CustomerOrder(accountId), now);
        }
    }

    /// <returns>Stripe's id; null where there is no such account.</returns>
    /// <exception cref="StripeException">Stripe refused, or could not be asked.</exception>
    public async Task<string?> EnsureAsync(Guid accountId, CancellationToken cancel)
    {
        var person = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Person?>(
                "SELECT email, name, stripe_customer_id, stripe_customers_lost FROM accounts WHERE id = @accountId", new { accountId }),
            cancel);
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
        await stripe.Customers.UpdateAsync(
            customer.Id,
            new CustomerUpdateOptions { Email = person.Email, Name = person.Name.Length > 0 ? person.Name : null },
            new IdempotencyKey($"{key}-details-{chance.NewKey()}"),
            CancellationToken.None);
        return await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    "UPDATE accounts SET stripe_customer_id = @Id WHERE id = @accountId AND stripe_customer_id IS NULL", new { customer.Id, accountId });
                return await transaction.Db.QuerySingleOrDefaultAsync<string?>(
                    "SELECT stripe_customer_id FROM accounts WHERE id = @accountId", new { accountId });
            },
            CancellationToken.None);
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

    private sealed record Person(string Email, string Name, string? StripeCustomerId, int StripeCustomersLost);
}
