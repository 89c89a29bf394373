using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Catalogue;

/// <summary>/v1/coupons: a percentage or an amount off.</summary>
internal static class Coupons
{
    /// <summary>Five years, in seconds.</summary>
    private const long LongestLife = 5 * 366 * 86_400L;

    public static void Map(Router router)
    {
        router.Map("POST", "/v1/coupons", Create);
        router.Map("GET", "/v1/coupons", List);
        router.Map("GET", "/v1/coupons/{}", static call => Shown(Living(call), call.Now));
        router.Map("POST", "/v1/coupons/{}", Update);
        router.Map("DELETE", "/v1/coupons/{}", Delete);
    }

    /// <summary>The coupon as of now: one may have expired without anybody's doing.</summary>
    public static Doc Shown(Doc coupon, long now)
    {
        coupon["valid"] = IsValid(coupon, now);
        return coupon;
    }

    public static bool IsValid(Doc coupon, long now) =>
        !coupon.Flag("deleted") && (coupon["redeem_by"] is not long until || now < until)
        && (coupon["max_redemptions"] is not long most || coupon.Number("times_redeemed") < most);

    /// <summary>What it takes off an amount of its products, in minor units; never more than there is.</summary>
    public static long Off(Doc coupon, long amount) =>
        coupon["_percent"] is long percent ? Percent.Of(amount, percent) : Math.Min(amount, coupon.Number("amount_off"));

    public static void Redeem(Unit unit, Doc coupon)
    {
        coupon["times_redeemed"] = coupon.Number("times_redeemed") + 1;
        coupon["valid"] = IsValid(coupon, unit.Now);
        unit.Changed(coupon);
    }

    public static Doc Living(Unit unit, string id, string? param) => unit.Find("coupon", id) is { } coupon && !coupon.Flag("deleted")
        ? coupon
        : throw StripeError.Missing("coupon", id, param);

    private static Doc Living(Call call) => Living(call.Unit, call.Id, null);

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var id = given.Text("id") is { Length: > 0 } chosen ? chosen : call.Chance.Letters(8);
        if (call.Unit.Find(id) is not null)
        {
            throw StripeError.Invalid("Coupon already exists.", "id", "resource_already_exists");
        }
        Check(call, given);
        var percent = given.Text("percent_off") is { } text ? Percent.Parse(text, "percent_off") : (long?)null;
        var coupon = new Doc(24)
        {
            ["id"] = id,
            ["object"] = "coupon",
            ["amount_off"] = given["amount_off"],
            ["created"] = call.Now,
            ["currency"] = given.Has("amount_off") ? Currencies.Check(given.Text("currency")!) : null,
            ["duration"] = given.Text("duration") ?? "once",
            ["duration_in_months"] = given["duration_in_months"],
            ["livemode"] = false,
            ["max_redemptions"] = given["max_redemptions"],
            ["metadata"] = new Doc(),
            ["name"] = given["name"],
            ["percent_off"] = percent is { } off ? Percent.Shown(off) : null,
            ["redeem_by"] = given["redeem_by"],
            ["times_redeemed"] = 0,
            ["valid"] = true,
            ["_applies_to"] = given["applies_to"],
            ["_percent"] = percent,
        };
        Patch.Metadata(coupon, given);
        call.Unit.Add(coupon);
        call.Unit.Emit("coupon.created", coupon);
        return coupon;
    }

    private static void Check(Call call, Doc given)
    {
        if (given.Has("percent_off") == given.Has("amount_off"))
        {
            throw StripeError.Invalid(given.Has("percent_off")
                ? "You may only specify one of these parameters: amount_off, percent_off."
                : "Must specify either percent_off or amount_off.", "percent_off");
        }
        if (given.Text("percent_off") is { } percent && Percent.Parse(percent, "percent_off") == 0)
        {
            throw StripeError.Invalid("Invalid decimal: must be greater than 0 and at most 100", "percent_off", "parameter_invalid_decimal");
        }
        if (given.Has("amount_off") && given.Number("amount_off") < 1)
        {
            throw StripeError.Invalid("This value must be greater than or equal to 1.", "amount_off", "parameter_invalid_integer");
        }
        if (given.Has("amount_off") && !given.Has("currency"))
        {
            throw StripeError.Invalid("You must pass currency when passing amount_off.", "currency", "parameter_missing");
        }
        if ((given.Text("duration") == "repeating") != given.Has("duration_in_months"))
        {
            throw StripeError.Invalid("duration_in_months must be given with duration=repeating, and only then.", "duration_in_months");
        }
        if (given.Has("max_redemptions") && given.Number("max_redemptions") < 1)
        {
            throw StripeError.Invalid("This value must be greater than or equal to 1.", "max_redemptions", "parameter_invalid_integer");
        }
        if (given["redeem_by"] is long until && (until <= call.Now || until > call.Now + LongestLife))
        {
            throw StripeError.Invalid("redeem_by must be in the future, and within five years.", "redeem_by");
        }
    }

    private static Answer List(Call call)
    {
        var page = Lists.Page(call, "/v1/coupons", new Selection("coupon", 0) { Where = coupon => !coupon.Flag("deleted") });
        foreach (var coupon in page.Items("data")!)
        {
            Shown((Doc)coupon!, call.Now);
        }
        return page;
    }

    private static Answer Update(Call call)
    {
        var coupon = Living(call);
        var before = coupon.Clone();
        Patch.Fields(coupon, call.Parameters, "name");
        Patch.Metadata(coupon, call.Parameters);
        call.Unit.Changed(coupon);
        call.Unit.Emit("coupon.updated", Shown(coupon, call.Now), Patch.Previous(before, coupon));
        return coupon;
    }

    private static Answer Delete(Call call)
    {
        var coupon = Living(call);
        call.Unit.Emit("coupon.deleted", coupon);
        coupon["deleted"] = true;
        coupon["valid"] = false;
        call.Unit.Changed(coupon);
        return new Doc(3) { ["id"] = coupon.Id, ["object"] = "coupon", ["deleted"] = true };
    }
}
