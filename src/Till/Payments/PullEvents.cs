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
    /// <summary>What this shop acts on. Anything else that happens at Stripe says nothing about its orders.</summary>
    public static readonly IReadOnlyList<string> Types =
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
    ];

    /// <summary>Events kept in one transaction: after a long outage thousands wait, and a commit for each would take minutes.</summary>
    private const int Stride = 100;

    /// <returns>How many events were new here.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var fresh = 0;
        var cursor = await Settings.FindAsync(database, Settings.EventCursor, cancel);
        await foreach (var events in OldestFirstAsync(cursor, cancel).Chunk(Stride))
        {
            fresh += await KeepAsync(events, cancel);
        }

        return fresh;
    }

    /// <summary>The cursor moves with the events before it, or not at all.</summary>
    private Task<int> KeepAsync(Event[] events, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var fresh = 0;
            foreach (var stripeEvent in events)
            {
                fresh += await inbox.StoreAsync(transaction, stripeEvent, Payload(stripeEvent), Inbox.CameBy.Pull) ? 1 : 0;
            }

            await Settings.PutAsync(transaction, Settings.EventCursor, events[^1].Id);
            return fresh;
        },
        cancel);

    /// <summary>After the cursor; without one, from the shop's first order on, since nothing before it can be about an order.</summary>
    private async IAsyncEnumerable<Event> OldestFirstAsync(
        string? cursor, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var options = new EventListOptions { Types = Types, EndingBefore = cursor };
        if (cursor is null)
        {
            var first = await database.ReadAsync(db => db.QuerySingleAsync<DateTimeOffset?>("SELECT MIN(created_at) FROM orders"), cancel);
            if (first is null)
            {
                yield break;
            }

            options.Created = new DateRangeOptions { GreaterThanOrEqual = first };
            foreach (var stripeEvent in Enumerable.Reverse(await stripe.Events.ListAutoPagingAsync(options, cancel).ToListAsync(cancel)))
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
