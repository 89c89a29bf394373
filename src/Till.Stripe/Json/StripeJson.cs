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
        typeof(ExpandableConverter<PaymentIntent>), typeof(ExpandableConverter<PaymentMethod>),
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
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(StripeList<Customer>), TypeInfoPropertyName = "CustomerList")]
[JsonSerializable(typeof(CustomerCreateOptions))]
[JsonSerializable(typeof(CustomerUpdateOptions))]
[JsonSerializable(typeof(CustomerListOptions))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(StripeList<Event>), TypeInfoPropertyName = "EventList")]
[JsonSerializable(typeof(EventListOptions))]
[JsonSerializable(typeof(GetOptions))]
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
[JsonSerializable(typeof(Price))]
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
[JsonSerializable(typeof(WebhookEndpoint))]
[JsonSerializable(typeof(StripeList<WebhookEndpoint>), TypeInfoPropertyName = "WebhookEndpointList")]
[JsonSerializable(typeof(WebhookEndpointCreateOptions))]
[JsonSerializable(typeof(WebhookEndpointUpdateOptions))]
internal sealed partial class StripeJson : JsonSerializerContext;
