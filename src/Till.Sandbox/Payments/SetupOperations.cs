using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>/v1/setup_intents: a card is kept for later, and nothing is charged.</summary>
internal static class SetupOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/setup_intents", Create);
        router.Map("GET", "/v1/setup_intents", List);
        router.Map("GET", "/v1/setup_intents/{}", Retrieve, forBrowsers: true);
        router.Map("POST", "/v1/setup_intents/{}", Update);
        router.Map("POST", "/v1/setup_intents/{}/confirm", Confirm, forBrowsers: true);
        router.Map("POST", "/v1/setup_intents/{}/cancel", Cancel);
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var setup = SetupObject.New(call.Unit);
        if (given.Items("payment_method_types") is { } types)
        {
            setup["payment_method_types"] = types;
        }
        else if (given.Part("automatic_payment_methods")?.Flag("enabled") ?? !call.Version.Before("2023-08-16"))
        {
            var redirects = given.Part("automatic_payment_methods")?.Text("allow_redirects") ?? "always";
            setup["automatic_payment_methods"] = new Doc(2) { ["allow_redirects"] = redirects, ["enabled"] = true };
            setup["payment_method_configuration_details"] = new Doc(2) { ["id"] = call.Unit.Account.PaymentMethodConfiguration, ["parent"] = null };
            setup["payment_method_types"] = given.Items("allowed_payment_method_types")
                ?? call.Unit.Account.Methods.Select(type => (object?)type).ToList();
            setup["allowed_payment_method_types"] = given.Items("allowed_payment_method_types");
        }
        SetupObject.UseOptions(setup);
        var method = Apply(call, setup);
        call.Unit.Add(setup);
        call.Unit.Emit("setup_intent.created", setup);
        if (given.Flag("confirm"))
        {
            return Run(call, setup, method);
        }
        if (method is not null)
        {
            setup["status"] = "requires_confirmation";
            call.Unit.Changed(setup);
        }
        return setup;
    }

    private static Answer Retrieve(Call call)
    {
        var setup = call.Subject("setup_intent");
        Browsers.RequireSecret(call, setup, "SetupIntent");
        return setup;
    }

    private static Answer Update(Call call)
    {
        var setup = call.Subject("setup_intent");
        if (Apply(call, setup) is not null && setup.Text("status") == "requires_payment_method")
        {
            setup["status"] = "requires_confirmation";
        }
        call.Unit.Changed(setup);
        return setup;
    }

    private static Answer Confirm(Call call)
    {
        var setup = call.Subject("setup_intent");
        Browsers.RequireSecret(call, setup, "SetupIntent");
        if (call.Publishable)
        {
            Browsers.RefuseShopsOwn(call);
        }
        if (setup.Text("status") is "succeeded" or "canceled")
        {
            throw Unexpected(setup, $"You cannot confirm this SetupIntent because it has a status of {setup.Text("status")}.");
        }
        var method = Apply(call, setup) ?? call.Unit.Find("payment_method", setup.Text("payment_method") ?? "");
        return Run(call, setup, method);
    }

    private static Answer Cancel(Call call)
    {
        var setup = call.Subject("setup_intent");
        if (setup.Text("status") is "succeeded" or "canceled")
        {
            throw Unexpected(setup, $"You cannot cancel this SetupIntent because it has a status of {setup.Text("status")}.");
        }
        setup["cancellation_reason"] = call.Parameters["cancellation_reason"];
        setup["status"] = "canceled";
        setup["next_action"] = null;
        call.Unit.Changed(setup);
        call.Unit.Emit("setup_intent.canceled", setup);
        return setup;
    }

    private static Answer List(Call call)
    {
        var method = call.Parameters.Text("payment_method");
        return Lists.Page(call, "/v1/setup_intents", new Selection("setup_intent", 0)
        {
            Customer = call.Referred("customer", "customer")?.Id,
            Where = method is null ? null : setup => setup.Text("payment_method") == method,
        });
    }

    private static Doc? Apply(Call call, Doc setup)
    {
        var given = call.Parameters;
        ConfirmationTokens.Use(call, setup);
        if (given.Has("customer"))
        {
            setup["customer"] = call.Referred("customer", "customer")?.Id;
        }
        Patch.Fields(setup, given, "description", "usage", "on_behalf_of");
        Patch.Metadata(setup, given);
        var method = IntentFields.GivenMethod(call);
        setup["payment_method"] = method?.Id ?? setup["payment_method"];
        return method;
    }

    private static Answer Run(Call call, Doc setup, Doc? method)
    {
        if (method is null)
        {
            throw Unexpected(setup,
                "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm "
                + "it again.");
        }
        var given = call.Parameters;
        var how = new Confirmation(false, given.Flag("use_stripe_sdk"), given.Text("return_url")) { Mandate = IntentFields.Mandate(call) };
        return Setup.Confirm(call.Unit, setup, method, how) is { } error
            ? new Answer(402, CardErrors.Answer(error, "setup_intent", setup, call.Unit.Caller!.RequestId, call.Now))
            : setup;
    }

    private static StripeError Unexpected(Doc setup, string message) =>
        new(400, message, "setup_intent_unexpected_state") { More = new Doc(1) { ["setup_intent"] = setup.Clone() } };
}
