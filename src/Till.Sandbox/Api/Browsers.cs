using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>
/// What a publishable key may do and see. Everybody has it: it opens single objects by their client secrets, and of these only what a
/// page needs to finish a payment.
/// </summary>
internal static class Browsers
{
    private static readonly string[] IntentFields =
    [
        "id", "object", "amount", "amount_details", "automatic_payment_methods", "canceled_at", "cancellation_reason", "capture_method",
        "client_secret", "confirmation_method", "created", "currency", "description", "last_payment_error", "livemode", "next_action",
        "payment_method", "payment_method_configuration_details", "payment_method_types", "processing", "receipt_email",
        "setup_future_usage", "shipping", "source", "status",
    ];

    private static readonly string[] SetupFields =
    [
        "id", "object", "automatic_payment_methods", "cancellation_reason", "client_secret", "created", "description", "last_setup_error",
        "livemode", "next_action", "payment_method", "payment_method_configuration_details", "payment_method_types", "status", "usage",
    ];

    private static readonly string[] MethodSecrets = ["customer_account", "metadata"];

    /// <summary>What a confirmation takes from a browser. The rest decides over the shop's money, and takes a secret key.</summary>
    private static readonly HashSet<string> Confirming = new(StringComparer.Ordinal)
    {
        "client_secret", "confirmation_token", "expand", "mandate_data", "payment_method", "payment_method_data", "payment_method_options",
        "radar_options", "receipt_email", "return_url", "set_as_default_payment_method", "setup_future_usage", "shipping", "use_stripe_sdk",
    };

    /// <summary>Refuses a confirmation with parameters that are the shop's alone.</summary>
    public static void RefuseShopsOwn(Call call)
    {
        foreach (var (name, _) in call.Parameters)
        {
            if (!Confirming.Contains(name) && !ParameterCheck.IsChatter(name))
            {
                throw new StripeError(400, $"You can only pass the parameter `{name}` with a secret API key.", "secret_key_required", name)
                {
                    BeforeExecution = true,
                };
            }
        }
    }

    /// <summary>The client secret is the right to an object: it must be given, and be the object's own.</summary>
    /// <param name="call">The request.</param>
    /// <param name="subject">An intent.</param>
    /// <param name="name">How Stripe's message calls it.</param>
    public static void RequireSecret(Call call, Doc subject, string name)
    {
        if (!call.Publishable && !call.Parameters.Has("client_secret"))
        {
            return;
        }
        var secret = call.Parameters.Text("client_secret")
            ?? throw new StripeError(400, "Missing required param: client_secret.", "parameter_missing", "client_secret") { BeforeExecution = true };
        if (secret != subject.Text("client_secret"))
        {
            throw new StripeError(400,
                $"The client_secret provided does not match the client_secret associated with the {name}.",
                subject.Text("object") + "_invalid_parameter", "client_secret");
        }
    }

    /// <summary>Takes out of an answer, however deep, what a browser is not shown. Changes the document.</summary>
    public static void Trim(object? value)
    {
        if (value is List<object?> list)
        {
            list.ForEach(Trim);
        }
        if (value is not Doc doc)
        {
            return;
        }
        switch (doc.Text("object"))
        {
            case "payment_intent": Keep(doc, IntentFields); break;
            case "setup_intent": Keep(doc, SetupFields); break;
            case "payment_method": Array.ForEach(MethodSecrets, name => doc.Remove(name)); break;
        }
        foreach (var (name, part) in doc)
        {
            if (name == "card" && part is Doc card)
            {
                card.Remove("fingerprint");
            }
            Trim(part);
        }
    }

    private static void Keep(Doc doc, string[] names)
    {
        for (var i = doc.Count - 1; i >= 0; i--)
        {
            if (!names.Contains(doc.NameAt(i), StringComparer.Ordinal))
            {
                doc.Remove(doc.NameAt(i));
            }
        }
    }
}
