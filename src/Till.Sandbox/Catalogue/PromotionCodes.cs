using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Catalogue;

/// <summary>/v1/promotion_codes: the words by which buyers use a coupon. Upper and lower case are the same.</summary>
internal static class PromotionCodes
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/promotion_codes", Create);
        router.Map("GET", "/v1/promotion_codes", List);
        router.Map("GET", "/v1/promotion_codes/{}", static call => call.Subject("promotion_code"));
        router.Map("POST", "/v1/promotion_codes/{}", Update);
    }

    /// <summary>The active code of these words; null for none.</summary>
    public static Doc? OfWords(Unit unit, string words)
    {
        var found = unit.Select(new Selection("promotion_code", 1) { Owner = words.ToUpperInvariant(), Where = static code => code.Flag("active") });
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Why it cannot be used now, in the words of Stripe's page; null when it can.</summary>
    public static string? Refusal(Unit unit, Doc code, string? customer, long amount, string currency)
    {
        var coupon = unit.Get(CouponOf(code));
        var limits = code.Part("restrictions")!;
        return !code.Flag("active") || !Coupons.IsValid(coupon, unit.Now) ? "This code is invalid."
            : code["expires_at"] is long until && until <= unit.Now ? "This code has expired."
            : code["max_redemptions"] is long most && code.Number("times_redeemed") >= most ? "This code has been used up."
            : code.Text("customer") is { } owner && owner != customer ? "This code is invalid."
            : coupon.Text("currency") is { } of && of != currency ? "This code is invalid."
            : limits["minimum_amount"] is long least && (limits.Text("minimum_amount_currency") != currency || amount < least)
                ? $"This code needs an order of at least {Currencies.Symbol(currency)}{Currencies.Major(least, currency)}."
            : limits.Flag("first_time_transaction") && (customer is null || HasPaid(unit, customer)) ? "This code is for first orders only."
            : null;
    }

    public static string CouponOf(Doc code) => code.Part("promotion")!.Text("coupon")!;

    public static void Redeem(Unit unit, Doc code)
    {
        code["times_redeemed"] = code.Number("times_redeemed") + 1;
        unit.Changed(code);
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var named = given.Part("promotion")?.Text("coupon") ?? given.Text("coupon");
        var coupon = Coupons.Living(call.Unit, named ?? "", "promotion[coupon]");
        var words = given.Text("code") is { Length: > 0 } chosen ? chosen : call.Chance.Letters(8).ToUpperInvariant();
        if (!words.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw StripeError.Invalid("Promotion codes may only contain the letters a to z, digits and dashes.", "code");
        }
        if (OfWords(call.Unit, words) is not null)
        {
            throw StripeError.Invalid($"An active promotion code with `code: {words}` already exists.", "code", "resource_already_exists");
        }
        if (given["expires_at"] is long until && until <= call.Now)
        {
            throw StripeError.Invalid("The `expires_at` timestamp must be in the future.", "expires_at");
        }
        var limits = given.Part("restrictions") ?? [];
        if (limits.Has("minimum_amount") != limits.Has("minimum_amount_currency"))
        {
            throw StripeError.Invalid("minimum_amount and minimum_amount_currency must be given together.", "restrictions[minimum_amount_currency]");
        }
        var code = new Doc(20)
        {
            ["id"] = call.Chance.LongId("promo"),
            ["object"] = "promotion_code",
            ["active"] = given["active"] ?? true,
            ["code"] = words,
            ["created"] = call.Now,
            ["customer"] = call.Referred("customer", "customer")?.Id,
            ["customer_account"] = null,
            ["expires_at"] = given["expires_at"],
            ["livemode"] = false,
            ["max_redemptions"] = given["max_redemptions"],
            ["metadata"] = new Doc(),
            ["promotion"] = new Doc(2) { ["coupon"] = coupon.Id, ["type"] = "coupon" },
            ["restrictions"] = new Doc(3)
            {
                ["first_time_transaction"] = limits.Flag("first_time_transaction"),
                ["minimum_amount"] = limits["minimum_amount"],
                ["minimum_amount_currency"] = limits.Text("minimum_amount_currency") is { } currency ? Currencies.Check(currency) : null,
            },
            ["times_redeemed"] = 0,
        };
        Patch.Metadata(code, given);
        call.Unit.Add(code);
        call.Unit.Emit("promotion_code.created", code);
        return code;
    }

    private static Answer Update(Call call)
    {
        var code = call.Subject("promotion_code");
        var before = code.Clone();
        if (call.Parameters["active"] is bool active)
        {
            if (active && !code.Flag("active") && OfWords(call.Unit, code.Text("code")!) is not null)
            {
                throw StripeError.Invalid($"An active promotion code with `code: {code.Text("code")}` already exists.", "active", "resource_already_exists");
            }
            code["active"] = active;
        }
        Patch.Metadata(code, call.Parameters);
        call.Unit.Changed(code);
        call.Unit.Emit("promotion_code.updated", code, Patch.Previous(before, code));
        return code;
    }

    private static Answer List(Call call)
    {
        var (coupon, active, customer) = (call.Parameters.Text("coupon"), call.Parameters["active"], call.Parameters.Text("customer"));
        return Lists.Page(call, "/v1/promotion_codes", new Selection("promotion_code", 0)
        {
            Owner = call.Parameters.Text("code")?.ToUpperInvariant(),
            Customer = customer,
            Where = code => (coupon is null || CouponOf(code) == coupon) && (active is null || code["active"]!.Equals(active)),
        });
    }

    private static bool HasPaid(Unit unit, string customer) =>
        unit.Select(new Selection("charge", 1) { Customer = customer, Where = static charge => charge.Flag("paid") }).Count > 0;
}
