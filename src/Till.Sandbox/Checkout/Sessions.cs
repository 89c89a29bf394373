using Till.Sandbox.Api;
using Till.Sandbox.Billing;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Checkout;

/// <summary>/v1/checkout/sessions</summary>
internal static class Sessions
{
    /// <summary>24 hours, in seconds: the longest that a session can be open, and how long it is when nothing is said.</summary>
    public const long LongestLife = 86_400;

    /// <summary>30 minutes, in seconds.</summary>
    private const long ShortestLife = 1_800;

    public static void Map(Router router)
    {
        router.Map("POST", "/v1/checkout/sessions", Create);
        router.Map("GET", "/v1/checkout/sessions", List);
        router.Map("GET", "/v1/checkout/sessions/{}", static call => call.Subject("checkout.session"));
        router.Map("POST", "/v1/checkout/sessions/{}", Update);
        router.Map("POST", "/v1/checkout/sessions/{}/expire", Expire);
        router.Map("GET", "/v1/checkout/sessions/{}/line_items", ListLineItems);
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var mode = given.Text("mode") ?? "payment";
        SessionChecks.Refuse(call, mode);
        var session = SessionObject.New(call.Unit, mode);
        SessionObject.ChooseMethods(session, given, call.Unit.Account);
        Patch.Fields(session, given, "allow_promotion_codes", "billing_address_collection", "cancel_url", "client_reference_id", "consent_collection",
            "customer_creation", "customer_email", "locale", "payment_method_collection", "shipping_address_collection", "submit_type",
            "success_url", "origin_context", "return_url", "redirect_on_completion", "integration_identifier");
        session["expires_at"] = ExpiresAt(call, given);
        ApplyUiMode(call, session, given.Text("ui_mode"));
        ApplyBuyer(call, session, mode);
        if (given.Part("phone_number_collection") is { } phone)
        {
            session["phone_number_collection"] = new Doc(1) { ["enabled"] = phone.Flag("enabled") };
        }
        foreach (var name in (ReadOnlySpan<string>)["adaptive_pricing", "automatic_tax"])
        {
            if (given.Part(name) is { } switched)
            {
                session.Part(name)!["enabled"] = switched.Flag("enabled");
            }
        }
        if (given.Part("custom_text") is { } texts)
        {
            Patch.Fields(session.Part("custom_text")!, texts, "after_submit", "shipping_address", "submit", "terms_of_service_acceptance");
        }
        Patch.Metadata(session, given);
        if (mode == "subscription")
        {
            session["_subscription"] = given.Part("subscription_data");
            SubscriptionCheckout.Check(call.Unit, session, given.Part("subscription_data") ?? []);
        }
        if (mode is "payment" or "subscription")
        {
            LineItems.Price(call, session);
            session["_intent"] = given.Part("payment_intent_data");
        }
        else
        {
            var setup = SetupObject.OfSession(call, session);
            session["setup_intent"] = setup.Id;
            session["currency"] = given.Text("currency")?.ToLowerInvariant();
        }
        call.Unit.Add(session);
        call.Unit.Later(session.Number("expires_at"), Scheduled.ExpireSession, session.Id);
        return session;
    }

    private static Answer Update(Call call)
    {
        var session = call.Subject("checkout.session");
        Patch.Metadata(session, call.Parameters);
        call.Unit.Changed(session);
        return session;
    }

    private static Answer Expire(Call call)
    {
        var session = call.Subject("checkout.session");
        if (session.Text("status") != "open")
        {
            throw StripeError.Invalid("Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of "
                + session.Text("status") + ".");
        }
        CheckoutEngine.Expire(call.Unit, session);
        return session;
    }

    private static Answer List(Call call)
    {
        var (email, subscription) = (call.Parameters.Part("customer_details")?.Text("email"), call.Parameters.Text("subscription"));
        return Lists.Page(call, "/v1/checkout/sessions", new Selection("checkout.session", 0)
        {
            Customer = call.Referred("customer", "customer")?.Id,
            Payment = call.Parameters.Text("payment_intent"),
            Owner = call.Parameters.Text("status"),
            Where = (email, subscription) is (null, null) ? null : session =>
                (email is null || session.Part("customer_details")?.Text("email") == email) && (subscription is null || session.Text("subscription") == subscription),
        });
    }

    private static Answer ListLineItems(Call call)
    {
        var session = call.Subject("checkout.session");
        return Lists.Page(call, $"/v1/checkout/sessions/{session.Id}/line_items", new Selection("item", 0)
        {
            Owner = session.Id, OldestFirst = true,
        });
    }

    private static long ExpiresAt(Call call, Doc given)
    {
        if (!given.Has("expires_at"))
        {
            return call.Now + LongestLife;
        }
        var at = given.Number("expires_at");
        if (at < call.Now + ShortestLife)
        {
            throw StripeError.Invalid(
                "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", "expires_at");
        }
        return at <= call.Now + LongestLife
            ? at
            : throw StripeError.Invalid("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", "expires_at");
    }

    private static void ApplyUiMode(Call call, Doc session, string? uiMode)
    {
        var mode = uiMode switch { null or "hosted" => "hosted_page", "embedded" => "embedded_page", "custom" => "elements", _ => uiMode };
        session["ui_mode"] = mode;
        if (mode != "hosted_page")
        {
            session["client_secret"] = $"{session.Id}_secret_{call.Chance.Letters(48)}";
            session["redirect_on_completion"] = session["redirect_on_completion"] ?? "always";
            session["url"] = null;
        }
    }

    private static void ApplyBuyer(Call call, Doc session, string mode)
    {
        if (call.Referred("customer", "customer") is { } customer)
        {
            session["customer"] = customer.Id;
            session["customer_details"] = SessionObject.Details(customer.Text("email"), null, mode == "setup" ? null : "none");
            if (mode != "setup")
            {
                session["saved_payment_method_options"] = new Doc(3)
                {
                    ["allow_redisplay_filters"] = new List<object?> { "always" }, ["payment_method_remove"] = "disabled",
                    ["payment_method_save"] = null,
                };
            }
            return;
        }
        if (mode != "setup" && session["customer_creation"] is null)
        {
            session["customer_creation"] = mode == "payment" ? "if_required" : "always";
        }
        if (session.Text("customer_email") is { } email)
        {
            session["customer_details"] = SessionObject.Details(email, null, "none");
        }
    }
}
