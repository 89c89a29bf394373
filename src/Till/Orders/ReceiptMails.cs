using Till.Core;
using Till.Downloads;
using Till.Mail;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>Mails about an order, written when they are sent, so that their download links are fresh.</summary>
internal sealed class ReceiptMails(
    Database database, DownloadLinks links, Letters letters, Mailer mailer, ShopAddress address, ShopSettings settings, TimeProvider time,
    Chance chance)
{
    public const string AgainKind = "mail:receipt-again";

    /// <summary>Whoever presses the button twice gets one more mail, not two.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(5);

    public async Task SendReceiptAsync(Guid outboxId, OrderMail about, CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, about.OrderId, cancel) is not { Head.Email: { } email } order)
        {
            return;
        }

        var downloads = new List<ReceiptDownload>();
        foreach (var file in order.Downloads.Where(file => !file.IsTrack))
        {
            downloads.Add(new ReceiptDownload(file.FileName, file.SizeBytes, address.Absolute(await links.MakeAsync(file, cancel))));
        }

        var head = order.Head;
        var model = new ReceiptModel(
            settings.Name,
            head.Name ?? "",
            head.Number!.Value,
            head.PaidAt!.Value,
            [.. order.Lines.Select(line => new ReceiptLine(
                line.Title, line.Maker, line.Size, line.Quantity, order.In(line.UnitMinor), order.In(line.LineMinor)))],
            order.In(head.SubtotalMinor),
            order.In(head.DiscountMinor),
            order.In(head.DeliveryMinor),
            order.In(head.TaxMinor),
            order.Total,
            head.CardBrand,
            head.CardLast4,
            address.Absolute(order.Path),
            downloads);
        await mailer.SendAsync(outboxId, await letters.ReceiptAsync(email, model), cancel);
    }

    public async Task SendRefundAsync(Guid outboxId, RefundNotice notice, CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, notice.OrderId, cancel) is { Head: { Email: { } email, Number: { } number } head } order)
        {
            var amount = new Money(notice.AmountMinor, Currency.Parse(notice.Currency));
            var model = new RefundModel(settings.Name, head.Name ?? "", number, amount, address.Absolute(order.Path));
            await mailer.SendAsync(outboxId, await letters.RefundAsync(email, model), cancel);
        }
    }

    public Task SendAgainAsync(OrderView order, CancellationToken cancel) => database.WriteAsync(
        transaction =>
        {
            var now = time.Now();
            var window = now.Ticks / AgainAfter.Ticks;
            return Outbox.AddAsync(
                transaction, chance.NewId(now), AgainKind, $"order:{order.Head.Id}:{window}", new OrderMail(order.Head.Id), now);
        },
        cancel);
}
