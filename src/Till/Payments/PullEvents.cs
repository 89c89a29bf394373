using System.Text.Json.Nodes;
using Dapper;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Fetches the events since the last one seen into the inbox: for a shop that Stripe cannot call, and for what was lost on its
/// way to one that it can.
/// </summary>
internal sealed class PullEvents(Database database, StripeClient stripe, Inbox inbox)
{
    private static readonly IReadOnlyList<string> OfPayments =
    [
        EventTypes.CheckoutSessionCompleted,
        EventTypes.CheckoutSessionAsyncPaymentSucceeded,
        EventTypes.CheckoutSessionAsyncPaymentFailed,
        EventTypes.CheckoutSessionExpired,
        EventTypes.PaymentIntentSucceeded,
        EventTypes.PaymentIntentPaymentFailed,
        EventTypes.PaymentIntentCanceled,
        EventTypes.ChargeUpdated,
        EventTypes.ChargeRefunded,
        EventTypes.RefundCreated,
        EventTypes.RefundUpdated,
        EventTypes.RefundFailed,
        EventTypes.ChargeDisputeCreated,
        EventTypes.ChargeDisputeUpdated,
        EventTypes.ChargeDisputeClosed,
        EventTypes.ChargeDisputeFundsWithdrawn,
        EventTypes.ChargeDisputeFundsReinstated,
        EventTypes.PayoutPaid,
        EventTypes.PayoutFailed,
        EventTypes.PayoutReconciliationCompleted,
    ];

    private static readonly IReadOnlyList<string> OfMemberships =
    [
        EventTypes.CustomerSubscriptionCreated,
        EventTypes.CustomerSubscriptionUpdated,
        EventTypes.CustomerSubscriptionDeleted,
        EventTypes.CustomerSubscriptionPaused,
        EventTypes.CustomerSubscriptionResumed,
        EventTypes.CustomerSubscriptionTrialWillEnd,
        EventTypes.CustomerSubscriptionPendingUpdateApplied,
        EventTypes.CustomerSubscriptionPendingUpdateExpired,
        EventTypes.InvoicePaid,
        EventTypes.InvoicePaymentFailed,
        EventTypes.InvoicePaymentActionRequired,
        EventTypes.InvoiceFinalizationFailed,
        EventTypes.InvoiceVoided,
        EventTypes.InvoiceMarkedUncollectible,
        EventTypes.CustomerUpdated,
        EventTypes.CustomerDeleted,
        EventTypes.PaymentMethodAutomaticallyUpdated,
        EventTypes.PaymentMethodUpdated,
        EventTypes.PaymentMethodDetached,
    ];

    /// <summary>What this shop acts on. Anything else that happens at Stripe says nothing about its orders and memberships.</summary>
    public static readonly IReadOnlyList<string> Types = [.. OfPayments, .. OfMemberships];

    /// <summary>Events kept in one transaction: after a long outage thousands wait, and a commit for each would take minutes.</summary>
    private const int Stride = 100;

    /// <returns>How many events were new here.</returns>
    public async Task<int> RunAsync(CancellationToken cancel) =>
        // Stripe takes at most twenty types in one question, so there are two, each with a cursor of its own.
        await RunAsync(OfPayments, Settings.EventCursor, cancel) + await RunAsync(OfMemberships, Settings.MembershipEventCursor, cancel);

    private async Task<int> RunAsync(IReadOnlyList<string> types, string setting, CancellationToken cancel)
    {
        if (await Settings.FindAsync(database, setting, cancel) is { } cursor)
        {
            try
            {
                return await SinceAsync(types, setting, cursor, cancel);
            }
            catch (StripeInvalidRequestException missing) when (missing.IsMissing)
            {
                // Stripe keeps events for thirty days. A shop that was off for longer, or restored from a backup so old, takes all that there are.
            }
        }

        return await AllAsync(types, setting, cancel);
    }

    /// <summary>From old to new, the cursor moving along.</summary>
    private async Task<int> SinceAsync(IReadOnlyList<string> types, string setting, string cursor, CancellationToken cancel)
    {
        var fresh = 0;
        var options = new EventListOptions { Types = types, EndingBefore = cursor };
        await foreach (var events in stripe.Events.ListAutoPagingAsync(options, cancel).ChunksAsync(Stride))
        {
            fresh += await KeepAsync(events, setting, events[^1].Id, cancel);
        }

        return fresh;
    }

    /// <summary>
    /// From the shop's first order or attempt to join on, since nothing before can be about one. From new to old, as Stripe gives them, so that not all
    /// of them are held at once: what they mean is asked of Stripe and does not hang on their order. The cursor is set at the end.
    /// </summary>
    private async Task<int> AllAsync(IReadOnlyList<string> types, string setting, CancellationToken cancel)
    {
        var first = await database.ReadAsync(
            db => db.QuerySingleAsync<DateTimeOffset?>(
                "SELECT MIN(s.created_at) FROM (SELECT created_at FROM orders UNION ALL SELECT created_at FROM join_attempts) s"),
            cancel);
        if (first is null)
        {
            return 0;
        }

        var (fresh, newest) = (0, (string?)null);
        var options = new EventListOptions { Types = types, Created = new DateRangeOptions { GreaterThanOrEqual = first } };
        await foreach (var events in stripe.Events.ListAutoPagingAsync(options, cancel).ChunksAsync(Stride))
        {
            newest ??= events[0].Id;
            fresh += await KeepAsync(events, setting, null, cancel);
        }

        if (newest is not null)
        {
            await Settings.PutAsync(database, setting, newest, cancel);
        }

        return fresh;
    }

    /// <summary>The cursor moves with the events before it, or not at all.</summary>
    private Task<int> KeepAsync(IReadOnlyList<Event> events, string setting, string? cursor, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var fresh = 0;
            foreach (var stripeEvent in events)
            {
                fresh += await inbox.StoreAsync(transaction, stripeEvent, Payload(stripeEvent), Inbox.CameBy.Pull) ? 1 : 0;
            }

            if (cursor is not null)
            {
                await Settings.PutAsync(transaction, setting, cursor);
            }

            return fresh;
        },
        cancel);

    /// <summary>The event as a webhook would have brought it, as far as the inbox reads it.</summary>
    private static byte[] Payload(Event stripeEvent) => System.Text.Encoding.UTF8.GetBytes(new JsonObject
    {
        ["id"] = stripeEvent.Id,
        ["object"] = "event",
        ["api_version"] = stripeEvent.ApiVersion,
        ["created"] = stripeEvent.Created.ToUnixTimeSeconds(),
        ["data"] = new JsonObject { ["object"] = JsonNode.Parse(stripeEvent.Data.Object.GetRawText()) },
        ["livemode"] = stripeEvent.Livemode,
        ["type"] = stripeEvent.Type,
    }.ToJsonString());
}
