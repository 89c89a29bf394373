using Till.Sandbox.Billing;
using Till.Sandbox.Checkout;
using Till.Sandbox.Payments;
using Till.Sandbox.Portal;
using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;
using Till.Sandbox.Wire;

namespace Till.Sandbox;

/// <summary>A session as its hosted page shows it.</summary>
internal sealed record CheckoutView(Doc Session, IReadOnlyList<Doc> Lines)
{
    /// <summary>open, complete or expired.</summary>
    public string Status => Session.Text("status")!;

    /// <summary>Where the link back leads; null for none.</summary>
    public string? CancelUrl => Session.Text("cancel_url")?.Replace("{CHECKOUT_SESSION_ID}", Session.Id, StringComparison.Ordinal);
}

/// <summary>An intent that waits for its buyer, and the method that is to be authenticated or authorised.</summary>
internal sealed record ChallengeView(Doc Intent, Doc Method);

/// <summary>What became of a challenge.</summary>
internal abstract record ChallengeOutcome
{
    private ChallengeOutcome()
    {
    }

    /// <summary>The buyer goes on to <paramref name="Url"/>.</summary>
    internal sealed record GoOn(string Url) : ChallengeOutcome;

    /// <summary>Back to the hosted page, which is still open and shows the message at its card field.</summary>
    internal sealed record BackToCheckout(string SessionId, string Message) : ChallengeOutcome;

    /// <summary>There is no such challenge, or it has been answered, and nowhere is there to go on to.</summary>
    internal sealed record Gone : ChallengeOutcome;
}

/// <summary>An event with its deliveries and their attempts, as the dashboard shows them.</summary>
internal sealed record EventView(Doc Event, IReadOnlyList<Delivery> Deliveries, IReadOnlyList<Attempt> Attempts);

/// <summary>
/// What the hosted pages and the dashboard do to the account. Each operation is one unit of work; documents that it answers are
/// copies that nobody else holds.
/// </summary>
internal sealed class SandboxEngine(Store store, Dispatcher dispatcher)
{
    /// <summary>How long a paid buyer waits on the page for the shop to answer <c>checkout.session.completed</c>.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The clock by which pages show times, in Unix seconds.</summary>
    public long Now => store.Now;

    public Account Account => store.Account;

    public CheckoutView? ViewCheckout(string sessionId) => store.Run(unit =>
        unit.Find("checkout.session", sessionId) is { } session
            ? new CheckoutView(session, unit.Select(new Selection("item", 100) { Owner = sessionId, OldestFirst = true }))
            : null);

    /// <summary>The Pay button. A completed payment is answered once the shop knows of it, or after ten seconds.</summary>
    /// <returns>Null when there is no such session.</returns>
    public async Task<CheckoutOutcome?> SubmitCheckout(string sessionId, CheckoutForm form, CancellationToken cancellation)
    {
        var outcome = store.Run(unit => unit.Find("checkout.session", sessionId) is { } session ? CheckoutEngine.Submit(unit, session, form) : null);
        if (outcome is CheckoutOutcome.Completed completed)
        {
            await dispatcher.Answered(completed.EventId, Patience, cancellation);
        }
        return outcome;
    }

    /// <summary>Changes what an open session costs: a code, or another delivery. The message says why not.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="change">Changes the session, and answers a refusal or null.</param>
    public string? ChangeCheckout(string sessionId, Func<Unit, Doc, string?> change)
    {
        try
        {
            return store.Run(unit =>
            {
                if (unit.Find("checkout.session", sessionId) is not { } session || session.Text("status") != "open")
                {
                    return null;
                }
                if (change(unit, session) is { } refusal)
                {
                    return refusal;
                }
                var lines = unit.Select(new Selection("item", 100) { Owner = sessionId, OldestFirst = true });
                Totals.Compute(unit, session, lines);
                lines.ForEach(unit.Changed);
                unit.Changed(session);
                return null;
            });
        }
        catch (StripeError refused)
        {
            // Such as a total below the least that can be charged; nothing of the change was kept.
            return refused.Message;
        }
    }

    /// <summary>The deliveries that a session offers.</summary>
    public IReadOnlyList<Doc> Deliveries(Doc session) => store.Run(unit => SessionDelivery.Offered(unit, session));

    /// <summary>What the challenge page shows; null when there is nothing to answer or the secret is wrong.</summary>
    public ChallengeView? ViewChallenge(string intentId, string clientSecret) => store.Run(unit =>
    {
        return Challenged(unit, intentId, clientSecret) is { } intent ? new ChallengeView(intent, unit.Get(intent.Text("payment_method")!)) : null;
    });

    /// <summary>The holder has passed the challenge, or failed it.</summary>
    public async Task<ChallengeOutcome> CompleteChallenge(string intentId, string clientSecret, bool passed, CancellationToken cancellation)
    {
        var (outcome, eventId) = store.Run(unit => Complete(unit, intentId, clientSecret, passed));
        if (eventId is not null)
        {
            await dispatcher.Answered(eventId, Patience, cancellation);
        }
        return outcome;
    }

    /// <summary>The newest objects of a kind, such as <c>payment_intent</c>, <c>checkout.session</c>, <c>event</c>, <c>refund</c>.</summary>
    public IReadOnlyList<Doc> Newest(string kind, int limit, string? startingAfter = null) =>
        store.Run(unit => unit.Select(new Selection(kind, limit) { StartingAfter = startingAfter }));

    /// <summary>The subscriptions of a customer, the ended ones as well, newest first.</summary>
    public IReadOnlyList<Doc> Subscriptions(string customerId) => store.Run(unit => unit.Select(new Selection("subscription", 100) { Customer = customerId }));

    /// <summary>The invoices of a customer, newest first.</summary>
    public IReadOnlyList<Doc> Invoices(string customerId) => store.Run(unit => unit.Select(new Selection("invoice", 100)
    {
        Customer = customerId, Where = static invoice => !invoice.Flag("deleted"),
    }));

    /// <summary>The lines of an invoice, as they stand on it.</summary>
    public IReadOnlyList<Doc> InvoiceLines(string invoiceId) => store.Run(unit =>
        unit.Find("invoice", invoiceId) is { } invoice ? Billing.InvoiceLines.Of(unit, invoice) : []);

    /// <summary>Lets time pass for a subscription until it has renewed, and its renewal was paid or has failed. The message says why not.</summary>
    public string? AdvanceToRenewal(string subscriptionId) => store.Run(unit => unit.Find("subscription", subscriptionId) is { } subscription
        ? Renewal.Hurry(unit, subscription)
        : "There is no such subscription.");

    public Doc? Find(string id) => store.Run(unit => unit.Find(id));

    /// <summary>The charges, refunds or sessions of a payment intent, newest first.</summary>
    public IReadOnlyList<Doc> OfPayment(string kind, string intentId) =>
        store.Run(unit => unit.Select(new Selection(kind, 100) { Payment = intentId }));

    public EventView? ViewEvent(string eventId) => store.Run(unit => unit.Find("event", eventId) is { } happened
        ? new EventView(EventOperations.WithPending(unit, happened), Webhooks.Deliveries.Of(unit, eventId), Webhooks.Deliveries.AttemptsOf(unit, eventId))
        : null);

    /// <summary>Sends one event to one endpoint again. Automatic retries go on regardless, as Stripe's do.</summary>
    public bool Resend(string eventId, string endpointId) => store.Run(unit =>
    {
        if (unit.Find("event", eventId) is null || unit.Find("webhook_endpoint", endpointId) is null)
        {
            return false;
        }
        unit.Deliver(eventId, endpointId);
        return true;
    });

    /// <summary>Gives a payment back, wholly or in part; the message says why not.</summary>
    public (Doc? Refund, string? Refusal) Refund(string intentId, long? amount, string? reason)
    {
        try
        {
            return (store.Run(unit =>
            {
                var intent = unit.Find("payment_intent", intentId) ?? throw StripeError.Missing("payment_intent", intentId);
                var charge = unit.Find("charge", intent.Text("latest_charge") ?? "")
                    ?? throw StripeError.Invalid("This payment has no charge to refund.");
                return Refunds.Create(unit, charge, amount, reason, []);
            }), null);
        }
        catch (StripeError refused)
        {
            return (null, refused.Message);
        }
    }

    public static (ChallengeOutcome Outcome, string? EventId) Complete(Unit unit, string intentId, string clientSecret, bool passed)
    {
        if (Challenged(unit, intentId, clientSecret) is not { } intent)
        {
            return (new ChallengeOutcome.Gone(), null);
        }
        if (intent.Text("_session") is { } sessionId)
        {
            return CheckoutEngine.Resume(unit, unit.Get(sessionId), intent, passed) switch
            {
                CheckoutOutcome.Completed completed => (new ChallengeOutcome.GoOn(completed.Url), completed.EventId),
                CheckoutOutcome.Declined declined => (new ChallengeOutcome.BackToCheckout(sessionId, declined.Message), null),
                _ => (new ChallengeOutcome.Gone(), null),
            };
        }
        var returnUrl = intent.Part("next_action")?.Part("redirect_to_url")?.Text("return_url");
        if (intent.Text("object") == "setup_intent")
        {
            Setup.CompleteChallenge(unit, intent, passed);
            PortalCards.Kept(unit, intent);
        }
        else
        {
            Payment.CompleteChallenge(unit, intent, passed);
        }
        var status = intent.Text("status") switch { "succeeded" or "requires_capture" => "succeeded", "processing" => "pending", _ => "failed" };
        // Where a script on the shop's page has opened the challenge, it is the script that goes on.
        return (returnUrl is null ? new ChallengeOutcome.Gone() : new ChallengeOutcome.GoOn(ReturnTo(returnUrl, intent, status)), null);
    }

    private static string ReturnTo(string url, Doc intent, string status) =>
        url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?")
        + $"{intent.Text("object")}={intent.Id}&{intent.Text("object")}_client_secret={intent.Text("client_secret")}&redirect_status={status}";

    private static Doc? Challenged(Unit unit, string intentId, string clientSecret) =>
        unit.Find(intentId) is { } intent && intent.Text("object") is "payment_intent" or "setup_intent" && intent.Text("client_secret") == clientSecret && intent.Text("status") == "requires_action"
            ? intent
            : null;
}
