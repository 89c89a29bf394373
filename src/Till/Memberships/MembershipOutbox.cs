using Dapper;
using Till.Core.Memberships;
using Till.Storage;

namespace Till.Memberships;

/// <summary>Effects that memberships cause, by the word under which the outbox keeps them.</summary>
internal static class MembershipOutbox
{
    public const string Welcome = "mail:member-welcome";
    public const string TrialEnding = "mail:trial-ending";
    public const string RenewalReceipt = "mail:renewal-receipt";
    public const string RenewalFailed = "mail:renewal-failed";
    public const string AuthenticationNeeded = "mail:authentication-needed";
    public const string Cancelled = "mail:membership-cancelled";
    public const string Ended = "mail:membership-ended";
    public const string Refunded = "mail:membership-refunded";
    public const string Customer = "stripe:customer";
    public const string CustomerDetails = "stripe:customer-details";
    public const string ForgetCustomer = "stripe:forget-customer";
    public const string CancelSurplus = "stripe:cancel-membership";

    public static string KindOf(MembershipNotice notice) => notice switch
    {
        MembershipNotice.Welcome => Welcome,
        MembershipNotice.TrialEnding => TrialEnding,
        MembershipNotice.RenewalReceipt => RenewalReceipt,
        MembershipNotice.RenewalFailed => RenewalFailed,
        MembershipNotice.AuthenticationNeeded => AuthenticationNeeded,
        MembershipNotice.Cancelled => Cancelled,
        MembershipNotice.Ended => Ended,
        _ => throw new ArgumentOutOfRangeException(nameof(notice), notice, "Unknown notice."),
    };

    public static async Task NoteRefundAsync(Transaction transaction, Guid id, Guid invoiceId, string refundId, DateTimeOffset now)
    {
        var membershipId = await transaction.Db.QuerySingleAsync<Guid>(
            "SELECT membership_id FROM membership_invoices WHERE id = @invoiceId", new { invoiceId });
        await Outbox.AddAsync(transaction, id, Refunded, $"refund:{refundId}", new MembershipMail(membershipId, invoiceId), now);
    }
}

/// <param name="InvoiceId">The shop's own id; null where it is about none.</param>
internal sealed record MembershipMail(Guid MembershipId, Guid? InvoiceId);

/// <summary>An account whose customer at Stripe is to be made, or told of what has changed.</summary>
internal sealed record CustomerOrder(Guid AccountId);

/// <summary>A customer at Stripe whose account was erased.</summary>
internal sealed record ForgottenCustomer(string CustomerId);

/// <summary>A subscription that is to be cancelled at Stripe.</summary>
internal sealed record SurplusOrder(string SubscriptionId);
