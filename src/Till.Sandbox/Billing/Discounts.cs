using System.Globalization;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>To what a discount is given; at most one chain of these is set.</summary>
internal sealed record DiscountOf(string? Subscription, string? Item, string? Invoice, string? InvoiceItem)
{
    public string? Session { get; init; }
}

/// <summary>Coupons and promotion codes on subscriptions, their items and invoices.</summary>
internal static class Discounts
{
    /// <summary>Makes discounts of what <c>discounts</c> names, and answers their ids.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="given">Each with <c>coupon</c>, <c>promotion_code</c> or an earlier <c>discount</c>; null for none.</param>
    /// <param name="customer">Who pays.</param>
    /// <param name="of">To what they are given.</param>
    /// <param name="at">The parameter, for errors.</param>
    public static List<object?> Give(Unit unit, List<object?>? given, string? customer, DiscountOf of, string at)
    {
        var ids = new List<object?>();
        for (var i = 0; i < (given?.Count ?? 0); i++)
        {
            var entry = given![i] as Doc ?? [];
            if (entry.Text("discount") is { Length: > 0 } kept)
            {
                ids.Add(unit.Find("discount", kept)?.Id ?? throw StripeError.Missing("discount", kept, $"{at}[{i.ToString(CultureInfo.InvariantCulture)}][discount]"));
                continue;
            }
            ids.Add(Make(unit, entry, customer, of, $"{at}[{i.ToString(CultureInfo.InvariantCulture)}]").Id);
        }
        return ids;
    }

    public static Doc CouponOf(Unit unit, Doc discount) => unit.Get(discount.Part("source")!.Text("coupon")!);

    /// <summary>Those of a list that still hold at a time.</summary>
    public static List<Doc> Living(Unit unit, List<object?>? ids, long now) =>
        [.. (ids ?? []).Select(id => unit.Get((string)id!)).Where(discount => !discount.Flag("_used") && (discount["end"] is not long end || now < end))];

    /// <summary>One invoice has had the coupons that are good for one.</summary>
    public static void Spend(Unit unit, Doc subscription)
    {
        var left = subscription.Items("discounts")!.Where(id =>
        {
            var discount = unit.Get((string)id!);
            if (CouponOf(unit, discount).Text("duration") != "once" && (discount["end"] is not long end || unit.Now < end))
            {
                return true;
            }
            discount["_used"] = true;
            unit.Changed(discount);
            unit.Emit("customer.discount.deleted", discount);
            return false;
        }).ToList();
        if (left.Count < subscription.Items("discounts")!.Count)
        {
            subscription["discounts"] = left;
            unit.Changed(subscription);
        }
    }

    private static Doc Make(Unit unit, Doc entry, string? customer, DiscountOf of, string at)
    {
        var code = entry.Text("promotion_code") is { Length: > 0 } named
            ? unit.Find("promotion_code", named) ?? throw StripeError.Missing("promotion code", named, at + "[promotion_code]")
            : null;
        // What a session has offered holds until it is paid, as the price on its button does.
        var promised = of.Session is not null;
        if (!promised && code is not null && (!code.Flag("active") || (code["expires_at"] is long until && until <= unit.Now)
            || (code["max_redemptions"] is long most && code.Number("times_redeemed") >= most) || (code.Text("customer") is { } owner && owner != customer)))
        {
            throw StripeError.Invalid("This promotion code is not active, or has been used up.", at + "[promotion_code]");
        }
        var id = code is not null ? PromotionCodes.CouponOf(code)
            : entry.Text("coupon") is { Length: > 0 } given ? given
            : throw StripeError.Invalid("You must specify one of coupon, discount or promotion_code.", at);
        var coupon = promised ? unit.Get(id) : Coupons.Living(unit, id, at + "[coupon]");
        if (!promised && !Coupons.IsValid(coupon, unit.Now))
        {
            throw StripeError.Invalid($"Coupon {id} is expired.", at + "[coupon]", "coupon_expired");
        }
        Coupons.Redeem(unit, coupon);
        if (code is not null)
        {
            PromotionCodes.Redeem(unit, code);
        }
        return Add(unit, coupon, code, customer, of);
    }

    private static Doc Add(Unit unit, Doc coupon, Doc? code, string? customer, DiscountOf of)
    {
        var discount = new Doc(20)
        {
            ["id"] = unit.Chance.LongId("di"),
            ["object"] = "discount",
            ["checkout_session"] = of.Session,
            ["customer"] = customer,
            ["customer_account"] = null,
            ["end"] = coupon.Text("duration") == "repeating" ? Periods.MonthsAfter(unit.Now, coupon.Number("duration_in_months")) : null,
            ["invoice"] = of.Invoice,
            ["invoice_item"] = of.InvoiceItem,
            ["promotion_code"] = code?.Id,
            ["source"] = new Doc(2) { ["coupon"] = coupon.Id, ["type"] = "coupon" },
            ["start"] = unit.Now,
            ["subscription"] = of.Subscription,
            ["subscription_item"] = of.Item,
        };
        unit.Add(discount);
        if (of.Subscription is not null)
        {
            unit.Emit("customer.discount.created", discount);
        }
        return discount;
    }
}
