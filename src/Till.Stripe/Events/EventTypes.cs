namespace Till.Stripe;

/// <summary>The event types that a shop listens to.</summary>
public static class EventTypes
{
    public const string CheckoutSessionCompleted = "checkout.session.completed";
    public const string CheckoutSessionAsyncPaymentSucceeded = "checkout.session.async_payment_succeeded";
    public const string CheckoutSessionAsyncPaymentFailed = "checkout.session.async_payment_failed";
    public const string CheckoutSessionExpired = "checkout.session.expired";

    public const string PaymentIntentCreated = "payment_intent.created";
    public const string PaymentIntentRequiresAction = "payment_intent.requires_action";
    public const string PaymentIntentProcessing = "payment_intent.processing";
    public const string PaymentIntentAmountCapturableUpdated = "payment_intent.amount_capturable_updated";
    public const string PaymentIntentSucceeded = "payment_intent.succeeded";
    public const string PaymentIntentPaymentFailed = "payment_intent.payment_failed";
    public const string PaymentIntentCanceled = "payment_intent.canceled";

    public const string ChargeSucceeded = "charge.succeeded";
    public const string ChargeFailed = "charge.failed";
    public const string ChargeUpdated = "charge.updated";
    public const string ChargeRefunded = "charge.refunded";

    public const string RefundCreated = "refund.created";
    public const string RefundUpdated = "refund.updated";
    public const string RefundFailed = "refund.failed";

    public const string ChargeDisputeCreated = "charge.dispute.created";
    public const string ChargeDisputeUpdated = "charge.dispute.updated";
    public const string ChargeDisputeClosed = "charge.dispute.closed";
    public const string ChargeDisputeFundsWithdrawn = "charge.dispute.funds_withdrawn";
    public const string ChargeDisputeFundsReinstated = "charge.dispute.funds_reinstated";

    public const string CustomerCreated = "customer.created";
    public const string CustomerUpdated = "customer.updated";
    public const string CustomerDeleted = "customer.deleted";

    public const string CustomerSubscriptionCreated = "customer.subscription.created";
    public const string CustomerSubscriptionUpdated = "customer.subscription.updated";
    public const string CustomerSubscriptionDeleted = "customer.subscription.deleted";
    public const string CustomerSubscriptionPaused = "customer.subscription.paused";
    public const string CustomerSubscriptionResumed = "customer.subscription.resumed";
    public const string CustomerSubscriptionTrialWillEnd = "customer.subscription.trial_will_end";
    public const string CustomerSubscriptionPendingUpdateApplied = "customer.subscription.pending_update_applied";
    public const string CustomerSubscriptionPendingUpdateExpired = "customer.subscription.pending_update_expired";

    public const string InvoicePaid = "invoice.paid";
    public const string InvoicePaymentFailed = "invoice.payment_failed";
    public const string InvoicePaymentActionRequired = "invoice.payment_action_required";
    public const string InvoiceFinalizationFailed = "invoice.finalization_failed";
    public const string InvoiceVoided = "invoice.voided";
    public const string InvoiceMarkedUncollectible = "invoice.marked_uncollectible";

    public const string PaymentMethodAutomaticallyUpdated = "payment_method.automatically_updated";
    public const string PaymentMethodDetached = "payment_method.detached";
    public const string PaymentMethodUpdated = "payment_method.updated";

    public const string PayoutPaid = "payout.paid";
    public const string PayoutFailed = "payout.failed";
    public const string PayoutReconciliationCompleted = "payout.reconciliation_completed";
}
