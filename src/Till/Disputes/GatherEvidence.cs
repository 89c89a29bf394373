using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Orders;

namespace Till.Disputes;

/// <summary>What the shop itself knows of a disputed sale, in the fields in which the bank wants it. A person looks through it before it goes anywhere.</summary>
internal static class GatherEvidence
{
    public static async Task<Evidence> RunAsync(DbConnection db, DisputeCase dispute) =>
        dispute.OrderId is { } orderId && await OrderView.FindAsync(db, orderId) is { IsPaid: true } order ? await OfOrderAsync(db, order)
        : dispute.InvoiceId is { } invoiceId ? await OfMembershipAsync(db, invoiceId)
        : Evidence.None;

    private static async Task<Evidence> OfOrderAsync(DbConnection db, OrderView order)
    {
        var head = order.Head;
        var downloads = (await db.QueryAsync<Used>(
            """
            SELECT d.at, COALESCE(f.name, t.title, l.title) AS what
            FROM downloads d JOIN entitlements e ON e.id = d.entitlement_id
            LEFT JOIN product_files f ON f.product_id = e.product_id AND f.sha256 = d.sha256
            LEFT JOIN tracks t ON t.product_id = e.product_id AND t.sha256 = d.sha256
            LEFT JOIN order_lines l ON l.order_id = e.order_id AND l.product_id = e.product_id
            WHERE e.order_id = @Id ORDER BY d.at
            """,
            new { head.Id })).AsList();
        var mails = (await db.QueryAsync<Used>(
            "SELECT done_at AS at, kind AS what FROM outbox WHERE (subject = @order OR subject LIKE @more) AND kind LIKE 'mail:%' AND state = 'done' ORDER BY done_at",
            new { order = $"order:{head.Id}", more = $"order:{head.Id}:%" })).AsList();
        return Evidence.Of(
            ("product_description", string.Join('\n', order.Lines.Select(line => $"{line.Counted(line.Quantity)}{(line.Maker.Length > 0 ? $", {line.Maker}" : "")}: {order.In(line.LineMinor)}").Append($"Total: {order.Exact(order.Total)}"))),
            ("customer_name", head.Name),
            ("customer_email_address", head.Email),
            ("shipping_address", order.Address is { } address ? string.Join('\n', address.Lines) : null),
            ("shipping_carrier", Join(order.Shipments.Select(parcel => parcel.Carrier))),
            ("shipping_tracking_number", Join(order.Shipments.Select(parcel => parcel.Tracking))),
            ("shipping_date", Join(order.Shipments.Select(parcel => $"{parcel.ShippedAt:yyyy-MM-dd}"))),
            ("service_date", order.Lines.Any(line => line.Kind == "album") ? $"{head.PaidAt:yyyy-MM-dd}" : null),
            ("access_activity_log", string.Join('\n', downloads.Select(one => $"{Time(one.At)}: downloaded {one.What}"))),
            ("refund_refusal_explanation", order.Refunds.Count == 0 ? null : string.Join('\n', order.Refunds.Select(refund => $"{Time(refund.CreatedAt)}: {order.In(refund.AmountMinor)} were given back."))),
            ("uncategorized_text", string.Join('\n', Story(order).Concat(mails.Select(mail => (mail.At, What: $"{MailName(mail.What)} was sent to {head.Email}."))).OrderBy(one => one.At).Select(one => $"{Time(one.At)}: {one.What}"))));
    }

    private static IEnumerable<(DateTimeOffset At, string What)> Story(OrderView order)
    {
        var head = order.Head;
        var way = PaymentWords.Describe(head.Method, head.CardBrand, head.CardLast4);
        return
        [
            (head.CreatedAt, order.IsByLink ? "The shop put the order together as the buyer had asked, and sent a link to pay it." : "The buyer put the order together and agreed to its total."),
            (head.PaidAt!.Value, $"Order {head.Number} was paid{(way is null ? "" : $" with {way}")}."),
            .. order.Shipments.Select(parcel => (parcel.ShippedAt, $"A parcel left{(parcel.How.Length > 0 ? " " + parcel.How : "")}: {string.Join(", ", order.In(parcel))}.")),
        ];
    }

    private static async Task<Evidence> OfMembershipAsync(DbConnection db, Guid invoiceId)
    {
        var paid = await db.QuerySingleAsync<Membership>(
            """
            SELECT m.plan, m.joined_at, i.period_starts_at, i.period_ends_at, i.number, i.currency, i.paid_minor, a.name, a.email
            FROM membership_invoices i JOIN memberships m ON m.id = i.membership_id LEFT JOIN accounts a ON a.id = m.account_id
            WHERE i.id = @invoiceId
            """,
            new { invoiceId });
        return Evidence.Of(
            ("product_description", $"Membership {paid.Plan}, {paid.PeriodStartsAt:yyyy-MM-dd} to {paid.PeriodEndsAt:yyyy-MM-dd}: {new Money(paid.PaidMinor, Currency.Parse(paid.Currency))}"),
            ("customer_name", paid.Name),
            ("customer_email_address", paid.Email),
            ("service_date", $"{paid.PeriodStartsAt:yyyy-MM-dd}"),
            ("uncategorized_text", $"{Time(paid.JoinedAt)}: joined.\nThe payment is of invoice {paid.Number}. The member could cancel at any time on their own page."));
    }

    private static string? Join(IEnumerable<string?> parts) => string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)).Distinct());

    private static string Time(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC";

    private static string MailName(string kind) => kind switch
    {
        Payments.OutboxKinds.Receipt or OrderMails.AgainKind => "The receipt",
        Payments.OutboxKinds.Shipped => "A mail that a parcel had left",
        Payments.OutboxKinds.Preparing => "A mail that the order was being packed",
        Payments.OutboxKinds.RefundMade => "A mail about a refund",
        _ => "A mail about the order",
    };

    private sealed record Used
    {
        public DateTimeOffset At { get; init; }

        public string What { get; init; } = "";
    }

    private sealed record Membership(
        string Plan, DateTimeOffset JoinedAt, DateTimeOffset PeriodStartsAt, DateTimeOffset PeriodEndsAt, string? Number, string Currency, long PaidMinor,
        string? Name, string? Email);
}
