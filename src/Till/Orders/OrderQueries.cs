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
               o.postcode, o.country, o.tax_country, o.currency, o.subtotal_minor, o.discount_code, o.discount_minor, o.delivery_minor, o.tax_minor,
               o.tax_included_minor, o.total_minor, o.created_at, o.paid_at, o.preparing_at, o.shipped_at, o.cancelled_at, o.completed_at, o.pay_until,
               o.erased_at,
               b.variant_id AS single_variant_id, p.stripe_payment_intent_id, p.method, p.card_brand, p.card_last4, p.receipt_url,
               {RefundedMinor} AS refunded_minor,
               EXISTS (SELECT 1 FROM disputes d WHERE d.payment_id = p.id AND d.status IN ('needs_response', 'under_review')) AS disputed,
               EXISTS (SELECT 1 FROM disputes d WHERE d.payment_id = p.id AND d.status = 'lost') AS dispute_lost
        FROM orders o
        LEFT JOIN payments p ON p.order_id = o.id AND p.role = 'order'
        LEFT JOIN bags b ON b.id = o.bag_id
        WHERE o.id = @id
        """;

    public const string Lines =
        """
        SELECT l.position, l.product_id, l.variant_id, l.kind, l.sku, l.title, l.maker, l.size, l.slug, l.delivered, l.quantity, l.unit_minor,
               l.line_minor, l.discount_minor, l.tax_minor, l.tax_included_minor,
               CAST(COALESCE((SELECT SUM(CASE h.state WHEN 'short' THEN h.quantity ELSE h.short END)
                              FROM stock_holds h JOIN payment_attempts a ON a.id = h.attempt_id
                              WHERE a.order_id = l.order_id AND h.variant_id = l.variant_id AND h.state IN ('short', 'sold')), 0) AS bigint) AS short,
               CAST(COALESCE(s.sent, 0) AS bigint) AS sent, CAST(COALESCE(b.returned, 0) AS bigint) AS returned,
               CAST(COALESCE(b.unsent, 0) AS bigint) AS unsent, CAST(COALESCE(b.restocked, 0) AS bigint) AS restocked,
               CAST(COALESCE(b.minor, 0) AS bigint) AS returned_minor
        FROM order_lines l
        LEFT JOIN (SELECT x.position, SUM(x.quantity) AS sent FROM shipment_lines x WHERE x.order_id = @id GROUP BY x.position) s
          ON s.position = l.position
        LEFT JOIN (SELECT x.position, SUM(x.quantity) AS returned, SUM(x.unsent) AS unsent, SUM(x.restocked) AS restocked, SUM(x.amount_minor) AS minor
                   FROM refund_lines x JOIN refunds r ON r.id = x.refund_id
                   WHERE x.order_id = @id AND r.state NOT IN ('failed', 'canceled') GROUP BY x.position) b
          ON b.position = l.position
        WHERE l.order_id = @id
        ORDER BY l.position
        """;

    public const string Refunds =
        """
        SELECT r.id, r.state, r.amount_minor, r.delivery_minor, r.created_at
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

    public const string Shipments = "SELECT id, carrier, tracking, shipped_at FROM shipments WHERE order_id = @id ORDER BY shipped_at, id";

    public const string Parcels = "SELECT shipment_id, position, quantity FROM shipment_lines WHERE order_id = @id ORDER BY position";

    /// <summary>All that there is of it.</summary>
    public const string All = $"{Head}; {Lines}; {Taxes}; {Refunds}; {Shipments}; {Parcels}; {Downloads}";
}
