using System.Data.Common;
using System.Globalization;
using Dapper;
using Till.Accounts;
using Till.Orders;
using Till.Storage;

namespace Till.Admin;

/// <summary>Orders as the owner looks for them: those that were paid, and those that wait to be paid by a link.</summary>
internal static class DeskOrders
{
    public const int PerPage = 50;

    /// <summary>The states that one can ask for, and how they are called.</summary>
    public static readonly IReadOnlyList<(string Value, string Name)> States =
    [
        ("", "All"), ("to-prepare", "To prepare"), ("preparing", "Being prepared"), ("in-part", "Shipped in part"),
        ("shipped", "Shipped"), ("completed", "Completed"), ("cancelled", "Cancelled"), ("part-refunded", "Refunded in part"), ("refunded", "Refunded"),
        ("back-order", "Waiting for stock"), ("by-link", "To be paid by a link"),
    ];

    /// <summary>Over orders <c>o</c>: paid, something goes by post, and nobody has begun. What was refunded in full is not waited for.</summary>
    public const string ToPrepare =
        $"""
        o.awaits_post AND NOT {Refunded}
        """;

    /// <summary>Over orders <c>o</c>: something was sold out when the payment came, and not all has been sent yet.</summary>
    public const string BackOrdered =
        """
        EXISTS (SELECT 1 FROM stock_holds h JOIN payment_attempts a ON a.id = h.attempt_id
                WHERE a.order_id = o.id AND (h.state = 'short' OR (h.state = 'sold' AND h.short > 0)))
        AND o.shipped_at IS NULL AND o.cancelled_at IS NULL
        """;

    private const string IsSent = "EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = o.id)";

    private const string Refunded =
        """
        EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.role = 'order' AND p.amount_minor <= (
            SELECT COALESCE(SUM(r.amount_minor), 0) FROM refunds r WHERE r.payment_id = p.id AND r.state NOT IN ('failed', 'canceled')))
        """;

    private const string RefundedInPart =
        """
        EXISTS (SELECT 1 FROM payments p JOIN refunds r ON r.payment_id = p.id
                WHERE p.order_id = o.id AND p.role = 'order' AND r.state NOT IN ('failed', 'canceled'))
        """;

    /// <summary>Made in the back office and not paid yet: the only ones here that are not paid.</summary>
    public const string ByLink = "by-link";

    /// <summary>One page of them, newest first; one more than a page says that there is another.</summary>
    public static async Task<IReadOnlyList<OrderListRow>> FindAsync(DbConnection db, Engine engine, OrderSearch search, int page)
    {
        var rows = await db.QueryAsync<OrderListRow>(
            $"{OrderList.Rows} WHERE {Of(search.State)} AND {search.Condition(engine)} ORDER BY {(search.State == ByLink ? "o.created_at" : "o.number")} DESC LIMIT @most OFFSET @skip",
            new { search.Text, search.Number, search.From, search.To, most = PerPage + 1, skip = (page - 1) * PerPage });
        return rows.AsList();
    }

    /// <summary>Over orders <c>o</c>: those in a state of <see cref="States"/>. Each begins with what its index knows.</summary>
    public static string Of(string state) => state switch
    {
        ByLink => "o.pay_until IS NOT NULL AND o.state = 'draft'",
        "to-prepare" => $"o.state = 'paid' AND {ToPrepare}",
        "preparing" => $"o.state = 'paid' AND (o.preparing_at IS NOT NULL OR {IsSent}) AND o.shipped_at IS NULL AND o.cancelled_at IS NULL AND NOT {Refunded}",
        "in-part" => $"o.state = 'paid' AND o.shipped_at IS NULL AND {IsSent} AND NOT {Refunded}",
        "shipped" => $"o.state = 'paid' AND o.shipped_at IS NOT NULL AND o.completed_at IS NULL AND NOT {Refunded}",
        "completed" => $"o.state = 'paid' AND o.cancelled_at IS NULL AND (o.completed_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.delivered)) AND NOT {Refunded}",
        "cancelled" => "o.state = 'paid' AND o.cancelled_at IS NOT NULL",
        "part-refunded" => $"o.state = 'paid' AND NOT {Refunded} AND {RefundedInPart}",
        "refunded" => $"o.state = 'paid' AND {Refunded}",
        "back-order" => $"o.state = 'paid' AND {BackOrdered}",
        _ => "o.state = 'paid'",
    };
}

/// <summary>What was typed into the search, read by its shape: a number, an address, Stripe's id of a payment, the beginning of a name.</summary>
/// <param name="State">One of <see cref="DeskOrders.States"/>.</param>
internal sealed record OrderSearch(string Typed, string State)
{
    public const int MaxLength = 200;

    public string Text { get; } = Typed.StartsWith("pi_", StringComparison.Ordinal) ? Typed : Email.Key(Typed);

    /// <summary>By an index each: ranges in place of LIKE, whose wildcards would be the visitor's.</summary>
    public string From => Text;

    public string To => Beginning.End(Text);

    public long? Number => long.TryParse(Typed.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public string Condition(Engine engine) => this switch
    {
        { Typed: "" } => "1 = 1",
        { Number: not null } => "o.number = @Number",
        _ when Typed.StartsWith("pi_", StringComparison.Ordinal) => "EXISTS (SELECT 1 FROM payments q WHERE q.order_id = o.id AND q.stripe_payment_intent_id = @Text)",
        _ when Typed.Contains('@') => Begins("o.email_key", engine),
        _ => Begins("lower(o.name)", engine),
    };

    private static string Begins(string column, Engine engine) => Beginning.Of(column, engine, "@From", "@To");
}
