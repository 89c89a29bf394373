using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Till.Storage;

namespace Till.Events;

/// <summary>What the shop tells other programs of. It says what it is about and nothing of persons: who wants to know more asks with a key.</summary>
/// <param name="Data">Ids, by the names that the API has for them.</param>
internal sealed record ShopEvent(string Kind, Dictionary<string, string> Data);

/// <summary>Notes events in the transaction of what happens. Where no address wants to hear of it, that is a look at a table of a few rows.</summary>
internal static class ShopEvents
{
    public const string OrderPaid = "order.paid";
    public const string OrderShipped = "order.shipped";
    public const string OrderRefunded = "order.refunded";
    public const string ProductChanged = "product.changed";
    public const string StockLow = "stock.low";
    public const string MembershipChanged = "membership.changed";

    /// <summary>As the outbox calls one that is to be spread to the addresses, and its way to one of them.</summary>
    public const string Spread = "event:spread";
    public const string Deliver = "event:deliver";

    public static readonly IReadOnlyList<(string Value, string When)> All =
    [
        (OrderPaid, "an order was paid"),
        (OrderShipped, "an order, or a parcel of it, left"),
        (OrderRefunded, "money of an order went back"),
        (ProductChanged, "a product was added or changed, its price or stock by hand as well"),
        (StockLow, "so few are left of a size that the back office says so"),
        (MembershipChanged, "a membership began, changed or ended"),
    ];

    private const string IsWanted =
        "EXISTS (SELECT 1 FROM event_addresses e WHERE e.ended_at IS NULL AND e.paused_at IS NULL AND e.kinds LIKE @wanted)";

    /// <param name="key">What makes it one event, however often this runs: the thing, and its change where there are several.</param>
    public static void Add(Batch batch, string kind, string key, DateTimeOffset now, params (string Name, Guid Id)[] data) => batch.Add(
        $"""
        INSERT INTO outbox (id, kind, subject, payload, state, due_at, created_at)
        SELECT @id, @Spread, @subject, @json, 'waiting', @now, @now WHERE {IsWanted}
        ON CONFLICT (subject, kind) DO NOTHING
        """,
        new { id = IdOf($"{kind}:{key}"), Spread, subject = $"{kind}:{key}", json = Json(kind, data), now, wanted = $"% {kind} %" },
        wake: Signals.Outbox);

    /// <inheritdoc cref="Add"/>
    public static async Task AddAsync(Transaction transaction, string kind, string key, DateTimeOffset now, params (string Name, Guid Id)[] data)
    {
        var batch = new Batch(transaction);
        Add(batch, kind, key, now, data);
        await batch.RunAsync();
    }

    /// <summary>By an attempt to pay, which says when.</summary>
    public static void AddStockLow(Batch batch, Guid attemptId, Guid productId, Guid variantId) => batch.Add(
        $"""
        INSERT INTO outbox (id, kind, subject, payload, state, due_at, created_at)
        SELECT @id, @Spread, @subject, @json, 'waiting', a.created_at, a.created_at FROM payment_attempts a WHERE a.id = @attemptId AND {IsWanted}
        ON CONFLICT (subject, kind) DO NOTHING
        """,
        new
        {
            id = IdOf($"{StockLow}:{variantId}:{attemptId}"), Spread, subject = $"{StockLow}:{variantId}:{attemptId}",
            json = Json(StockLow, [("product_id", productId), ("variant_id", variantId)]), attemptId, wanted = $"% {StockLow} %",
        },
        wake: Signals.Outbox);

    private static string Json(string kind, (string Name, Guid Id)[] data) =>
        JsonSerializer.Serialize(new ShopEvent(kind, data.ToDictionary(one => one.Name, one => one.Id.ToString("D"))));

    /// <summary>The same event has the same id (a UUID of version 8: of our own making).</summary>
    private static Guid IdOf(string subject)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(subject)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
