using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Till.Storage;
using Till.Stripe;
using Till.Stripe.BillingPortal;

namespace Till.Memberships;

internal enum PortalFlow
{
    Home,
    UpdateCard,
    ChangePlan,
    Cancel,
}

/// <summary>
/// Opens Stripe's customer portal on demand: the card, the plan, cancelling and the invoices. What it may do there, and among which plans a
/// member may choose, is told to Stripe when it is first needed and when the plans have changed.
/// </summary>
internal sealed class MemberPortal(IServiceProvider services, Database database, ShopSettings settings, ShopAddress address, TimeProvider time, Chance chance)
{
    /// <summary>Stripe's limit.</summary>
    private const int MostPlans = 10;

    /// <param name="returnPath">Where the member comes back to.</param>
    /// <returns>The portal's address, for this member and now; null where Stripe could not be asked, or does not know the account.</returns>
    public async Task<string?> OpenAsync(Guid accountId, string returnPath, PortalFlow flow, CancellationToken cancel)
    {
        var member = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Member?>(
                $"""
                SELECT a.stripe_customer_id, (SELECT m.stripe_subscription_id FROM memberships m WHERE {MembershipRow.Living}) AS stripe_subscription_id
                FROM accounts a WHERE a.id = @accountId
                """,
                new { accountId }),
            cancel);
        if (member is not { StripeCustomerId: { } customerId } || !settings.Stripe.HasKeys)
        {
            return null;
        }

        try
        {
            var back = address.Absolute(returnPath);
            var session = await services.GetRequiredService<StripeClient>().PortalSessions.CreateAsync(
                new SessionCreateOptions
                {
                    Customer = customerId,
                    Configuration = await ConfigureAsync(cancel),
                    ReturnUrl = back,
                    FlowData = Flow(flow, member.StripeSubscriptionId, back),
                },
                new IdempotencyKey($"portal-{chance.NewKey()}"), // each visit has a session of its own
                cancel);
            return session.Url;
        }
        catch (StripeException exception)
        {
            Log.PortalLater(services.GetRequiredService<ILogger<MemberPortal>>(), exception, accountId);
            return null;
        }
    }

    /// <summary>Who has no living subscription finds the front page, with the invoices.</summary>
    private static SessionFlowDataOptions? Flow(PortalFlow flow, string? subscriptionId, string back)
    {
        var done = new SessionAfterCompletionOptions { Redirect = new SessionRedirectOptions { ReturnUrl = back } };
        return (flow, subscriptionId) switch
        {
            (PortalFlow.UpdateCard, _) => new SessionFlowDataOptions { Type = "payment_method_update", AfterCompletion = done },
            (PortalFlow.ChangePlan, { } id) => new SessionFlowDataOptions
            {
                Type = "subscription_update", AfterCompletion = done, SubscriptionUpdate = new SessionSubscriptionOptions { Subscription = id },
            },
            (PortalFlow.Cancel, { } id) => new SessionFlowDataOptions
            {
                Type = "subscription_cancel", AfterCompletion = done, SubscriptionCancel = new SessionSubscriptionOptions { Subscription = id },
            },
            _ => null,
        };
    }

    /// <returns>Stripe's id of what is configured, as the plans are now.</returns>
    private async Task<string> ConfigureAsync(CancellationToken cancel)
    {
        var features = await FeaturesAsync(cancel);
        var print = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(features))).AsSpan(0, 8));
        var kept = (await Settings.FindAsync(database, Settings.PortalConfiguration, cancel))?.Split(' ');
        if (kept is [var known, var as_] && as_ == print)
        {
            return known;
        }

        var portal = services.GetRequiredService<StripeClient>().PortalConfigurations;
        var options = new ConfigurationOptions { Features = features };
        var configuration = kept is [var id, ..]
            ? await portal.UpdateAsync(id, options, new IdempotencyKey($"portal-{id}-{print}-{chance.NewKey()}"), cancel)
            : await portal.CreateAsync(options, new IdempotencyKey($"portal-configuration-{print}"), cancel);
        await Settings.PutAsync(database, Settings.PortalConfiguration, $"{configuration.Id} {print}", cancel);
        return configuration.Id;
    }

    private async Task<ConfigurationFeaturesOptions> FeaturesAsync(CancellationToken cancel)
    {
        var plans = services.GetRequiredService<StripePlans>();
        var offers = await database.ReadAsync(db => PlanOffer.ListAsync(db, settings.Currency, time.Now()), cancel);
        var products = new List<SubscriptionUpdateProductOptions>();
        foreach (var plan in offers.GroupBy(offer => offer.ProductId).Take(MostPlans))
        {
            var prices = new List<string>();
            foreach (var offer in plan)
            {
                prices.Add(await plans.EnsureAsync(offer, cancel));
            }

            var product = await database.ReadAsync(db => StripePlans.FindProductAsync(db, plan.Key), cancel);
            products.Add(new SubscriptionUpdateProductOptions { Product = product!, Prices = prices });
        }

        return new ConfigurationFeaturesOptions
        {
            InvoiceHistory = new FeatureOptions { Enabled = true },
            PaymentMethodUpdate = new FeatureOptions { Enabled = true },
            SubscriptionCancel = new SubscriptionCancelOptions { Enabled = true, Mode = "at_period_end" },
            SubscriptionUpdate = products.Count == 0
                ? new SubscriptionUpdateOptions { Enabled = false }
                : new SubscriptionUpdateOptions
                {
                    Enabled = true,
                    DefaultAllowedUpdates = ["price"],
                    Products = products,
                    // What the change costs is paid at once, so that the record never waits for a renewal to be right.
                    ProrationBehavior = "always_invoice",
                },
        };
    }

    private sealed record Member(string? StripeCustomerId, string? StripeSubscriptionId);
}
