using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Checkout;

/// <summary>
/// /v1/payment_pages: the hosted page without a browser, as Stripe's command line uses it to complete a session with a payment
/// method made before.
/// </summary>
internal static class PaymentPages
{
    public static void Map(Router router)
    {
        router.Map("GET", "/v1/payment_pages/{}", Retrieve, forBrowsers: true);
        router.Map("POST", "/v1/payment_pages/{}/confirm", Confirm, forBrowsers: true);
    }

    private static Answer Retrieve(Call call) => Page(call.Subject("checkout.session"));

    private static Answer Confirm(Call call)
    {
        var session = call.Subject("checkout.session");
        var given = call.Parameters;
        if (given.Text("expected_amount") is { } expected && expected != session.Number("amount_total").ToString())
        {
            throw StripeError.Invalid("The amount of the Checkout Session has changed.", "expected_amount", "checkout_amount_mismatch");
        }
        var id = given.Text("payment_method") ?? throw StripeError.Invalid("Missing required param: payment_method.", "payment_method", "parameter_missing");
        var method = PaymentMethodOperations.Resolve(call, id, "payment_method");
        if (CheckoutEngine.Submit(call.Unit, session, method) is CheckoutOutcome.Closed closed)
        {
            throw StripeError.Invalid($"This Checkout Session is {closed.Status}.", null, "checkout_not_active_session");
        }
        var intent = call.Unit.Find(SessionObject.PaymentOf(session) ?? SessionObject.SetupOf(session) ?? "");
        if ((intent?.Part("last_payment_error") ?? intent?.Part("last_setup_error")) is { } error)
        {
            return new Answer(402, CardErrors.Answer(error, intent!.Text("object")!, intent, call.Unit.Caller!.RequestId, call.Now));
        }
        return Page(session);
    }

    private static Doc Page(Doc session) => new(12)
    {
        ["id"] = "ppage_" + session.Id[^24..],
        ["object"] = "payment_page",
        ["currency"] = session["currency"],
        ["customer_email"] = session["customer_email"],
        ["mode"] = session["mode"],
        ["payment_intent"] = session["payment_intent"],
        ["payment_status"] = session["payment_status"],
        ["session_id"] = session.Id,
        ["setup_intent"] = session["setup_intent"],
        ["state"] = session.Text("status") == "open" ? "active" : "inactive",
        ["status"] = session["status"],
        ["subscription"] = session["subscription"],
        ["success_url"] = session["success_url"],
        ["total_summary"] = new Doc(3)
        {
            ["due"] = session["amount_total"], ["subtotal"] = session["amount_subtotal"], ["total"] = session["amount_total"],
        },
    };
}
