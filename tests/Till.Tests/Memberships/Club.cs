using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Storage;

namespace Till.Tests.Memberships;

/// <summary>Plans, members and what they pay, as they lie in the database once Stripe has been asked.</summary>
internal static class Club
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What a plan gives; its product is on the shelf already.</summary>
    public static Task AddPlanAsync(
        this Database database, Guid product, string? badge = null, bool opens = true, bool prices = true, int trialDays = 0, int position = 1, string benefits = "") =>
        database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                """
                INSERT INTO plans (product_id, position, trial_days, badge, opens_member_only, member_prices, benefits)
                VALUES (@product, @position, @trialDays, @badge, @opens, @prices, @benefits)
                """,
                new { product, position, trialDays, badge, opens, prices, benefits }),
            Cancel);

    /// <param name="minor">Null: members pay what all pay.</param>
    public static Task AddMemberPriceAsync(this Database database, Guid variant, long? minor, DateTimeOffset from) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            "INSERT INTO member_prices (id, variant_id, currency, amount_minor, from_at) VALUES (@id, @variant, 'usd', @minor, @from)",
            new { id = Chance.Secure.NewId(from), variant, minor, from }),
        Cancel);

    /// <summary>A living membership of the account, paid for until then.</summary>
    public static Task<Guid> AddMemberAsync(this Database database, Guid account, Guid product, DateTimeOffset now, DateTimeOffset paidThrough) =>
        database.WriteAsync(
            async transaction =>
            {
                var id = Chance.Secure.NewId(now);
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO memberships (id, account_id, stripe_subscription_id, stripe_customer_id, role, status, product_id, plan, interval, currency,
                                             amount_minor, paid_through, period_ends_at, card_brand, card_last4, card_expires, joined_at, checked_at, created_at)
                    VALUES (@id, @account, @subscription, 'cus_1', 'member', 'active', @product, 'The Back Room', 'month', 'usd',
                            600, @paidThrough, @paidThrough, 'visa', '4242', '2030-04', @now, @now, @now)
                    """,
                    new { id, account, subscription = $"sub_{id:N}", product, now, paidThrough });
                return id;
            },
            Cancel);

    /// <summary>A confirmed account with this address and password.</summary>
    public static async Task<Guid> AddAccountAsync(this IServiceProvider services, string email, string password, bool confirmed = true)
    {
        using var scope = services.CreateScope();
        var now = services.GetRequiredService<TimeProvider>().Now();
        var account = new Account
        {
            Id = Chance.Secure.NewId(now), Email = email, EmailKey = Email.Key(email), EmailConfirmed = confirmed, CreatedAt = now,
        };
        await scope.ServiceProvider.GetRequiredService<AccountManager>().SetPasswordAsync(account, password);
        await services.GetRequiredService<Database>().WriteAsync(transaction => AccountStore.InsertAsync(transaction, account), Cancel);
        return account.Id;
    }
}
