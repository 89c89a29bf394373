using System.Text.Json;
using System.Text.Json.Serialization;
using Till.Stripe.Checkout;

namespace Till.Stripe.Json;

/// <summary>Code for every type on the wire, made at build time: no reflection, and nothing lost to trimming.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(TolerantStringConverter), typeof(TolerantBooleanConverter), typeof(TolerantInt64Converter),
        typeof(TolerantInt32Converter), typeof(TolerantDecimalConverter), typeof(UnixTimeConverter),
        typeof(EventRequestConverter),
        typeof(ExpandableConverter<AnyObject>), typeof(ExpandableConverter<BalanceTransaction>),
        typeof(ExpandableConverter<Charge>), typeof(ExpandableConverter<Customer>),
        typeof(ExpandableConverter<Invoice>), typeof(ExpandableConverter<PaymentIntent>),
        typeof(ExpandableConverter<PaymentMethod>), typeof(ExpandableConverter<Product>),
        typeof(ExpandableConverter<Subscription>), typeof(ExpandableConverter<BillingPortal.Configuration>),
    ])]
[JsonSerializable(typeof(AnyObject))]
[JsonSerializable(typeof(Balance))]
[JsonSerializable(typeof(BalanceTransaction))]
[JsonSerializable(typeof(StripeList<BalanceTransaction>), TypeInfoPropertyName = "BalanceTransactionList")]
[JsonSerializable(typeof(BalanceTransactionListOptions))]
[JsonSerializable(typeof(Charge))]
[JsonSerializable(typeof(StripeList<Charge>), TypeInfoPropertyName = "ChargeList")]
[JsonSerializable(typeof(ChargeUpdateOptions))]
[JsonSerializable(typeof(ChargeListOptions))]
[JsonSerializable(typeof(BillingPortal.Configuration))]
[JsonSerializable(typeof(BillingPortal.ConfigurationOptions))]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(StripeList<Customer>), TypeInfoPropertyName = "CustomerList")]
[JsonSerializable(typeof(CustomerCreateOptions))]
[JsonSerializable(typeof(CustomerUpdateOptions))]
[JsonSerializable(typeof(CustomerListOptions))]
[JsonSerializable(typeof(Dispute))]
[JsonSerializable(typeof(StripeList<Dispute>), TypeInfoPropertyName = "DisputeList")]
[JsonSerializable(typeof(DisputeListOptions))]
[JsonSerializable(typeof(DisputeUpdateOptions))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(StripeList<Event>), TypeInfoPropertyName = "EventList")]
[JsonSerializable(typeof(EventListOptions))]
[JsonSerializable(typeof(GetOptions))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(StripeList<Invoice>), TypeInfoPropertyName = "InvoiceList")]
[JsonSerializable(typeof(InvoiceListOptions))]
[JsonSerializable(typeof(InvoiceLineItem))]
[JsonSerializable(typeof(StripeList<InvoiceLineItem>), TypeInfoPropertyName = "InvoiceLineItemList")]
[JsonSerializable(typeof(InvoicePayment))]
[JsonSerializable(typeof(StripeList<InvoicePayment>), TypeInfoPropertyName = "InvoicePaymentList")]
[JsonSerializable(typeof(InvoicePaymentListOptions))]
[JsonSerializable(typeof(LineItem))]
[JsonSerializable(typeof(StripeList<LineItem>), TypeInfoPropertyName = "LineItemList")]
[JsonSerializable(typeof(ListOptions))]
[JsonSerializable(typeof(PaymentIntent))]
[JsonSerializable(typeof(StripeList<PaymentIntent>), TypeInfoPropertyName = "PaymentIntentList")]
[JsonSerializable(typeof(PaymentIntentCreateOptions))]
[JsonSerializable(typeof(PaymentIntentUpdateOptions))]
[JsonSerializable(typeof(PaymentIntentConfirmOptions))]
[JsonSerializable(typeof(PaymentIntentCaptureOptions))]
[JsonSerializable(typeof(PaymentIntentCancelOptions))]
[JsonSerializable(typeof(PaymentIntentListOptions))]
[JsonSerializable(typeof(PaymentMethod))]
[JsonSerializable(typeof(Payout))]
[JsonSerializable(typeof(StripeList<Payout>), TypeInfoPropertyName = "PayoutList")]
[JsonSerializable(typeof(PayoutListOptions))]
[JsonSerializable(typeof(BillingPortal.Session), TypeInfoPropertyName = "PortalSession")]
[JsonSerializable(typeof(BillingPortal.SessionCreateOptions), TypeInfoPropertyName = "PortalSessionCreateOptions")]
[JsonSerializable(typeof(Price))]
[JsonSerializable(typeof(PriceCreateOptions))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(ProductCreateOptions))]
[JsonSerializable(typeof(Refund))]
[JsonSerializable(typeof(StripeList<Refund>), TypeInfoPropertyName = "RefundList")]
[JsonSerializable(typeof(RefundCreateOptions))]
[JsonSerializable(typeof(RefundUpdateOptions))]
[JsonSerializable(typeof(RefundCancelOptions))]
[JsonSerializable(typeof(RefundListOptions))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(StripeList<Session>), TypeInfoPropertyName = "SessionList")]
[JsonSerializable(typeof(SessionCreateOptions))]
[JsonSerializable(typeof(SessionUpdateOptions))]
[JsonSerializable(typeof(SessionExpireOptions))]
[JsonSerializable(typeof(SessionListOptions))]
[JsonSerializable(typeof(StripeError))]
[JsonSerializable(typeof(Subscription))]
[JsonSerializable(typeof(StripeList<Subscription>), TypeInfoPropertyName = "SubscriptionList")]
[JsonSerializable(typeof(SubscriptionListOptions))]
[JsonSerializable(typeof(SubscriptionItem))]
[JsonSerializable(typeof(StripeList<SubscriptionItem>), TypeInfoPropertyName = "SubscriptionItemList")]
[JsonSerializable(typeof(WebhookEndpoint))]
[JsonSerializable(typeof(StripeList<WebhookEndpoint>), TypeInfoPropertyName = "WebhookEndpointList")]
[JsonSerializable(typeof(WebhookEndpointCreateOptions))]
[JsonSerializable(typeof(WebhookEndpointUpdateOptions))]
internal sealed partial class StripeJson : JsonSerializerContext;
