using Dapper;

namespace Till.Storage;

/// <summary>Who does something to the shop: an owner who is signed in, a program with a key, or whoever has the machine.</summary>
/// <param name="AccountId">Null: the command line, or a program.</param>
/// <param name="Name">As the audit log shows it for ever, whatever becomes of the account.</param>
internal sealed record Actor(Guid? AccountId, string Name)
{
    public static Actor CommandLine { get; } = new(null, "Command line");

    /// <summary>What a program asked for under an idempotency key; null: a person does it.</summary>
    public KeptRequest? Request { get; init; }
}

/// <summary>What was done to the shop, by whom and when. Written in the transaction of the change, so that neither is without the other.</summary>
internal static class Audit
{
    public const string OrderPrepared = "order.prepared";
    public const string OrderShipped = "order.shipped";
    public const string OrderCompleted = "order.completed";
    public const string OrderRefunded = "order.refunded";
    public const string OrderNoted = "order.noted";
    public const string OrderCancelled = "order.cancelled";
    public const string OrderAddressed = "order.addressed";
    public const string OrderMade = "order.made";
    public const string OrderWithdrawn = "order.withdrawn";
    public const string ReceiptResent = "order.receipt-resent";
    public const string MailResent = "order.mail-resent";
    public const string DisputeDrafted = "dispute.drafted";
    public const string DisputeAnswered = "dispute.answered";
    public const string AttentionResolved = "attention.resolved";
    public const string SignedIn = "account.signed-in";
    public const string SessionEnded = "account.session-ended";
    public const string FactorSet = "account.factor-set";
    public const string FactorRemoved = "account.factor-removed";
    public const string RecoveryCodesRenewed = "account.recovery-codes-renewed";
    public const string FirstOwner = "people.first-owner";
    public const string OwnerByCommand = "people.owner-by-command";
    public const string Invited = "people.invited";
    public const string InvitationTakenBack = "people.invitation-taken-back";
    public const string InvitationAccepted = "people.invitation-accepted";
    public const string RoleChanged = "people.role-changed";
    public const string PersonRemoved = "people.removed";
    public const string EndpointRepaired = "webhooks.endpoint-repaired";
    public const string SecretRolled = "webhooks.secret-rolled";
    public const string EventReplayed = "webhooks.event-replayed";
    public const string EffectReplayed = "webhooks.effect-replayed";
    public const string ProductAdded = "product.added";
    public const string ProductChanged = "product.changed";
    public const string ProductPublished = "product.published";
    public const string ProductWithdrawn = "product.withdrawn";
    public const string ProductRemoved = "product.removed";
    public const string ProductPutBack = "product.put-back";
    public const string ProductPriced = "product.priced";
    public const string ProductStocked = "product.stocked";
    public const string ProductSized = "product.sized";
    public const string ProductPictured = "product.pictured";
    public const string ProductFiled = "product.filed";
    public const string CategoryAdded = "category.added";
    public const string CategoryChanged = "category.changed";
    public const string CategoryMoved = "category.moved";
    public const string CategoryRemoved = "category.removed";
    public const string CustomerExported = "customer.exported";
    public const string CustomerErased = "customer.erased";
    public const string ProductsImported = "products.imported";
    public const string SettingsChanged = "settings.changed";
    public const string DiscountAdded = "discount.added";
    public const string DiscountChanged = "discount.changed";
    public const string DiscountEnded = "discount.ended";
    public const string ZoneAdded = "delivery.zone-added";
    public const string ZoneChanged = "delivery.zone-changed";
    public const string ZoneRemoved = "delivery.zone-removed";
    public const string TaxRateAdded = "tax.rate-added";
    public const string TaxRateChanged = "tax.rate-changed";
    public const string TaxRateRemoved = "tax.rate-removed";
    public const string MailChanged = "mail.changed";
    public const string MailReset = "mail.reset";
    public const string PlanChanged = "plan.changed";
    public const string ApiKeyMade = "api.key-made";
    public const string ApiKeyEnded = "api.key-ended";
    public const string EventAddressAdded = "events.address-added";
    public const string EventAddressResumed = "events.address-resumed";
    public const string EventAddressEnded = "events.address-ended";
    public const string EventSecretRolled = "events.secret-rolled";
    public const string EventSentAgain = "events.sent-again";

    /// <param name="subject">What it was done to, such as <c>order:{id}</c>.</param>
    /// <param name="detail">What a person would want to read beside the action; no secrets.</param>
    public static async Task AddAsync(
        Transaction transaction, Chance chance, Actor by, string action, string subject, string detail, DateTimeOffset now)
    {
        await transaction.Db.ExecuteAsync(
            "INSERT INTO audit (id, account_id, actor, action, subject, detail, at) VALUES (@id, @AccountId, @Name, @action, @subject, @detail, @now)",
            new { id = chance.NewId(now), by.AccountId, by.Name, action, subject, detail, now });
        if (by.Request is { } request)
        {
            await request.NoteAsync(transaction, subject, now);
        }
    }
}
