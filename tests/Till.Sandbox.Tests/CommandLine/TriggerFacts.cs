namespace Till.Sandbox.Tests.CommandLine;

/// <summary>Stripe's own command line plays its scenarios against the sandbox, as developers do who want to see an event.</summary>
public sealed class TriggerFacts
{
    /// <summary>The scenarios that a shop needs.</summary>
    public static TheoryData<string> Scenarios { get; } =
    [
        "billing_portal.configuration.created", "billing_portal.configuration.updated", "billing_portal.session.created",
        "charge.captured", "charge.dispute.closed", "charge.dispute.created", "charge.dispute.updated", "charge.failed", "charge.refund.updated",
        "charge.refunded", "charge.succeeded",
        "checkout.session.async_payment_failed", "checkout.session.async_payment_succeeded", "checkout.session.completed", "checkout.session.expired",
        "coupon.created", "coupon.deleted", "coupon.updated", "credit_note.created", "credit_note.updated", "credit_note.voided",
        "customer.created", "customer.deleted", "customer.discount.created", "customer.discount.deleted", "customer.discount.updated",
        "customer.source.created", "customer.source.updated", "customer.subscription.created", "customer.subscription.deleted",
        "customer.subscription.paused", "customer.subscription.trial_will_end", "customer.subscription.updated", "customer.updated",
        "invoice.created", "invoice.deleted", "invoice.finalized", "invoice.marked_uncollectible", "invoice.paid", "invoice.payment_action_required",
        "invoice.payment_failed", "invoice.payment_succeeded", "invoice.sent", "invoice.updated", "invoice.voided", "invoiceitem.created", "invoiceitem.deleted",
        "payment_intent.amount_capturable_updated", "payment_intent.canceled", "payment_intent.created", "payment_intent.payment_failed",
        "payment_intent.processing", "payment_intent.requires_action", "payment_intent.succeeded",
        "payment_method.attached", "payment_method.detached", "payment_method.updated",
        "price.created", "price.updated", "product.created", "product.deleted", "product.updated", "promotion_code.created", "promotion_code.updated",
        "setup_intent.canceled", "setup_intent.created", "setup_intent.requires_action", "setup_intent.setup_failed", "setup_intent.succeeded",
        "tax_rate.created", "tax_rate.updated",
        "test_helpers.test_clock.advancing", "test_helpers.test_clock.created", "test_helpers.test_clock.deleted", "test_helpers.test_clock.ready",
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_official_command_line_triggers(string type)
    {
        await using var sandbox = await TestSandbox.Start();
        var (code, said) = await Tools.Run(
            "node", Path.Combine("node_modules", "@stripe", "cli", "bin", "shim.js"), "trigger", type, "--api-base", sandbox.Server.Address,
            "--api-key", "sk_test_of_this_test", "--config", Path.Combine(sandbox.Folder, "stripe.toml"));
        Assert.True(code == 0, said);
        // Delayed payments are decided some seconds after the command has ended.
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.NotEmpty((await sandbox.Get("/v1/events?type=" + type))["data"].EnumerateArray());
    }
}
