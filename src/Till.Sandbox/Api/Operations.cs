using Till.Sandbox.Balance;
using Till.Sandbox.Billing;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Checkout;
using Till.Sandbox.CreditNotes;
using Till.Sandbox.Customers;
using Till.Sandbox.Disputes;
using Till.Sandbox.Elements;
using Till.Sandbox.Payments;
using Till.Sandbox.Portal;
using Till.Sandbox.Webhooks;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>Every operation that the sandbox has.</summary>
internal static class Operations
{
    public static Router All()
    {
        var router = new Router(ParameterLists.Load());
        CustomerOperations.Map(router);
        PaymentMethodOperations.Map(router);
        Tokens.Map(router);
        ConfirmationTokens.Map(router);
        ElementsSessions.Map(router);
        IntentOperations.Map(router);
        ChargeOperations.Map(router);
        RefundOperations.Map(router);
        CreditNoteOperations.Map(router);
        PortalConfigurations.Map(router);
        PortalSessions.Map(router);
        DisputeOperations.Map(router);
        FraudWarnings.Map(router);
        BalanceOperations.Map(router);
        PayoutOperations.Map(router);
        Sessions.Map(router);
        PaymentPages.Map(router);
        SetupOperations.Map(router);
        SetupAttempts.Map(router);
        Mandates.Map(router);
        ProductOperations.Map(router);
        PriceOperations.Map(router);
        Coupons.Map(router);
        PromotionCodes.Map(router);
        ShippingRates.Map(router);
        TaxRates.Map(router);
        SubscriptionOperations.Map(router);
        SubscriptionItemOperations.Map(router);
        Plans.Map(router);
        InvoiceOperations.Map(router);
        InvoiceLineOperations.Map(router);
        InvoiceItems.Map(router);
        InvoicePayments.Map(router);
        BalanceTransactions.Map(router);
        TestClocks.Map(router);
        EphemeralKeys.Map(router);
        EventOperations.Map(router);
        WebhookEndpoint.Map(router);
        return router;
    }
}
