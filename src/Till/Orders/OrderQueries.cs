namespace Till.Orders;

/// <summary>What is read of one order; a page has all of it in a fixed number of queries, however many lines there are.</summary>
internal static class OrderQueries
{
    /// <summary>What was paid back or is on its way back, of the payment that <c>p</c> names.</summary>
    public const string RefundedMinor =
        """
        CAST(COALESCE((SELECT SUM(r.amount_minor) FROM refunds r
                       WHERE r.payment_id = p.id AND r.state NOT IN ('failed', 'canceled')), 0) AS bigint)
        """;

    public const string Head =
        $"""
        SELECT o.id, o.number, o.state, o.link_key, o.account_id, o.email, o.name, o.phone, o.street1, o.street2, o.town, o.county,
               o.postcode, o.country, o.currency, o.subtotal_minor, o.discount_code, o.discount_minor, o.delivery_minor, o.tax_minor,
               o.tax_included_minor, o.total_minor, o.created_at, o.paid_at, o.preparing_at, o.erased_at,
               b.variant_id AS single_variant_id, p.stripe_payment_intent_id, p.method, p.card_brand, p.card_last4, p.receipt_url,
               {RefundedMinor} AS refunded_minor
        FROM orders o
        LEFT JOIN payments p ON p.order_id = o.id AND p.role = 'order'
        LEFT JOIN bags b ON b.id = o.bag_id
        WHERE o.id = @id
        """;

    public const string Lines =
        """
        SELECT l.product_id, l.variant_id, l.kind, l.sku, l.title, l.maker, l.size, l.slug, l.delivered, l.quantity, l.unit_minor,
               l.line_minor, l.discount_minor, l.tax_minor, l.tax_included_minor,
               CAST(COALESCE((SELECT SUM(h.quantity) FROM stock_holds h JOIN payment_attempts a ON a.id = h.attempt_id
                              WHERE a.order_id = l.order_id AND h.variant_id = l.variant_id AND h.state = 'short'), 0) AS bigint) AS short
        FROM order_lines l
        WHERE l.order_id = @id
        ORDER BY l.position
        """;

    public const string Refunds =
        """
        SELECT r.state, r.amount_minor, r.created_at
        FROM refunds r JOIN payments p ON p.id = r.payment_id
        WHERE p.order_id = @id AND p.role = 'order' AND r.state NOT IN ('failed', 'canceled')
        ORDER BY r.created_at, r.id
        """;

    public const string Downloads =
        """
        SELECT e.id AS entitlement_id, 0 AS track, f.position, f.name, f.sha256, s.size_bytes, s.content_type, e.product_id
        FROM entitlements e JOIN product_files f ON f.product_id = e.product_id JOIN files s ON s.sha256 = f.sha256
        WHERE e.order_id = @id AND e.revoked_at IS NULL
        UNION ALL
        SELECT e.id, 1, t.position, t.title, t.sha256, s.size_bytes, s.content_type, e.product_id
        FROM entitlements e JOIN tracks t ON t.product_id = e.product_id JOIN files s ON s.sha256 = t.sha256
        WHERE e.order_id = @id AND e.revoked_at IS NULL
        ORDER BY 8, 2, 3
        """;

    public const string Taxes = "SELECT name, basis_points, included, base_minor, tax_minor FROM order_taxes WHERE order_id = @id ORDER BY position";

    public const string Shipments = "SELECT carrier, tracking, shipped_at FROM shipments WHERE order_id = @id ORDER BY shipped_at, id";

    /// <summary>All that there is of it.</summary>
    public const string All = $"{Head}; {Lines}; {Taxes}; {Refunds}; {Shipments}; {Downloads}";
}
