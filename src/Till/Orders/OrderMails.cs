using Dapper;
using Till.Core;
using Till.Downloads;
using Till.Mail;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>
/// Mails about an order, written when they are sent: their download links are fresh, and what has changed meanwhile is true in them.
/// </summary>
internal sealed class OrderMails(
    Database database, DownloadLinks links, Letters letters, Mailer mailer, ShopAddress address, ShopSettings settings, TimeProvider time,
    Chance chance)
{
    public const string AgainKind = "mail:receipt-again";

    /// <summary>Whoever presses the button twice gets one more mail, not two.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(5);

    public async Task SendReceiptAsync(Guid outboxId, OrderMail about, CancellationToken cancel)
    {
        if (await FindAsync(about.OrderId, cancel) is not { IsPaid: true, Head.Email: { } email } order)
        {
            return;
        }

        var downloads = new List<ReceiptDownload>();
        foreach (var file in order.Downloads.Where(file => !file.IsTrack))
        {
            downloads.Add(new ReceiptDownload(file.FileName, file.SizeBytes, address.Absolute(await links.MakeAsync(file, cancel))));
        }

        await mailer.SendAsync(outboxId, await letters.ReceiptAsync(email, Receipt(order, downloads)), cancel);
    }

    internal ReceiptModel Receipt(OrderView order, IReadOnlyList<ReceiptDownload> downloads)
    {
        var head = order.Head;
        return new ReceiptModel(
            settings.Name,
            head.Name ?? "",
            head.Number!.Value,
            head.PaidAt!.Value,
            [.. order.Lines.Select(line => LineOf(order, line))],
            order.Sums,
            order.Exact(order.Total),
            [.. order.TaxIncluded.Select(tax => (tax.Name, tax.Amount.ToString()))],
            PaymentWords.Describe(head.Method, head.CardBrand, head.CardLast4),
            order.Address?.Lines ?? [],
            address.Absolute(order.Path),
            downloads);
    }

    public async Task SendRefundAsync(Guid outboxId, RefundNotice notice, CancellationToken cancel)
    {
        if (await FindAsync(notice.OrderId, cancel) is { Head: { Email: { } email, Number: not null } } order)
        {
            var model = Refund(order, new Money(notice.AmountMinor, Currency.Parse(notice.Currency)));
            model = model with { Pieces = await PiecesAsync(order, notice.StripeRefundId, cancel) };
            await mailer.SendAsync(outboxId, await letters.RefundAsync(email, model), cancel);
        }
    }

    /// <summary>What a refund gave back, as people say it: "2 × Linen shirt, size M"; none where it was an amount.</summary>
    private async Task<IReadOnlyList<string>> PiecesAsync(OrderView order, string? stripeRefundId, CancellationToken cancel)
    {
        var (lines, delivery) = await database.ReadAsync(
            async db => (
                (await db.QueryAsync<(int Position, int Quantity)>(
                    "SELECT x.position, x.quantity FROM refund_lines x JOIN refunds r ON r.id = x.refund_id WHERE r.stripe_refund_id = @stripeRefundId ORDER BY x.position",
                    new { stripeRefundId })).AsList(),
                await db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM refunds WHERE stripe_refund_id = @stripeRefundId AND delivery_minor > 0)", new { stripeRefundId })),
            cancel);
        return [.. lines.Select(one => order.LineAt(one.Position).Counted(one.Quantity)), .. delivery ? ["the delivery"] : (string[])[]];
    }

    internal RefundModel Refund(OrderView order, Money amount) => new(
        settings.Name, order.Head.Name ?? "", order.Head.Number!.Value, amount, order.Total, order.Refunded, address.Absolute(order.Path));

    public Task SendPreparingAsync(Guid outboxId, OrderMail about, CancellationToken cancel) => SendAsync(
        outboxId, about, order => order is { IsPaid: true, IsRefunded: false, IsCancelled: false, Shipment: null } ? Preparing(order) : null, cancel);

    internal NoticeModel Preparing(OrderView order) => Notice(
        OutboxKinds.Preparing,
        order,
        $"We are packing order {order.Head.Number}",
        ["Good news: your order is being prepared. We write again when it leaves."],
        "Open your order",
        address.Absolute(order.Path));

    /// <summary>What is in this parcel, how to follow it, and what is still to come.</summary>
    public Task SendShippedAsync(Guid outboxId, ParcelMail about, CancellationToken cancel) => SendAsync(
        outboxId,
        new OrderMail(about.OrderId),
        order => order.Shipments.LastOrDefault(one => about.ShipmentId is not { } id || one.Id == id) is { } parcel ? Shipped(order, parcel) : null,
        cancel);

    internal NoticeModel Shipped(OrderView order, Shipment parcel)
    {
        var isPart = order.IsShippedInPart || order.Shipments.Count > 1;
        var left = $"It left us on {parcel.ShippedAt:d MMMM yyyy}{(parcel.How.Length > 0 ? " " + parcel.How : "")}.";
        var notice = Notice(
            OutboxKinds.Shipped,
            order,
            isPart ? $"A parcel of order {order.Head.Number} is on its way" : $"Order {order.Head.Number} is on its way",
            isPart
                ? [left, order.ToGo.Any() ? $"Still to come: {string.Join(", ", order.ToGo.Select(line => line.Counted(line.ToGo)))}." : "With it, all of your order has left.", "In this parcel:"]
                : [left],
            parcel.TrackingUrl is null ? "Open your order" : "Follow the parcel",
            parcel.TrackingUrl ?? address.Absolute(order.Path));
        return isPart
            ? notice with { Lines = [.. parcel.Lines.Select(one => LineOf(order, order.LineAt(one.Position)) with { Quantity = one.Quantity })] }
            : notice;
    }

    /// <summary>The shop has called the order off.</summary>
    public Task SendCancelledAsync(Guid outboxId, OrderMail about, CancellationToken cancel) => SendAsync(
        outboxId, about, order => order.IsCancelled ? Cancelled(order) : null, cancel);

    internal NoticeModel Cancelled(OrderView order) => Notice(
        OutboxKinds.Cancelled,
        order,
        $"Order {order.Head.Number} is cancelled",
        [
            order.Total.IsZero
                ? "We had to call off the order below; nothing of it will be sent."
                : $"We had to call off the order below; nothing of it will be sent. {order.Exact(order.Refunded)} go back to the card or account that paid.",
            "If something about this is unclear, answer this mail.",
        ],
        "Open your order",
        address.Absolute(order.Path)) with { Address = [] };

    /// <summary>An order that the shop has put together, with the link that pays it. One that was paid or withdrawn since is not asked for.</summary>
    public Task SendPaymentLinkAsync(Guid outboxId, PaymentLinkMail about, CancellationToken cancel) => SendAsync(
        outboxId,
        new OrderMail(about.OrderId),
        order => order is { IsPaid: false, IsRetired: false, Head.PayUntil: { } until } && until > time.GetUtcNow() ? PaymentLink(order, until, about.Word) : null,
        cancel);

    internal NoticeModel PaymentLink(OrderView order, DateTimeOffset until, string word) => Notice(
        OutboxKinds.PaymentLink,
        order,
        "Your order is ready to be paid",
        [
            .. new[] { word }.Where(one => one.Length > 0),
            $"We put the order below together for you. It comes to {order.Exact(order.Total)}{(order.Head.DeliveryMinor > 0 ? ", delivery included" : "")}.",
            $"The link holds until {until:d MMMM yyyy, HH:mm} UTC, and pays exactly this order, once.",
        ],
        order.Total.IsZero ? "Complete the order" : $"Look through it and pay {order.Total}",
        address.Absolute(order.Path));

    public Task SendAddressChangedAsync(Guid outboxId, OrderMail about, CancellationToken cancel) => SendAsync(
        outboxId, about, order => order is { IsPaid: true, Address: not null } ? AddressChanged(order) : null, cancel);

    internal NoticeModel AddressChanged(OrderView order) => Notice(
        OutboxKinds.AddressChanged,
        order,
        $"Order {order.Head.Number} goes to another address",
        ["The address of your order was changed. If that was not your wish, answer this mail at once."],
        "Open your order",
        address.Absolute(order.Path));

    /// <summary>For ways to pay whose failure comes days later. One that was paid since, in another way, is not told.</summary>
    public Task SendPaymentFailedAsync(Guid outboxId, OrderMail about, CancellationToken cancel) => SendAsync(
        outboxId, about, order => order.IsPaid || order.IsRetired ? null : PaymentFailed(order), cancel);

    internal NoticeModel PaymentFailed(OrderView order) => Notice(
        OutboxKinds.PaymentFailed,
        order,
        "Your payment did not go through",
        [
            $"The payment of {order.Exact(order.Total)} for the order below was refused, so nothing was charged and nothing is sent.",
            "If you still want it, you can try again with the same or another way to pay.",
        ],
        "Try again",
        address.Absolute(order.Path)) with { Address = [] };

    public Task SendAgainAsync(OrderView order, CancellationToken cancel) => database.WriteAsync(
        transaction =>
        {
            var now = time.Now();
            var window = now.Ticks / AgainAfter.Ticks;
            return Outbox.AddAsync(
                transaction, chance.NewId(now), AgainKind, $"order:{order.Head.Id}:{window}", new OrderMail(order.Head.Id), now);
        },
        cancel);

    private async Task SendAsync(Guid outboxId, OrderMail about, Func<OrderView, NoticeModel?> write, CancellationToken cancel)
    {
        if (await FindAsync(about.OrderId, cancel) is { Head.Email: { } email } order && write(order) is { } model)
        {
            await mailer.SendAsync(outboxId, await letters.NoticeAsync(email, model), cancel);
        }
    }

    private NoticeModel Notice(string kind, OrderView order, string title, IReadOnlyList<string> paragraphs, string button, string url) => new(
        settings.Name,
        order.Head.Name ?? "",
        title,
        paragraphs,
        [.. order.Lines.Select(line => LineOf(order, line))],
        order.Address?.Lines ?? [],
        button,
        url,
        address.Absolute(order.Path)) { Kind = kind, OrderNumber = $"{order.Head.Number}" };

    private static ReceiptLine LineOf(OrderView order, OrderLine line) => new(
        line.Title, line.Maker, line.Size, line.Quantity, order.In(line.UnitMinor), order.In(line.LineMinor), line.Waiting);

    private Task<OrderView?> FindAsync(Guid orderId, CancellationToken cancel) => OrderView.FindAsync(database, orderId, cancel);
}
