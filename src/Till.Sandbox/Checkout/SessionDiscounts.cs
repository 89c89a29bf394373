using Till.Sandbox.Api;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Checkout;

/// <summary>The one discount of a session: given by the shop, or by a code that the buyer types.</summary>
internal static class SessionDiscounts
{
    /// <summary>Takes over <c>discounts</c>.</summary>
    public static void Choose(Call call, Doc session)
    {
        var given = call.Parameters.Items("discounts");
        if (given is not { Count: > 0 })
        {
            return;
        }
        if (call.Parameters.Has("allow_promotion_codes"))
        {
            throw StripeError.Invalid("You may only specify one of these parameters: allow_promotion_codes, discounts.", "discounts");
        }
        if (given.Count > 1)
        {
            throw StripeError.Invalid("You may only specify one discount: a coupon or a promotion code.", "discounts");
        }
        var (coupon, code) = (((Doc)given[0]!).Text("coupon"), ((Doc)given[0]!).Text("promotion_code"));
        if (coupon is null == code is null)
        {
            throw StripeError.Invalid("You must specify either coupon or promotion_code.", "discounts[0]");
        }
        Put(call.Unit, session, coupon is not null ? OfCoupon(call, session, coupon) : OfCode(call, session, code!), code);
    }

    /// <summary>The discount by itself, as breakdowns show it; null when the session has none.</summary>
    public static Doc? Shown(Doc session) => session.Items("discounts") is { Count: > 0 } list && list[0] is Doc used
        ? new Doc(16)
        {
            ["id"] = session["_discount"],
            ["object"] = "discount",
            ["checkout_session"] = session.Id,
            ["customer"] = session["customer"],
            ["customer_account"] = null,
            ["end"] = null,
            ["invoice"] = null,
            ["invoice_item"] = null,
            ["promotion_code"] = used["promotion_code"],
            ["source"] = new Doc(2) { ["coupon"] = used["coupon"], ["type"] = "coupon" },
            ["start"] = session["created"],
            ["subscription"] = null,
            ["subscription_item"] = null,
        }
        : null;

    /// <summary>The buyer's code; the message says why not.</summary>
    public static string? Apply(Unit unit, Doc session, string words)
    {
        if (PromotionCodes.OfWords(unit, words) is not { } code)
        {
            return "This code is invalid.";
        }
        if (PromotionCodes.Refusal(unit, code, session.Text("customer"), session.Number("amount_subtotal"), session.Text("currency")!) is { } refusal)
        {
            return refusal;
        }
        Put(unit, session, PromotionCodes.CouponOf(code), code.Id);
        return null;
    }

    /// <summary>It has been paid with.</summary>
    public static void Redeem(Unit unit, Doc session)
    {
        foreach (var used in session.Items("discounts") ?? [])
        {
            Coupons.Redeem(unit, unit.Get(((Doc)used!).Text("coupon")!));
            if (((Doc)used!).Text("promotion_code") is { } code)
            {
                PromotionCodes.Redeem(unit, unit.Get(code));
            }
        }
    }

    private static void Put(Unit unit, Doc session, string coupon, string? code)
    {
        session["_discount"] = unit.Chance.LongId("di");
        session["discounts"] = new List<object?> { new Doc(2) { ["coupon"] = coupon, ["promotion_code"] = code } };
    }

    private static string OfCoupon(Call call, Doc session, string id)
    {
        var coupon = Coupons.Living(call.Unit, id, "discounts[0][coupon]");
        if (!Coupons.IsValid(coupon, call.Now))
        {
            throw StripeError.Invalid($"Coupon {id} can no longer be used: it has expired, or been used up.", "discounts[0][coupon]", "coupon_expired");
        }
        return coupon.Text("currency") is { } currency && currency != session.Text("currency")
            ? throw StripeError.Invalid($"The coupon's currency ({currency}) is not the session's ({session.Text("currency")}).", "discounts[0][coupon]")
            : id;
    }

    private static string OfCode(Call call, Doc session, string id)
    {
        var code = call.Unit.Find("promotion_code", id) ?? throw StripeError.Missing("promotion code", id, "discounts[0][promotion_code]");
        var refusal = PromotionCodes.Refusal(call.Unit, code, session.Text("customer"), session.Number("amount_subtotal"), session.Text("currency")!);
        return refusal is null
            ? PromotionCodes.CouponOf(code)
            : throw StripeError.Invalid(refusal.Replace("This code", "This promotion code", StringComparison.Ordinal), "discounts[0][promotion_code]");
    }
}
