using Till.Accounts;
using Till.Memberships;
using Till.Orders;
using Till.Payments;

namespace Till.Mail;

/// <summary>What each mail is called by those who work in the shop.</summary>
internal static class MailWords
{
    /// <param name="kind">As the outbox keeps it.</param>
    public static string Of(string kind) => kind switch
    {
        OutboxKinds.Receipt => "Receipt",
        OrderMails.AgainKind => "Receipt, sent again",
        OutboxKinds.RefundMade => "Mail about the refund",
        OutboxKinds.PaymentFailed => "Mail about the failed payment",
        OutboxKinds.PaymentReturned => "Mail about the payment that went back",
        OutboxKinds.Preparing => "Mail that it is being prepared",
        OutboxKinds.Shipped => "Mail that it has left",
        OutboxKinds.Cancelled => "Mail that it is cancelled",
        OutboxKinds.AddressChanged => "Mail about the changed address",
        OutboxKinds.PaymentLink => "Mail with the payment link",
        MembershipOutbox.Welcome => "Welcome to the membership",
        MembershipOutbox.TrialEnding => "Free days end",
        MembershipOutbox.RenewalReceipt => "Receipt for a renewal",
        MembershipOutbox.RenewalFailed => "Renewal failed",
        MembershipOutbox.AuthenticationNeeded => "Bank asks to confirm",
        MembershipOutbox.Cancelled => "Membership cancelled",
        MembershipOutbox.Ended => "Membership ended",
        MembershipOutbox.Refunded => "Refund of a membership",
        AccountMails.ConfirmKind => "Confirm the address",
        AccountMails.ResetKind => "New password",
        AccountMails.TakenKind => "There is an account already",
        EmailChangeMails.AskKind => "Confirm the new address",
        EmailChangeMails.NoticeKind => "The address has changed",
        InvitationMails.Kind => "Invitation",
        _ => kind,
    };
}
