using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

internal static class SetupObject
{
    public static Doc New(Unit unit)
    {
        var id = unit.Chance.LongId("seti");
        return new Doc(32)
        {
            ["id"] = id,
            ["object"] = "setup_intent",
            ["allowed_payment_method_types"] = null,
            ["application"] = null,
            ["automatic_payment_methods"] = null,
            ["cancellation_reason"] = null,
            ["client_secret"] = $"{id}_secret_{unit.Chance.Letters(31)}",
            ["created"] = unit.Now,
            ["customer"] = null,
            ["customer_account"] = null,
            ["description"] = null,
            ["excluded_payment_method_types"] = null,
            ["flow_directions"] = null,
            ["last_setup_error"] = null,
            ["latest_attempt"] = null,
            ["livemode"] = false,
            ["managed_payments"] = new Doc(1) { ["enabled"] = false },
            ["mandate"] = null,
            ["metadata"] = new Doc(),
            ["next_action"] = null,
            ["on_behalf_of"] = null,
            ["payment_method"] = null,
            ["payment_method_configuration_details"] = null,
            ["payment_method_options"] = new Doc(1)
            {
                ["card"] = new Doc(3) { ["mandate_options"] = null, ["network"] = null, ["request_three_d_secure"] = "automatic" },
            },
            ["payment_method_types"] = new List<object?> { "card" },
            ["single_use_mandate"] = null,
            ["status"] = "requires_payment_method",
            ["usage"] = "off_session",
        };
    }

    /// <summary>For debits as payments have them; a card has no installments here, and other methods say nothing.</summary>
    public static void UseOptions(Doc setup)
    {
        var types = setup.Items("payment_method_types")!;
        var options = setup.Part("payment_method_options")!;
        if (!types.Contains("card"))
        {
            options.Remove("card");
        }
        foreach (var type in types.OfType<string>().Where(Mandates.Needed))
        {
            options[type] = IntentObject.Options(type);
        }
    }

    /// <summary>The setup intent of a session that only keeps a card.</summary>
    public static Doc OfSession(Call call, Doc session)
    {
        var setup = New(call.Unit);
        setup["_session"] = session.Id;
        setup["customer"] = session["customer"];
        setup["payment_method_types"] = new List<object?>(session.Items("payment_method_types")!);
        if (call.Parameters.Part("setup_intent_data") is { } data)
        {
            Patch.Fields(setup, data, "description");
            Patch.Metadata(setup, data);
        }
        call.Unit.Add(setup);
        call.Unit.Emit("setup_intent.created", setup);
        return setup;
    }
}
