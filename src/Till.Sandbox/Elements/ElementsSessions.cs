using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Elements;

/// <summary>
/// /v1/elements/sessions: what the script on the shop's page asks before it draws its fields. Stripe does not document it; this is the
/// small part that the sandbox's own script reads.
/// </summary>
internal static class ElementsSessions
{
    public static void Map(Router router) => router.Map("GET", "/v1/elements/sessions", Retrieve, forBrowsers: true);

    private static Answer Retrieve(Call call)
    {
        var session = new Doc(24)
        {
            ["object"] = "elements_session",
            ["account_id"] = call.Unit.Account.Id,
            ["business_name"] = Account.DisplayName,
            ["livemode"] = false,
            ["merchant_country"] = Account.Country,
            ["merchant_currency"] = Account.Currency,
            ["session_id"] = call.Chance.LongId("elements_session"),
        };
        switch (call.Parameters.Text("type"))
        {
            case "payment_intent": OfIntent(session, Subject(call, "payment_intent", "PaymentIntent")); break;
            case "setup_intent": OfSetup(session, Subject(call, "setup_intent", "SetupIntent")); break;
            default: Deferred(call, session); break;
        }
        session["payment_method_preference"] = new Doc(4)
        {
            ["object"] = "payment_method_preference",
            ["country_code"] = Account.Country,
            ["ordered_payment_method_types"] = session["payment_method_types"],
            ["type"] = call.Parameters["type"],
        };
        return session;
    }

    /// <summary>The intent's id is the beginning of its client secret.</summary>
    private static Doc Subject(Call call, string kind, string name)
    {
        var secret = call.Parameters.Text("client_secret")
            ?? throw new StripeError(400, "Missing required param: client_secret.", "parameter_missing", "client_secret") { BeforeExecution = true };
        var id = secret.Split("_secret_")[0];
        var intent = call.Unit.Find(kind, id) ?? throw StripeError.Missing(kind, id, "client_secret");
        Browsers.RequireSecret(call, intent, name);
        return intent;
    }

    private static void OfIntent(Doc session, Doc intent)
    {
        session["amount"] = intent["amount"];
        session["capture_method"] = intent["capture_method"];
        session["currency"] = intent["currency"];
        session["mode"] = "payment";
        session["payment_intent"] = intent.Clone();
        session["payment_method_types"] = Chargeable(intent.Items("payment_method_types")!, intent.Text("currency"));
        session["setup_future_usage"] = intent["setup_future_usage"];
    }

    private static void OfSetup(Doc session, Doc setup)
    {
        session["amount"] = null;
        session["currency"] = null;
        session["mode"] = "setup";
        session["payment_method_types"] = Chargeable(setup.Items("payment_method_types")!, null);
        session["setup_future_usage"] = setup["usage"];
        session["setup_intent"] = setup.Clone();
    }

    /// <summary>No intent yet: the page says what it is going to be.</summary>
    private static void Deferred(Call call, Doc session)
    {
        var intent = call.Parameters.Part("deferred_intent")
            ?? throw new StripeError(400, "Missing required param: deferred_intent.", "parameter_missing", "deferred_intent") { BeforeExecution = true };
        var mode = intent.Text("mode") ?? "payment";
        var currency = intent.Text("currency") is { } given ? Currencies.Check(given, "deferred_intent[currency]") : null;
        if (mode == "payment")
        {
            if (!intent.Has("amount") || currency is null)
            {
                var missing = currency is null ? "deferred_intent[currency]" : "deferred_intent[amount]";
                throw new StripeError(400, $"Missing required param: {missing}.", "parameter_missing", missing) { BeforeExecution = true };
            }
            Currencies.CheckAmount(intent.Number("amount"), currency, "deferred_intent[amount]");
        }
        session["amount"] = mode == "payment" ? intent["amount"] : null;
        session["capture_method"] = intent["capture_method"];
        session["currency"] = currency;
        session["mode"] = mode;
        session["payment_method_types"] = Chargeable(
            intent.Items("payment_method_types") ?? call.Unit.Account.Methods.Select(type => (object?)type).ToList(), currency);
        session["setup_future_usage"] = intent["setup_future_usage"];
    }

    /// <summary>Only what the sandbox can take money by.</summary>
    private static List<object?> Chargeable(List<object?> types, string? currency) =>
        types.FindAll(type => MethodKind.Of(type as string ?? "").CanBeOffered(currency));
}
