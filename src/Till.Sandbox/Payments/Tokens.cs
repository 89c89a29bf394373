using Till.Sandbox.Api;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>/v1/tokens: a card, a security code or a bank account that was typed in once, and can be used once.</summary>
internal static class Tokens
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/tokens", Create, forBrowsers: true);
        router.Map("GET", "/v1/tokens/{}", static call => call.Subject("token"), forBrowsers: true);
    }

    /// <summary>The payment method of a card's token, not kept yet. The token is used up.</summary>
    public static Doc Spend(Call call, string id, string param)
    {
        var token = Unused(call, id, param);
        if (token.Part("card") is not { } card)
        {
            throw StripeError.Invalid($"The token {id} is not a card's.", param);
        }
        var method = PaymentMethodObject.OfCard(
            call.Chance, call.Unit.Instant, TestCards.OfName(token.Text("_card")!)!, card.Number("exp_month"), card.Number("exp_year"),
            card.Text("cvc_check") is not null);
        PaymentMethodOperations.ApplyBilling(method, new Doc(2)
        {
            ["address"] = new Doc(6)
            {
                ["city"] = card["address_city"], ["country"] = card["address_country"], ["line1"] = card["address_line1"],
                ["line2"] = card["address_line2"], ["postal_code"] = card["address_zip"], ["state"] = card["address_state"],
            },
            ["name"] = card["name"],
        });
        return method;
    }

    /// <summary>A security code that was asked for again.</summary>
    public static void SpendCvc(Call call, string id)
    {
        const string param = "payment_method_options[card][cvc_token]";
        if (Unused(call, id, param).Text("type") != "cvc_update")
        {
            throw StripeError.Invalid($"The token {id} is not a security code's.", param);
        }
    }

    private static Doc Unused(Call call, string id, string param)
    {
        var token = call.Unit.Find("token", id) ?? throw StripeError.Missing("token", id, param);
        if (token.Flag("used"))
        {
            throw new StripeError(400, $"You cannot use a Stripe token more than once: {id}.", "token_already_used", param);
        }
        token["used"] = true;
        call.Unit.Changed(token);
        return token;
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var token = given switch
        {
            _ when given.Part("card") is { } card => OfCard(call, card),
            _ when given.Part("cvc_update") is { } code => OfCode(call, code.Text("cvc")!),
            _ when given.Part("bank_account") is { } account => OfAccount(call, account),
            _ => throw StripeError.Invalid(
                "You must supply either a card, customer, PII data, bank account, account legal entity, or account and account legal entity to create a token."),
        };
        call.Unit.Add(token);
        return token;
    }

    private static Doc OfCard(Call call, Doc given)
    {
        var entry = new CardEntry(given.Text("number")!, Whole(given, "exp_month"), Whole(given, "exp_year"), given.Text("cvc"));
        if (entry.Check(call.Unit.Instant) is { } wrong)
        {
            throw CardErrors.Refusal(wrong);
        }
        var method = PaymentMethodObject.OfCard(
            call.Chance, call.Unit.Instant, entry.Card, entry.ExpMonth, entry.Year, entry.Cvc is { Length: > 0 });
        var shown = method.Part("card")!;
        var card = new Doc(28)
        {
            ["id"] = call.Chance.LongId("card"),
            ["object"] = "card",
            ["address_city"] = given["address_city"],
            ["address_country"] = given["address_country"],
            ["address_line1"] = given["address_line1"],
            ["address_line1_check"] = given.Has("address_line1") ? "unchecked" : null,
            ["address_line2"] = given["address_line2"],
            ["address_state"] = given["address_state"],
            ["address_zip"] = given["address_zip"],
            ["address_zip_check"] = given.Has("address_zip") ? "unchecked" : null,
            ["brand"] = Brand(entry.Card.Brand),
            ["country"] = entry.Card.Country,
            ["cvc_check"] = entry.Cvc is { Length: > 0 } ? "unchecked" : null,
            ["dynamic_last4"] = null,
            ["exp_month"] = entry.ExpMonth,
            ["exp_year"] = entry.Year,
            ["fingerprint"] = shown["fingerprint"],
            ["funding"] = entry.Card.Funding,
            ["last4"] = entry.Card.Last4,
            ["metadata"] = new Doc(),
            ["name"] = given["name"],
            ["networks"] = new Doc(1) { ["preferred"] = given.Part("networks")?.Text("preferred") },
            ["regulated_status"] = "unregulated",
            ["tokenization_method"] = null,
            ["wallet"] = null,
        };
        var token = New(call, "tok", "card");
        token["card"] = card;
        token["_card"] = entry.Card.Name;
        return token;
    }

    private static Doc OfCode(Call call, string code) => code.Length is 3 or 4 && code.All(char.IsAsciiDigit)
        ? New(call, "cvctok", "cvc_update")
        : throw CardErrors.Refusal(new("invalid_cvc", null, "Your card's security code is invalid.", "cvc", null));

    private static Doc OfAccount(Call call, Doc given)
    {
        var number = given.Text("account_number")!;
        var token = New(call, "btok", "bank_account");
        token["bank_account"] = new Doc(12)
        {
            ["id"] = call.Chance.LongId("ba"),
            ["object"] = "bank_account",
            ["account_holder_name"] = given["account_holder_name"],
            ["account_holder_type"] = given["account_holder_type"],
            ["account_type"] = given["account_type"],
            ["bank_name"] = "STRIPE TEST BANK",
            ["country"] = given["country"],
            ["currency"] = given["currency"],
            ["fingerprint"] = "bA7tL0cQ2xWvNeRs",
            ["last4"] = number.Length >= 4 ? number[^4..] : number,
            ["routing_number"] = given["routing_number"],
            ["status"] = "new",
        };
        return token;
    }

    private static Doc New(Call call, string prefix, string type) => new(8)
    {
        ["id"] = call.Chance.LongId(prefix),
        ["object"] = "token",
        ["client_ip"] = null,
        ["created"] = call.Now,
        ["livemode"] = false,
        ["type"] = type,
        ["used"] = false,
    };

    private static long Whole(Doc given, string name) => long.TryParse(given.Text(name), out var number)
        ? number
        : throw new StripeError(400, $"Invalid integer: {given.Text(name)}", "parameter_invalid_integer", $"card[{name}]") { BeforeExecution = true };

    /// <summary>As cards were named before there were payment methods.</summary>
    public static string Brand(string brand) => brand switch
    {
        "visa" => "Visa", "mastercard" => "MasterCard", "amex" => "American Express", "discover" => "Discover", "diners" => "Diners Club",
        "jcb" => "JCB", "unionpay" => "UnionPay", _ => "Unknown",
    };
}
