using Till.Core;
using Till.Mail;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>Tells a buyer whose payment the order must not take that it goes back, and why.</summary>
internal sealed class PaymentReturnedMail(Database database, Letters letters, Mailer mailer, ShopAddress address, ShopSettings settings)
{
    public async Task SendAsync(Guid outboxId, PaymentReturned notice, CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, notice.OrderId, cancel) is not { Head.Email: { } email } order)
        {
            return;
        }

        var model = Write(order, new Money(notice.AmountMinor, Currency.Parse(notice.Currency)), notice.Reason);
        await mailer.SendAsync(outboxId, await letters.ActionAsync(email, model), cancel);
    }

    internal ActionModel Write(OrderView order, Money amount, HoldReason reason) =>
        new(
            settings.Name,
            order.Head.Name ?? "",
            $"{amount} is on its way back",
            [Why(reason), $"We are refunding {amount} in full; banks take five to ten days to show it. You need do nothing."],
            "Open your order",
            address.Absolute(order.Path),
            "If something about this is unclear, answer this mail.") { Kind = OutboxKinds.PaymentReturned, Amount = $"{amount}" };

    private static string Why(HoldReason reason) => reason switch
    {
        HoldReason.Surplus => "Your order was paid already, and a second payment came in for it.",
        HoldReason.AmountMismatch => "A payment came in whose amount is not your order's.",
        HoldReason.OrderRetired => "A payment came in for an order that you had changed in the meantime.",
        HoldReason.SoldOut => "Your payment came in when the last of what you ordered had just been sold.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };
}
