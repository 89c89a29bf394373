using Till.Accounts;
using Till.Memberships;
using Till.Payments;

namespace Till.Mail;

/// <summary>A mail that the shop sends, as its owner may word it.</summary>
/// <param name="Kind">As the outbox has it.</param>
/// <param name="When">Says when it is sent.</param>
/// <param name="Fields">What may stand in braces.</param>
internal sealed record MailKind(string Kind, string When, IReadOnlyList<string> Fields)
{
    private static readonly string[] OfShop = ["shop", "name"];
    private static readonly string[] OfOrder = ["shop", "name", "order"];
    private static readonly string[] OfMember = ["shop", "name", "plan", "price"];

    /// <summary>What each field stands for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Meanings = new Dictionary<string, string>
    {
        ["shop"] = "the shop’s name", ["name"] = "who it is for, where that is known", ["order"] = "the order’s number", ["total"] = "what was paid",
        ["date"] = "when it was paid", ["amount"] = "what goes back", ["plan"] = "the membership’s title", ["price"] = "what it costs at the next renewal",
    };

    public static readonly IReadOnlyList<MailKind> All =
    [
        new(OutboxKinds.Receipt, "When an order is paid, and when the receipt is sent again.", [.. OfOrder, "total", "date"]),
        new(OutboxKinds.Preparing, "When you begin to prepare an order.", OfOrder),
        new(OutboxKinds.Shipped, "When an order leaves, or a parcel of it.", OfOrder),
        new(OutboxKinds.Cancelled, "When you call an order off.", OfOrder),
        new(OutboxKinds.AddressChanged, "When you change where an order goes.", OfOrder),
        new(OutboxKinds.PaymentLink, "When you make an order for somebody, who is to pay it.", OfShop),
        new(OutboxKinds.RefundMade, "When money goes back.", [.. OfOrder, "amount"]),
        new(OutboxKinds.PaymentFailed, "When a payment fails days after the order.", OfShop),
        new(OutboxKinds.PaymentReturned, "When a payment came that the order must not take.", [.. OfShop, "amount"]),
        new(MembershipOutbox.Welcome, "When somebody has joined.", OfMember),
        new(MembershipOutbox.TrialEnding, "Some days before a trial ends.", OfMember),
        new(MembershipOutbox.RenewalReceipt, "When a membership was renewed.", OfMember),
        new(MembershipOutbox.RenewalFailed, "When a renewal could not be charged.", OfMember),
        new(MembershipOutbox.AuthenticationNeeded, "When a bank wants a renewal confirmed.", OfMember),
        new(MembershipOutbox.Cancelled, "When a member has cancelled.", OfMember),
        new(MembershipOutbox.Ended, "When a membership has ended.", OfMember),
        new(MembershipOutbox.Refunded, "When a member’s money goes back.", OfMember),
        new(AccountMails.ConfirmKind, "When somebody opens an account.", OfShop),
        new(AccountMails.ResetKind, "When somebody has forgotten their password.", OfShop),
        new(AccountMails.TakenKind, "When somebody opens an account who has one.", OfShop),
        new(EmailChangeMails.AskKind, "When somebody changes their address.", OfShop),
        new(EmailChangeMails.NoticeKind, "To the old address, when it was changed.", OfShop),
        new(InvitationMails.Kind, "When you invite somebody to work here.", OfShop),
    ];

    public string Name => MailWords.Of(Kind);

    /// <summary>In an address: the kind without what all have.</summary>
    public string Slug => Kind["mail:".Length..];

    public static MailKind? Find(string? slug) => All.FirstOrDefault(one => one.Slug == slug);
}
