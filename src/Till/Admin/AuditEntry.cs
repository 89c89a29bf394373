using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Admin;

/// <summary>A line of the audit log.</summary>
internal sealed record AuditEntry(string Actor, string Action, string Subject, string Detail, DateTimeOffset At)
{
    public static Task<int> CountAsync(DbConnection db) => db.QuerySingleAsync<int>("SELECT COUNT(*) FROM audit");

    /// <summary>A page of them, newest first.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> ListAsync(DbConnection db, int skip, int most) =>
        (await db.QueryAsync<AuditEntry>(
            "SELECT actor, action, subject, detail, at FROM audit ORDER BY at DESC, id DESC LIMIT @most OFFSET @skip", new { skip, most })).AsList();

    /// <summary>The page that tells of what it was done to; null where there is none.</summary>
    public string? Path =>
        Subject.StartsWith("order:", StringComparison.Ordinal) ? $"/admin/orders/{Subject["order:".Length..]}"
        : Subject.StartsWith("dispute:", StringComparison.Ordinal) ? $"/admin/disputes/{Subject["dispute:".Length..]}"
        : Subject.StartsWith("product:", StringComparison.Ordinal) ? $"/admin/products/{Subject["product:".Length..]}"
        : Subject.StartsWith("discount:", StringComparison.Ordinal) ? $"/admin/discounts/{Subject["discount:".Length..]}"
        : Subject.StartsWith("zone:", StringComparison.Ordinal) && Action != Audit.ZoneRemoved ? $"/admin/delivery/{Subject["zone:".Length..]}"
        : Subject.StartsWith("category:", StringComparison.Ordinal) && Action != Audit.CategoryRemoved ? $"/admin/categories/{Subject["category:".Length..]}"
        : Subject.StartsWith("tax:", StringComparison.Ordinal) && Action != Audit.TaxRateRemoved ? $"/admin/tax/{Subject["tax:".Length..]}"
        : Subject.StartsWith("mail:", StringComparison.Ordinal) ? $"/admin/mails/words?kind={Subject["mail:".Length..]}"
        : Subject.StartsWith("events:", StringComparison.Ordinal) ? $"/admin/api/{Subject["events:".Length..]}"
        : Action == Audit.CustomerExported ? $"/admin/customers/{Subject["customer:".Length..]}"
        : null;

    /// <summary>The first line of the detail, which tells what it was done to.</summary>
    public string Title => Detail.Split('\n', 2)[0];

    /// <summary>What was before and what came after, line by line; empty where there is no more to tell.</summary>
    public string Differences => Detail.Split('\n', 2) is [_, var rest] ? rest : "";

    public string What => InWords(Action);

    public static string InWords(string action) => OfOrder(action) ?? action switch
    {
        Audit.DisputeDrafted => "Saved an answer to a dispute",
        Audit.DisputeAnswered => "Answered a dispute",
        Audit.AttentionResolved => "Resolved a case",
        Audit.SignedIn => "Signed in",
        Audit.SessionEnded => "Signed a browser out",
        Audit.FactorSet => "Set up a second factor",
        Audit.FactorRemoved => "Removed a second factor",
        Audit.RecoveryCodesRenewed => "Renewed the recovery codes",
        Audit.FirstOwner => "Became the first owner",
        Audit.OwnerByCommand => "Made an owner, or gave one a new password",
        Audit.Invited => "Invited",
        Audit.InvitationTakenBack => "Took an invitation back",
        Audit.InvitationAccepted => "Accepted an invitation",
        Audit.RoleChanged => "Changed a role",
        Audit.PersonRemoved => "Removed from the shop",
        Audit.EndpointRepaired => "Set up the webhook endpoint",
        Audit.SecretRolled => "Rolled the webhook secret",
        Audit.EventReplayed => "Had an event handled again",
        Audit.EffectReplayed => "Had something sent again",
        Audit.ProductAdded => "Added a product",
        Audit.ProductChanged => "Changed a product",
        Audit.ProductPublished => "Put on the shelf",
        Audit.ProductWithdrawn => "Took off the shelf",
        Audit.ProductRemoved => "Removed a product",
        Audit.ProductPutBack => "Put a removed product back",
        Audit.ProductPriced => "Set a price",
        Audit.ProductStocked => "Changed the stock",
        Audit.ProductSized => "Changed the sizes",
        Audit.ProductPictured => "Changed the pictures",
        Audit.ProductFiled => "Changed tracks or files",
        Audit.CustomerExported => "Exported a customer’s data",
        Audit.CustomerErased => "Erased a customer",
        Audit.ProductsImported => "Imported products",
        Audit.SettingsChanged => "Changed the shop’s settings",
        Audit.DiscountAdded => "Made a discount code",
        Audit.DiscountChanged => "Changed a discount code",
        Audit.DiscountEnded => "Ended a discount code",
        Audit.CategoryAdded => "Made a category",
        Audit.CategoryChanged => "Changed a category",
        Audit.CategoryMoved => "Moved a category",
        Audit.CategoryRemoved => "Removed a category",
        Audit.ZoneAdded => "Made a delivery zone",
        Audit.ZoneChanged => "Changed a delivery zone",
        Audit.ZoneRemoved => "Removed a delivery zone",
        Audit.TaxRateAdded => "Made a tax rate",
        Audit.TaxRateChanged => "Changed a tax rate",
        Audit.TaxRateRemoved => "Removed a tax rate",
        Audit.MailChanged => "Changed a mail’s words",
        Audit.MailReset => "Put a mail’s words back",
        Audit.PlanChanged => "Changed what a membership gives",
        Audit.ApiKeyMade => "Made an API key",
        Audit.ApiKeyEnded => "Ended an API key",
        Audit.EventAddressAdded => "Added an address for events",
        Audit.EventAddressResumed => "Resumed an address for events",
        Audit.EventAddressEnded => "Ended an address for events",
        Audit.EventSecretRolled => "Rolled an address’s secret",
        Audit.EventSentAgain => "Sent an event again",
        _ => action,
    };

    private static string? OfOrder(string action) => action switch
    {
        Audit.OrderPrepared => "Began to prepare",
        Audit.OrderShipped => "Shipped",
        Audit.OrderCompleted => "Noted that it arrived",
        Audit.OrderRefunded => "Started a refund",
        Audit.OrderNoted => "Noted",
        Audit.OrderCancelled => "Cancelled",
        Audit.OrderAddressed => "Changed the address",
        Audit.OrderMade => "Made an order to be paid by a link",
        Audit.OrderWithdrawn => "Withdrew the payment link",
        Audit.ReceiptResent => "Sent the receipt again",
        Audit.MailResent => "Sent a mail again",
        _ => null,
    };
}
