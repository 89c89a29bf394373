using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Till.Stripe.Checkout;

namespace Till.Stripe.Json;

/// <summary>Reads an object whose kind is only known when it is there.</summary>
internal static class EntityReader
{
    public static T? TryRead<T>(JsonElement element)
        where T : StripeEntity
    {
        if (element.ValueKind != JsonValueKind.Object || StripeJson.Default.GetTypeInfo(typeof(T)) is not JsonTypeInfo<T> type)
        {
            return null;
        }

        try
        {
            var entity = element.Deserialize(type);
            return entity is not null && (KindOf(typeof(T)) is not { } kind || kind == entity.Object) ? entity : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? KindOf(Type type) =>
        type == typeof(PaymentIntent) ? "payment_intent"
        : type == typeof(Session) ? "checkout.session"
        : type == typeof(Charge) ? "charge"
        : type == typeof(Refund) ? "refund"
        : type == typeof(Customer) ? "customer"
        : type == typeof(PaymentMethod) ? "payment_method"
        : type == typeof(BalanceTransaction) ? "balance_transaction"
        : type == typeof(Balance) ? "balance"
        : type == typeof(Event) ? "event"
        : type == typeof(WebhookEndpoint) ? "webhook_endpoint"
        : type == typeof(LineItem) ? "item"
        : type == typeof(Price) ? "price"
        : type == typeof(Product) ? "product"
        : type == typeof(Subscription) ? "subscription"
        : type == typeof(SubscriptionItem) ? "subscription_item"
        : type == typeof(Invoice) ? "invoice"
        : type == typeof(InvoiceLineItem) ? "line_item"
        : type == typeof(InvoicePayment) ? "invoice_payment"
        : type == typeof(Dispute) ? "dispute"
        : type == typeof(BillingPortal.Session) ? "billing_portal.session"
        : type == typeof(BillingPortal.Configuration) ? "billing_portal.configuration"
        : null;
}
