using Till.Accounts;
using Till.Core;
using Till.Core.Memberships;
using Till.Memberships;
using Till.Orders;
using Till.Payments;
using Till.Storage;

namespace Till.Mail;

/// <summary>Each mail as it would go out for an order and a member that there are not, written by what writes the real ones.</summary>
internal sealed class SampleMails(
    Letters letters, OrderMails orders, PaymentReturnedMail returned, MembershipMails memberships, AccountMails accounts, EmailChangeMails changes,
    InvitationMails invitations, ShopSettings settings, ShopAddress address, TimeProvider time)
{
    private const string Name = "Ada Lovelace";
    private const string Email = "ada@example.org";

    /// <param name="to">Whom it is addressed to.</param>
    /// <param name="text">The owner's words.</param>
    public Task<Letter> WriteAsync(MailKind kind, string to, MailText text)
    {
        var order = Order(isPaid: kind.Kind is not (OutboxKinds.PaymentFailed or OutboxKinds.PaymentLink));
        var account = new Account { Email = Email, EmailKey = Email, Name = Name, EmailConfirmed = true, SecurityStamp = "sample" };
        return kind.Kind switch
        {
            OutboxKinds.Receipt => letters.ReceiptAsync(to, orders.Receipt(order, [new ReceiptDownload("tides.zip", 84_000_000, address.Absolute("/"))]), text),
            OutboxKinds.RefundMade => letters.RefundAsync(to, orders.Refund(order, In(10)), text),
            OutboxKinds.Preparing => letters.NoticeAsync(to, orders.Preparing(order), text),
            OutboxKinds.Shipped => letters.NoticeAsync(to, orders.Shipped(order, new Shipment(Guid.Empty, "DHL", "1234567890", time.Now())), text),
            OutboxKinds.Cancelled => letters.NoticeAsync(to, orders.Cancelled(order), text),
            OutboxKinds.AddressChanged => letters.NoticeAsync(to, orders.AddressChanged(order), text),
            OutboxKinds.PaymentLink => letters.NoticeAsync(to, orders.PaymentLink(order, time.Now().AddDays(7), ""), text),
            OutboxKinds.PaymentFailed => letters.NoticeAsync(to, orders.PaymentFailed(order), text),
            OutboxKinds.PaymentReturned => letters.ActionAsync(to, returned.Write(order, order.Total, HoldReason.SoldOut), text),
            AccountMails.ConfirmKind or AccountMails.ResetKind or AccountMails.TakenKind => letters.ActionAsync(to, accounts.Write(kind.Kind, account), text),
            EmailChangeMails.AskKind => letters.ActionAsync(to, changes.Link(account, Email), text),
            EmailChangeMails.NoticeKind => letters.ActionAsync(to, changes.Notice(Name), text),
            InvitationMails.Kind => letters.ActionAsync(to, invitations.Write(new Invitation(Guid.Empty, Email, Email, Roles.Staff, to, time.Now())), text),
            _ => letters.MembershipAsync(to, memberships.Write(kind.Kind, Facts(kind.Kind))!, text),
        };
    }

    private OrderView Order(bool isPaid)
    {
        var (now, book, album) = (time.Now(), In(20).Minor, In(10).Minor);
        var head = new OrderHead(
            Guid.Empty, isPaid ? 1234 : null, isPaid ? "paid" : "draft", "sample", null, Email, Name, null, "12 Analytical Way", null, "Springfield", null, "94110", "US", null,
            settings.Currency.Code, book + album, null, 0, In(5).Minor, 0, 0, book + album + In(5).Minor, now, isPaid ? now : null, null, null, null, null, null, null, null, null, "card",
            "visa", "4242", null, 0, false, false);
        return new OrderView(
            head,
            [
                new OrderLine(0, Guid.Empty, Guid.Empty, "book", "SAMPLE-1", "The Tide Table", "Mara Voss", "", null, true, 1, book, book, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                new OrderLine(1, Guid.Empty, Guid.Empty, "album", "SAMPLE-2", "Night Trains", "The Harbour Lamps", "", null, false, 1, album, album, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            ],
            [], [], [], []);
    }

    private MembershipMails.Facts Facts(string kind)
    {
        var (now, price) = (time.Now(), In(8).Minor);
        var (trial, ended, failed) = (kind == MembershipOutbox.TrialEnding, kind == MembershipOutbox.Ended, kind is MembershipOutbox.RenewalFailed or MembershipOutbox.AuthenticationNeeded);
        var status = trial ? SubscriptionStatus.Trialing : ended ? SubscriptionStatus.Canceled : failed ? SubscriptionStatus.PastDue : SubscriptionStatus.Active;
        var until = ended ? now.AddDays(-1) : failed ? now.AddDays(-2) : now.AddDays(28);
        var row = new MembershipRow(
            Guid.Empty, Guid.Empty, "sub_sample", "cus_sample", "member", Words.Of(status), Guid.Empty, "Back Room", "month", settings.Currency.Code, price, until,
            trial ? until : null, until, kind == MembershipOutbox.Cancelled ? until : null, failed ? now.AddDays(-2) : null, ended ? until : null, "visa", "4242", "2030-12",
            now.AddDays(-60), now, 1, now.AddDays(-60), null);
        var invoice = new MembershipMails.InvoiceRow(
            "TILL-0001", failed ? "open" : "paid", settings.Currency.Code, price, 0, 0, price, failed ? 0 : price, now, now.AddDays(28), address.Absolute("/"), address.Absolute("/"), price);
        return new MembershipMails.Facts(row, Access.Decide(row.Facts, settings.Access, now), Email, Name, invoice, false);
    }

    /// <summary>So many of what a thing costs about one of.</summary>
    private Money In(int units) => new(units * (settings.Currency.StepMinor >= settings.Currency.MinorPerMajor ? 100 : 1) * settings.Currency.MinorPerMajor, settings.Currency);
}
