using Till.Sandbox.Api;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>Takes an intent's parameters over into it.</summary>
internal static class IntentFields
{
    /// <summary>Methods that send the buyer to another page, so that a server-side confirmation needs a way back.</summary>
    private static readonly string[] NeverRedirect = ["card", "us_bank_account", "acss_debit", "sepa_debit", "boleto", "oxxo", "konbini"];

    public static void CheckAmount(Call call, long amount)
    {
        if (amount >= 1)
        {
            return;
        }
        throw StripeError.Invalid(
            call.Version.BeforeBasil
                ? "This value must be greater than or equal to 1."
                : "The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set "
                  + "(https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for future use "
                  + "without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents",
            "amount", "parameter_invalid_integer");
    }

    /// <summary>The methods that were asked for by name, or else those of the account.</summary>
    public static void ChooseMethods(Call call, Doc intent)
    {
        var given = call.Parameters;
        if (given.Items("payment_method_types") is { } types)
        {
            IntentObject.UseMethods(intent, types.Select(type => type as string ?? "card"));
            return;
        }
        var automatic = given.Part("automatic_payment_methods");
        if (automatic?.Flag("enabled") ?? !call.Version.Before("2023-08-16"))
        {
            IntentObject.UseAccountMethods(intent, call.Unit.Account, automatic?.Text("allow_redirects") ?? "always");
        }
        else
        {
            IntentObject.UseMethods(intent, ["card"]);
        }
        if (given.Items("allowed_payment_method_types") is { Count: > 0 } allowed)
        {
            intent["allowed_payment_method_types"] = allowed;
            IntentObject.UseMethods(intent, allowed.Select(type => type as string ?? "card"));
        }
    }

    /// <summary>Everything else; answers the payment method when one was given.</summary>
    public static Doc? Apply(Call call, Doc intent)
    {
        var given = call.Parameters;
        ConfirmationTokens.Use(call, intent);
        if (given.Has("customer"))
        {
            intent["customer"] = call.Referred("customer", "customer")?.Id;
        }
        Patch.Fields(intent, given, "capture_method", "confirmation_method", "description", "receipt_email", "setup_future_usage",
            "statement_descriptor", "statement_descriptor_suffix", "transfer_group", "application_fee_amount", "on_behalf_of",
            "excluded_payment_method_types");
        if (!given.Has("capture_method") && call.Version.Before("2024-04-10") && intent.Text("latest_charge") is null)
        {
            intent["capture_method"] = "automatic";
        }
        if (given.Has("shipping"))
        {
            intent["shipping"] = Patch.PaymentShipping(given["shipping"]);
        }
        if (given.Part("payment_details") is { } details)
        {
            intent["payment_details"] = new Doc(2) { ["customer_reference"] = details["customer_reference"], ["order_reference"] = details["order_reference"] };
        }
        if (given.Part("payment_method_options")?.Part("card") is { } card && intent.Part("payment_method_options")?.Part("card") is { } options)
        {
            Patch.Fields(options, card, "capture_method", "request_three_d_secure", "setup_future_usage", "network");
        }
        Patch.Metadata(intent, given);
        return Method(call, intent);
    }

    public static Confirmation HowConfirmed(Call call, Doc intent)
    {
        var given = call.Parameters;
        var offSession = given["off_session"] is true or "true" or "recurring" or "one_off" or "1";
        var returnUrl = given.Text("return_url");
        if (returnUrl is null && !call.Publishable && !offSession && intent.Part("automatic_payment_methods") is { } automatic
            && automatic.Text("allow_redirects") == "always"
            && intent.Items("payment_method_types")!.Exists(type => !NeverRedirect.Contains(type as string, StringComparer.Ordinal)))
        {
            throw StripeError.Invalid(
                "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might "
                + "redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, "
                + "set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup "
                + "Intents and Payment Intents.", "return_url");
        }
        return new Confirmation(offSession, given.Flag("use_stripe_sdk"), returnUrl)
        {
            NoAction = given.Flag("error_on_requires_action"), Mandate = Mandate(call),
        };
    }

    /// <summary>What the buyer accepted. Stripe's script shows the mandate beside its fields, so that confirming there accepts it.</summary>
    public static Doc? Mandate(Call call) => call.Parameters.Part("mandate_data") ?? (call.Publishable ? [] : null);

    /// <summary>The method of <c>payment_method_data</c> or <c>payment_method</c>; null for none.</summary>
    public static Doc? GivenMethod(Call call)
    {
        if (call.Parameters["payment_method_data"] is Doc data)
        {
            return PaymentMethodOperations.Make(call, data, "payment_method_data");
        }
        return call.Parameters.Text("payment_method") is { Length: > 0 } id ? PaymentMethodOperations.Resolve(call, id, "payment_method") : null;
    }

    private static Doc? Method(Call call, Doc intent)
    {
        var given = call.Parameters;
        if (given.Part("payment_method_options")?.Part("card")?.Text("cvc_token") is { } cvc)
        {
            Tokens.SpendCvc(call, cvc);
        }
        if (GivenMethod(call) is not { } method)
        {
            if (given["payment_method"] is "")
            {
                intent["payment_method"] = null;
            }
            return null;
        }
        CheckUsable(intent, method);
        intent["payment_method"] = method.Id;
        return method;
    }

    private static void CheckUsable(Doc intent, Doc method)
    {
        if (method.Text("customer") is { } owner && owner != intent.Text("customer"))
        {
            throw StripeError.Invalid(intent.Text("customer") is null
                ? "The PaymentMethod supplied belongs to a Customer. Please include the Customer in the `customer` parameter on the PaymentIntent."
                : $"The provided PaymentMethod cannot be attached to this PaymentIntent: it belongs to the Customer {owner}.", "payment_method");
        }
        if (method.Text("customer") is null && (method.Flag("_consumed") || method.Flag("_detached")))
        {
            throw StripeError.Invalid(
                "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account "
                + "without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you "
                + "must attach it to a Customer first.");
        }
        var type = method.Text("type");
        if (!intent.Items("payment_method_types")!.Contains(type))
        {
            throw StripeError.Invalid(
                $"The PaymentMethod provided ({type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: "
                + $"{string.Join(", ", intent.Items("payment_method_types")!)}. Alternatively update the allowed payment_method_types for this PaymentIntent "
                + $"to include \"{type}\".", "payment_method");
        }
    }
}
