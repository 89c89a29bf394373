using System.Text.Json;
using Dapper;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>Finds out which membership, attempt to join or customer an event is about. Its own words are believed for nothing else.</summary>
internal sealed class MembershipEvents(Database database, StripeClient stripe, SettleMembership settle)
{
    /// <summary>What an event is about; equal for events that are answered by asking once.</summary>
    internal abstract record About
    {
        private About()
        {
        }

        public sealed record Subscription(string Id) : About;

        public sealed record Join(Guid AttemptId) : About;

        public sealed record Customer(string Id, bool Deleted) : About;
    }

    /// <returns>Null where it is about nothing of this shop's memberships.</returns>
    public async Task<About?> ReadAsync(Event stripeEvent, CancellationToken cancel)
    {
        var data = stripeEvent.Data;
        return data.ObjectType switch
        {
            "subscription" => await OfSubscriptionAsync(data.ObjectId, Reference(data.Object, "customer"), data.Metadata("account"), cancel),
            "invoice" => await OfSubscriptionAsync(
                SubscriptionOf(data.Object), Reference(data.Object, "customer"), Part(data.Object, "parent", "subscription_details", "metadata", "account"), cancel),
            "checkout.session" => await OfSessionAsync(data, cancel),
            "customer" => await OfCustomerAsync(data.ObjectId, stripeEvent.Type == EventTypes.CustomerDeleted, cancel),
            // Detached, it names its customer no more, but among what it was.
            "payment_method" => await OfCustomerAsync(
                Reference(data.Object, "customer") ?? (data.PreviousAttributes is { } before ? Reference(before, "customer") : null), false, cancel),
            "charge" or "refund" or "dispute" or "payment_intent" => await OfPaymentAsync(
                data.ObjectType == "payment_intent" ? data.ObjectId : Reference(data.Object, "payment_intent"), data.ObjectType, cancel),
            _ => null,
        };
    }

    /// <returns>Whether it was ours after all.</returns>
    /// <exception cref="StripeException">Stripe could not be asked; nothing was concluded.</exception>
    public async Task<bool> SettleAsync(About about, StripeHint hint, CancellationToken cancel)
    {
        switch (about)
        {
            case About.Subscription subscription:
                return await settle.RunAsync(subscription.Id, hint, cancel) is not SettleMembership.Outcome.Foreign;
            case About.Join join:
                if (await database.ReadAsync(db => JoinAttemptRow.FindAsync(db, join.AttemptId), cancel) is { } attempt)
                {
                    await settle.AttemptAsync(attempt, cancel);
                }

                return true;
            case About.Customer customer:
                await SettleCustomerAsync(customer, cancel);
                return true;
            default:
                throw new InvalidOperationException($"Unknown subject {about}.");
        }
    }

    private async Task SettleCustomerAsync(About.Customer customer, CancellationToken cancel)
    {
        if (customer.Deleted)
        {
            await database.WriteAsync(transaction => StripeCustomers.LoseAsync(transaction, customer.Id), cancel);
        }

        var living = await database.ReadAsync(
            db => db.QueryAsync<string>(
                """
                SELECT stripe_subscription_id FROM memberships WHERE stripe_customer_id = @Id AND status NOT IN ('canceled', 'incomplete_expired')
                """,
                customer),
            cancel);
        foreach (var subscriptionId in living)
        {
            await settle.RunAsync(subscriptionId, StripeHint.None, cancel);
        }
    }

    /// <summary>Ours if it is known, its customer is, or it names an account: what is foreign for certain is not asked about.</summary>
    private async Task<About?> OfSubscriptionAsync(string? subscriptionId, string? customerId, string? account, CancellationToken cancel)
    {
        if (subscriptionId is null)
        {
            return null;
        }

        var ours = Guid.TryParse(account, out _) || await database.ReadAsync(
            db => db.QuerySingleAsync<bool>(
                """
                SELECT EXISTS (SELECT 1 FROM memberships WHERE stripe_subscription_id = @subscriptionId)
                    OR EXISTS (SELECT 1 FROM accounts WHERE stripe_customer_id = @customerId)
                """,
                new { subscriptionId, customerId }),
            cancel);
        return ours ? new About.Subscription(subscriptionId) : null;
    }

    private async Task<About?> OfSessionAsync(EventData data, CancellationToken cancel)
    {
        var named = Guid.TryParse(data.Metadata("join"), out var id) ? id : Guid.Empty;
        var attempt = await database.ReadAsync(
            db => db.QueryFirstOrDefaultAsync<Guid?>(
                "SELECT id FROM join_attempts WHERE stripe_session_id = @ObjectId OR id = @named", new { data.ObjectId, named }),
            cancel);
        return attempt is { } attemptId ? new About.Join(attemptId) : null;
    }

    private async Task<About?> OfCustomerAsync(string? customerId, bool deleted, CancellationToken cancel)
    {
        var known = customerId is not null && await database.ReadAsync(
            db => db.QuerySingleAsync<bool>(
                """
                SELECT EXISTS (SELECT 1 FROM accounts WHERE stripe_customer_id = @customerId)
                    OR EXISTS (SELECT 1 FROM memberships WHERE stripe_customer_id = @customerId)
                """,
                new { customerId }),
            cancel);
        return known ? new About.Customer(customerId!, deleted) : null;
    }

    /// <summary>A payment that is not booked yet can be given back or disputed already: then Stripe tells which invoice it paid.</summary>
    private async Task<About?> OfPaymentAsync(string? intentId, string kind, CancellationToken cancel)
    {
        if (intentId is null)
        {
            return null;
        }

        var (known, any) = await database.ReadAsync(
            async db => (
                await db.QueryFirstOrDefaultAsync<string?>(
                    """
                    SELECT m.stripe_subscription_id
                    FROM payments p JOIN membership_invoices i ON i.id = p.invoice_id JOIN memberships m ON m.id = i.membership_id
                    WHERE p.stripe_payment_intent_id = @intentId
                    """,
                    new { intentId }),
                await db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM stripe_prices)")),
            cancel);
        if (known is not null || !any || kind is not ("refund" or "dispute"))
        {
            return known is null ? null : new About.Subscription(known);
        }

        return await AskAsync(intentId, cancel);
    }

    /// <summary>Whether a payment at Stripe that is not booked here is of an invoice of ours.</summary>
    public async Task<About?> FindPaymentAsync(string intentId, string customerId, CancellationToken cancel) =>
        await OfCustomerAsync(customerId, false, cancel) is null ? null : await AskAsync(intentId, cancel);

    public async Task<bool> IsOursAsync(Subscription subscription, CancellationToken cancel) =>
        await OfSubscriptionAsync(subscription.Id, subscription.Customer.Id, subscription.Metadata.GetValueOrDefault("account"), cancel) is not null;

    /// <summary>By asking Stripe which invoice it paid.</summary>
    private async Task<About?> AskAsync(string intentId, CancellationToken cancel)
    {
        var options = new InvoicePaymentListOptions { Payment = new InvoicePaymentPaymentOptions { PaymentIntent = intentId } };
        if ((await stripe.InvoicePayments.ListAsync(options, cancel)).Data.FirstOrDefault()?.Invoice.Id is not { } invoiceId)
        {
            return null;
        }

        var invoice = await stripe.Invoices.GetAsync(invoiceId, null, cancel);
        var details = invoice.Parent?.SubscriptionDetails;
        return await OfSubscriptionAsync(details?.Subscription.Id, invoice.Customer.Id, details?.Metadata.GetValueOrDefault("account"), cancel);
    }

    /// <summary>Versions before 2025-03-31 had it in the invoice itself.</summary>
    private static string? SubscriptionOf(JsonElement invoice) =>
        Part(invoice, "parent", "subscription_details", "subscription") ?? Part(invoice, "parent", "subscription_details", "subscription", "id") ?? Reference(invoice, "subscription");

    private static string? Reference(JsonElement from, string name) => Part(from, name) ?? Part(from, name, "id");

    private static string? Part(JsonElement from, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out from))
            {
                return null;
            }
        }

        return from.ValueKind == JsonValueKind.String ? from.GetString() : null;
    }
}
