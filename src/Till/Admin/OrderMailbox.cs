using System.Data.Common;
using Dapper;
using Till.Mail;
using Till.Orders;
using Till.Payments;
using Till.Storage;

namespace Till.Admin;

/// <summary>A mail that the buyer was sent about an order, or is to be.</summary>
internal sealed record OrderLetter(Guid Id, string Kind, string Subject, string State, DateTimeOffset CreatedAt)
{
    public string Name => MailWords.Of(Kind);

    /// <summary>Not sent again itself: what it was sent again for is.</summary>
    public bool IsRepeated => Kind == OrderMails.AgainKind || Subject.Contains(OrderMailbox.Again, StringComparison.Ordinal);

    /// <summary>Whether what it says still holds; a mail is written when it is sent, and one that would say nothing true is not written.</summary>
    public bool Fits(OrderView order, DateTimeOffset now) => Kind switch
    {
        OutboxKinds.Preparing => order is { Shipment: null, IsRefunded: false, IsCancelled: false },
        OutboxKinds.Cancelled => order.IsCancelled,
        OutboxKinds.PaymentFailed => !order.IsPaid && !order.IsRetired,
        OutboxKinds.PaymentLink => !order.IsPaid && !order.IsRetired && order.Head.PayUntil > now,
        OutboxKinds.Receipt or OutboxKinds.Shipped or OutboxKinds.RefundMade or OutboxKinds.AddressChanged or OutboxKinds.PaymentReturned => true,
        _ => false,
    };
}

/// <summary>The mails of an order, and how each is sent once more.</summary>
internal sealed class OrderMailbox(Database database, TimeProvider time, Chance chance)
{
    /// <summary>Stands in the subject of what was sent again.</summary>
    public const string Again = ":again:";

    /// <summary>Whoever presses the button twice sends one more mail, not two.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>Over the outbox: everything that is about the order, with <see cref="Of"/> for its values.</summary>
    public static string About(Engine engine) =>
        // Each by the index over subjects: with OR between them PostgreSQL would read the whole outbox.
        $"""
        id IN (
            SELECT x.id FROM outbox x WHERE x.subject = @order
            UNION ALL SELECT x.id FROM outbox x WHERE {Beginning.Of("x.subject", engine, "@again", "@end")}
            UNION ALL SELECT x.id FROM payments p JOIN outbox x ON x.subject = 'payment:' || p.stripe_payment_intent_id WHERE p.order_id = @orderId
            UNION ALL SELECT x.id FROM payments p JOIN refunds r ON r.payment_id = p.id JOIN outbox x ON x.subject = 'refund:' || r.stripe_refund_id
                      WHERE p.order_id = @orderId)
        """;

    public static object Of(Guid orderId) => new { orderId, order = $"order:{orderId}", again = $"order:{orderId}:", end = Beginning.End($"order:{orderId}:") };

    /// <summary>Those that were noted, the oldest first.</summary>
    public static async Task<IReadOnlyList<OrderLetter>> ListAsync(DbConnection db, Engine engine, Guid orderId) => (await db.QueryAsync<OrderLetter>(
        $"SELECT id, kind, subject, state, created_at FROM outbox WHERE kind LIKE 'mail:%' AND {About(engine)} ORDER BY created_at, id", Of(orderId))).AsList();

    /// <returns>False: there is no such mail of the order, or it would say nothing true any more.</returns>
    public Task<bool> SendAgainAsync(OrderView order, Guid letterId, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var letter = (await ListAsync(transaction.Db, transaction.Engine, order.Head.Id)).FirstOrDefault(one => one.Id == letterId);
            if (letter is null or { IsRepeated: true } || !letter.Fits(order, time.GetUtcNow()) || order.Head.Email is null)
            {
                return false;
            }

            var now = time.Now();
            await transaction.Db.ExecuteAsync(
                """
                INSERT INTO outbox (id, kind, subject, payload, state, due_at, created_at)
                SELECT @id, kind, @subject, payload, 'waiting', @now, @now FROM outbox WHERE id = @letterId
                ON CONFLICT (subject, kind) DO NOTHING
                """,
                new { id = chance.NewId(now), letterId, subject = $"order:{order.Head.Id}{Again}{letterId}:{now.Ticks / AgainAfter.Ticks}", now });
            transaction.Wake(Signals.Outbox);
            await Audit.AddAsync(
                transaction, chance, by, Audit.MailResent, $"order:{order.Head.Id}", $"{Name(order)}: {letter.Name.ToLowerInvariant()}", now);
            return true;
        },
        cancel);

    private static string Name(OrderView order) => order.Head.Number is { } number ? $"Order {number}" : "An order that is not paid";
}
