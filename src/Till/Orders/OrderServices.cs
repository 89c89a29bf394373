using Till.Mail;
using Till.Payments;

namespace Till.Orders;

internal static class OrderServices
{
    public static void AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<ReceiptMails>();
        services.AddOutboxHandler(OutboxKinds.Receipt, Receipt);
        services.AddOutboxHandler(ReceiptMails.AgainKind, Receipt);
        services.AddSingleton<PaymentReturnedMail>();
        services.AddOutboxHandler(OutboxKinds.PaymentReturned, static (provider, row, cancel) =>
            provider.GetRequiredService<PaymentReturnedMail>().SendAsync(row.Id, row.Read<PaymentReturned>(), cancel));
        services.AddOutboxHandler(OutboxKinds.RefundMade, static (provider, row, cancel) =>
            provider.GetRequiredService<ReceiptMails>().SendRefundAsync(row.Id, row.Read<RefundNotice>(), cancel));
    }

    private static Task Receipt(IServiceProvider provider, OutboxRow row, CancellationToken cancel) =>
        provider.GetRequiredService<ReceiptMails>().SendReceiptAsync(row.Id, row.Read<OrderMail>(), cancel);
}
