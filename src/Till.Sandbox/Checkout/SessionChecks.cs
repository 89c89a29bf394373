using Till.Sandbox.Api;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Checkout;

/// <summary>What Stripe refuses at the creation of a session.</summary>
internal static class SessionChecks
{
    private const int MostLines = 100;

    public static void Refuse(Call call, string mode)
    {
        var given = call.Parameters;
        var hosted = given.Text("ui_mode") is null or "hosted" or "hosted_page";
        if (hosted && !given.Has("success_url"))
        {
            throw new StripeError(400, "Missing required param: success_url.", "parameter_missing", "success_url") { BeforeExecution = true };
        }
        foreach (var name in (ReadOnlySpan<string>)["success_url", "cancel_url", "return_url"])
        {
            if (given.Text(name) is { } url)
            {
                CheckUrl(url, name);
            }
        }
        if (given.Text("customer") is { Length: > 0 } && given.Text("customer_email") is { Length: > 0 })
        {
            throw StripeError.Invalid("You may only specify one of these parameters: customer, customer_email.", "customer");
        }
        if (given.Text("client_reference_id") is { Length: > 200 })
        {
            throw StripeError.Invalid("Invalid string: the client_reference_id must be at most 200 characters.", "client_reference_id");
        }
        foreach (var name in (ReadOnlySpan<string>)["discounts", "shipping_options", "allow_promotion_codes", "shipping_address_collection"])
        {
            if (mode == "setup" && given.Has(name))
            {
                throw StripeError.Invalid($"You can not pass `{name}` in `setup` mode.", name);
            }
        }
        var lines = given.Items("line_items")?.Count ?? 0;
        if (mode != "subscription" && given.Has("subscription_data"))
        {
            throw StripeError.Invalid("You can only specify `subscription_data` in `subscription` mode.", "subscription_data");
        }
        foreach (var name in (ReadOnlySpan<string>)["payment_intent_data", "shipping_options", "invoice_creation", "customer_creation"])
        {
            if (mode == "subscription" && given.Has(name))
            {
                throw StripeError.Invalid($"You can not pass `{name}` in `subscription` mode.", name);
            }
        }
        if (mode != "setup" && lines == 0)
        {
            throw new StripeError(400, "Missing required param: line_items.", "parameter_missing", "line_items") { BeforeExecution = true };
        }
        if (lines > MostLines)
        {
            throw StripeError.Invalid($"You may only specify up to {MostLines} line items.", "line_items");
        }
        if (mode == "setup" && lines > 0)
        {
            throw StripeError.Invalid("You can not pass `line_items` in `setup` mode.", "line_items");
        }
        if (mode == "setup" && given.Text("customer") is null && given.Text("currency") is null && given.Items("payment_method_types") is null)
        {
            throw new StripeError(400, "Missing required param: currency.", "parameter_missing", "currency") { BeforeExecution = true };
        }
    }

    public static void CheckUrl(string url, string param)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
        {
            throw StripeError.Invalid("Not a valid URL", param, "url_invalid");
        }
    }
}
