using System.Security.Cryptography;
using System.Text;
using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Orders;

/// <summary>An order as its page and its receipt show it: what was bought and paid then, not what things cost today.</summary>
internal sealed record OrderView(OrderHead Head, IReadOnlyList<OrderLine> Lines, IReadOnlyList<OrderDownload> Downloads)
{
    public bool IsPaid => Head.State == "paid";

    /// <summary>Without a cookie, by a key that only the buyer has.</summary>
    public string Path => $"/orders/{Head.Id}/{Head.LinkKey}";

    public Currency Currency => Currency.Parse(Head.Currency);

    public Money Total => In(Head.TotalMinor);

    /// <summary>What a person would call the order.</summary>
    public string Title => Lines.Count == 1 ? Lines[0].Title : $"{Lines[0].Title} and {Lines.Count - 1} more";

    /// <summary>Paid back in full: the downloads are closed.</summary>
    public bool IsRefunded => IsPaid && Head.RefundedMinor >= Head.TotalMinor;

    /// <summary>What was bought with a file, as its button names it.</summary>
    public string TitleOf(OrderDownload file) => Lines.FirstOrDefault(line => line.ProductId == file.ProductId)?.Title ?? file.Name;

    public Money Refunded => In(Head.RefundedMinor);

    public Money In(long minor) => new(minor, Currency);

    /// <summary>The order, if the key is its own.</summary>
    public static async Task<OrderView?> FindAsync(Database database, Guid id, string key, CancellationToken cancel)
    {
        var order = await FindAsync(database, id, cancel);
        return order is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(order.Head.LinkKey), Encoding.UTF8.GetBytes(key))
            ? order
            : null;
    }

    public static Task<OrderView?> FindAsync(Database database, Guid id, CancellationToken cancel) => database.ReadAsync(
        async db =>
        {
            var head = await db.QuerySingleOrDefaultAsync<OrderHead?>(
                """
                SELECT o.id, o.number, o.state, o.link_key, o.email, o.name, o.currency, o.subtotal_minor, o.discount_code, o.discount_minor,
                       o.delivery_minor, o.tax_minor, o.total_minor, o.created_at, o.paid_at,
                       p.stripe_payment_intent_id, p.card_brand, p.card_last4, p.receipt_url,
                       CAST(COALESCE((SELECT SUM(r.amount_minor) FROM refunds r
                                      WHERE r.payment_id = p.id AND r.state NOT IN ('failed', 'canceled')), 0) AS bigint) AS refunded_minor
                FROM orders o LEFT JOIN payments p ON p.order_id = o.id AND p.role = 'order'
                WHERE o.id = @id
                """,
                new { id });
            if (head is null)
            {
                return null;
            }

            var lines = await db.QueryAsync<OrderLine>(
                """
                SELECT product_id, variant_id, kind, title, maker, size, quantity, unit_minor, line_minor
                FROM order_lines WHERE order_id = @id ORDER BY position
                """,
                new { id });
            var downloads = await db.QueryAsync<OrderDownload>(
                """
                SELECT e.id AS entitlement_id, 0 AS track, f.position, f.name, f.sha256, s.size_bytes, s.content_type, e.product_id
                FROM entitlements e JOIN product_files f ON f.product_id = e.product_id JOIN files s ON s.sha256 = f.sha256
                WHERE e.order_id = @id AND e.revoked_at IS NULL
                UNION ALL
                SELECT e.id, 1, t.position, t.title, t.sha256, s.size_bytes, s.content_type, e.product_id
                FROM entitlements e JOIN tracks t ON t.product_id = e.product_id JOIN files s ON s.sha256 = t.sha256
                WHERE e.order_id = @id AND e.revoked_at IS NULL
                ORDER BY 8, 2, 3
                """,
                new { id });
            return new OrderView(head, lines.AsList(), downloads.AsList());
        },
        cancel);
}

internal sealed record OrderHead(
    Guid Id, long? Number, string State, string LinkKey, string? Email, string? Name, string Currency, long SubtotalMinor,
    string? DiscountCode, long DiscountMinor, long DeliveryMinor, long TaxMinor, long TotalMinor, DateTimeOffset CreatedAt,
    DateTimeOffset? PaidAt, string? StripePaymentIntentId, string? CardBrand, string? CardLast4, string? ReceiptUrl, long RefundedMinor);

internal sealed record OrderLine(
    Guid ProductId, Guid VariantId, string Kind, string Title, string Maker, string Size, int Quantity, long UnitMinor, long LineMinor);

/// <summary>A file that the order gives: a whole product's (zip) or one track.</summary>
internal sealed record OrderDownload(
    Guid EntitlementId, int Track, int Position, string Name, string Sha256, long SizeBytes, string ContentType, Guid ProductId)
{
    public bool IsTrack => Track == 1;

    /// <summary>The file's name on the buyer's disk.</summary>
    public string FileName => IsTrack ? $"{Position:00} {Name}{Extension}" : Name;

    /// <summary>For people: "ZIP, 12.4 MB".</summary>
    public string Facts => System.IO.Path.GetExtension(FileName) is { Length: > 1 } extension
        ? $"{extension[1..].ToUpperInvariant()}, {Size}"
        : Size;

    /// <summary>For people: "12.4 MB".</summary>
    public string Size => SizeBytes < 1_000_000 ? $"{SizeBytes / 1000.0:0} kB" : $"{SizeBytes / 1_000_000.0:0.0} MB";

    private string Extension => ContentType switch { "audio/wav" => ".wav", "audio/mpeg" => ".mp3", "audio/flac" => ".flac", _ => "" };
}
