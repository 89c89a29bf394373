using Till.Sandbox.Api;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Customers;

/// <summary>The discount that a customer has on all invoices. Newer versions of the API can only take it away.</summary>
internal static class CustomerDiscounts
{
    public static void Map(Router router) => router.Map("DELETE", "/v1/customers/{}/discount", Delete);

    /// <summary>Takes over <c>coupon</c> or <c>promotion_code</c>, as versions before 2025-09-30 have it; empty takes the discount away.</summary>
    public static void Apply(Call call, Doc customer)
    {
        var given = call.Parameters;
        if (!given.Has("coupon") && !given.Has("promotion_code"))
        {
            return;
        }
        var before = customer.Part("discount");
        var code = given.Text("promotion_code") is { Length: > 0 } named
            ? call.Unit.Find("promotion_code", named) ?? throw StripeError.Missing("promotion code", named, "promotion_code")
            : null;
        var coupon = code is null ? given.Text("coupon") : PromotionCodes.CouponOf(code);
        if (string.IsNullOrEmpty(coupon))
        {
            TakeAway(call.Unit, customer);
            return;
        }
        var discount = New(call, customer, Coupons.Living(call.Unit, coupon, "coupon"), code);
        customer["discount"] = discount;
        if (before is null)
        {
            call.Unit.Emit("customer.discount.created", discount);
        }
        else
        {
            call.Unit.Emit("customer.discount.updated", discount, Patch.Previous(before, discount));
        }
    }

    private static Answer Delete(Call call)
    {
        var customer = CustomerOperations.Living(call);
        var discount = TakeAway(call.Unit, customer) ?? throw new StripeError(404, "No active discount for customer: " + customer.Id, "resource_missing");
        discount["deleted"] = true;
        return discount;
    }

    private static Doc? TakeAway(Unit unit, Doc customer)
    {
        if (customer.Part("discount") is not { } discount)
        {
            return null;
        }
        customer["discount"] = null;
        unit.Changed(customer);
        unit.Emit("customer.discount.deleted", discount);
        return discount.Clone();
    }

    private static Doc New(Call call, Doc customer, Doc coupon, Doc? code)
    {
        Coupons.Redeem(call.Unit, coupon);
        return new Doc(16)
        {
            ["id"] = call.Chance.LongId("di"),
            ["object"] = "discount",
            ["checkout_session"] = null,
            ["customer"] = customer.Id,
            ["customer_account"] = null,
            ["end"] = coupon["duration_in_months"] is long months ? call.Unit.Instant.AddMonths((int)months).ToUnixTimeSeconds() : null,
            ["invoice"] = null,
            ["invoice_item"] = null,
            ["promotion_code"] = code?.Id,
            ["source"] = new Doc(2) { ["coupon"] = coupon.Id, ["type"] = "coupon" },
            ["start"] = call.Now,
            ["subscription"] = null,
            ["subscription_item"] = null,
        };
    }
}
