using Till.Sandbox.Api;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>
/// /v1/confirmation_tokens: what a buyer entered on the shop's page, gathered before there is an intent. The shop may look at it, and
/// confirms one intent with it.
/// </summary>
internal static class ConfirmationTokens
{
    /// <summary>12 hours, in seconds.</summary>
    private const long LivesFor = 43_200;

    public static void Map(Router router)
    {
        router.Map("POST", "/v1/confirmation_tokens", Create, forBrowsers: true);
        router.Map("POST", "/v1/test_helpers/confirmation_tokens", Create);
        router.Map("GET", "/v1/confirmation_tokens/{}", static call => call.Subject("confirmation_token"));
    }

    /// <summary>
    /// Uses the token that a confirmation names: its contents stand in for the parameters that were not given. What was given as well
    /// wins, as in Stripe.
    /// </summary>
    public static void Use(Call call, Doc intent)
    {
        var given = call.Parameters;
        if (given.Text("confirmation_token") is not { Length: > 0 } id)
        {
            return;
        }
        if (given.Has("payment_method") || given.Has("payment_method_data"))
        {
            throw StripeError.Invalid("You may only specify one of these parameters: confirmation_token, payment_method, payment_method_data.", "confirmation_token");
        }
        var token = call.Unit.Find("confirmation_token", id) ?? throw StripeError.Missing("confirmation_token", id, "confirmation_token");
        if (token.Text("payment_intent") is not null || token.Text("setup_intent") is not null)
        {
            throw StripeError.Invalid($"The ConfirmationToken {id} has already been used. Create a new one to confirm again.", "confirmation_token");
        }
        if (token.Number("expires_at") <= call.Now)
        {
            throw StripeError.Invalid($"The ConfirmationToken {id} has expired. Create a new one to confirm again.", "confirmation_token");
        }
        given["payment_method"] = Method(call, token);
        foreach (var name in (ReadOnlySpan<string>)["mandate_data", "return_url", "setup_future_usage", "shipping", "use_stripe_sdk"])
        {
            if (!given.Has(name) && token[name] is { } kept and not false)
            {
                given[name] = Doc.CloneValue(kept);
            }
        }
        token[intent.Text("object")!] = intent.Id;
        token["expires_at"] = null;
        call.Unit.Changed(token);
    }

    private static string Method(Call call, Doc token)
    {
        if (token.Text("_payment_method") is { } saved)
        {
            return saved;
        }
        var drawn = token.Part("_drawn")!.Clone();
        call.Unit.Add(drawn);
        return drawn.Id;
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var (method, saved) = given.Text("payment_method") is { Length: > 0 } id
            ? (PaymentMethodOperations.Resolve(call, id, "payment_method"), true)
            : given.Part("payment_method_data") is { } data
                ? (PaymentMethodOperations.Draw(call, data, "payment_method_data"), false)
                : throw StripeError.Invalid("One of the following params should be provided for this request: payment_method or payment_method_data.");
        var token = new Doc(20)
        {
            ["id"] = call.Chance.LongId("ctoken"),
            ["object"] = "confirmation_token",
            ["created"] = call.Now,
            ["expires_at"] = call.Now + LivesFor,
            ["livemode"] = false,
            ["mandate_data"] = given["mandate_data"] is Doc mandate ? mandate : null,
            ["metadata"] = null,
            ["payment_intent"] = null,
            ["payment_method_options"] = given["payment_method_options"],
            ["payment_method_preview"] = Preview(method),
            ["return_url"] = given["return_url"],
            ["setup_future_usage"] = given["setup_future_usage"],
            ["setup_intent"] = null,
            ["shipping"] = Shipping(given.Part("shipping")),
            // The script on the page is there to handle what comes next; the test helper stands in for it.
            ["use_stripe_sdk"] = true,
        };
        token[saved ? "_payment_method" : "_drawn"] = saved ? method.Id : method;
        call.Unit.Add(token);
        return token;
    }

    private static Doc Preview(Doc method)
    {
        var preview = method.Clone();
        foreach (var name in (ReadOnlySpan<string>)["id", "object", "created", "livemode", "metadata"])
        {
            preview.Remove(name);
        }
        return preview;
    }

    private static Doc? Shipping(Doc? given) => given is null
        ? null
        : new Doc(3) { ["address"] = Patch.Address(given["address"]), ["name"] = given["name"], ["phone"] = given["phone"] is "" ? null : given["phone"] };
}
