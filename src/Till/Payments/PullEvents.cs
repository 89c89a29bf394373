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
        var fresh = 0;
        var cursor = await Settings.FindAsync(database, setting, cancel);
        var events = new List<Event>(Stride);
        await foreach (var stripeEvent in OldestFirstAsync(types, cursor, cancel))
        {
            events.Add(stripeEvent);
            if (events.Count == Stride)
            {
                fresh += await KeepAsync(events, setting, cancel);
                events.Clear();
            }
        }

        return events.Count == 0 ? fresh : fresh + await KeepAsync(events, setting, cancel);
    }

    /// <summary>The cursor moves with the events before it, or not at all.</summary>
    private Task<int> KeepAsync(IReadOnlyList<Event> events, string setting, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var fresh = 0;
            foreach (var stripeEvent in events)
            {
                fresh += await inbox.StoreAsync(transaction, stripeEvent, Payload(stripeEvent), Inbox.CameBy.Pull) ? 1 : 0;
            }

            await Settings.PutAsync(transaction, setting, events[^1].Id);
            return fresh;
        },
        cancel);

    /// <summary>After the cursor; without one, from the shop's first order or attempt to join on, since nothing before can be about one.</summary>
    private async IAsyncEnumerable<Event> OldestFirstAsync(
        IReadOnlyList<string> types, string? cursor, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var options = new EventListOptions { Types = types, EndingBefore = cursor };
        if (cursor is null)
        {
            var first = await database.ReadAsync(
                db => db.QuerySingleAsync<DateTimeOffset?>(
                    "SELECT MIN(s.created_at) FROM (SELECT created_at FROM orders UNION ALL SELECT created_at FROM join_attempts) s"),
                cancel);
            if (first is null)
            {
                yield break;
            }

            options.Created = new DateRangeOptions { GreaterThanOrEqual = first };
            foreach (var stripeEvent in Enumerable.Reverse(await stripe.Events.ListAutoPagingAsync(options, cancel).AllAsync()))
            {
                yield return stripeEvent;
            }

            yield break;
        }

        await foreach (var stripeEvent in stripe.Events.ListAutoPagingAsync(options, cancel))
        {
            yield return stripeEvent;
        }
    }

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
