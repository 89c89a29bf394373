using Till.Mail;
using Till.Orders.Invoices;
using Till.Payments;

namespace Till.Orders;

internal static class OrderServices
{
    public static void AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<OrderMails>();
        services.AddSingleton<Invoice>();
        services.AddSingleton<PaymentReturnedMail>();
        services.AddSingleton<PrepareOrder>();
        services.AddSingleton<ShipOrder>();
        services.AddSingleton<CompleteOrder>();
        services.AddSingleton<StartRefund>();
        services.AddSingleton<CancelOrder>();
        services.AddSingleton<ChangeAddress>();
        services.AddSingleton<PackingSlip>();
        services.AddSingleton<NoteOrder>();
        Add<OrderMail>(OutboxKinds.Receipt, static (mails, id, about, cancel) => mails.SendReceiptAsync(id, about, cancel));
        Add<OrderMail>(OrderMails.AgainKind, static (mails, id, about, cancel) => mails.SendReceiptAsync(id, about, cancel));
        Add<OrderMail>(OutboxKinds.Preparing, static (mails, id, about, cancel) => mails.SendPreparingAsync(id, about, cancel));
        Add<ParcelMail>(OutboxKinds.Shipped, static (mails, id, about, cancel) => mails.SendShippedAsync(id, about, cancel));
        Add<OrderMail>(OutboxKinds.Cancelled, static (mails, id, about, cancel) => mails.SendCancelledAsync(id, about, cancel));
        Add<PaymentLinkMail>(OutboxKinds.PaymentLink, static (mails, id, about, cancel) => mails.SendPaymentLinkAsync(id, about, cancel));
        Add<OrderMail>(OutboxKinds.AddressChanged, static (mails, id, about, cancel) => mails.SendAddressChangedAsync(id, about, cancel));
        Add<OrderMail>(OutboxKinds.PaymentFailed, static (mails, id, about, cancel) => mails.SendPaymentFailedAsync(id, about, cancel));
        Add<RefundNotice>(OutboxKinds.RefundMade, static (mails, id, about, cancel) => mails.SendRefundAsync(id, about, cancel));
        services.AddOutboxHandler(OutboxKinds.PaymentReturned, static (provider, row, cancel) =>
            provider.GetRequiredService<PaymentReturnedMail>().SendAsync(row.Id, row.Read<PaymentReturned>(), cancel));

        void Add<T>(string kind, Func<OrderMails, Guid, T, CancellationToken, Task> send) => services.AddOutboxHandler(
            kind, (provider, row, cancel) => send(provider.GetRequiredService<OrderMails>(), row.Id, row.Read<T>(), cancel));
    }
}
