using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Catalogue;

internal static class PriceObject
{
    public static Doc New(Call call, Doc given, string productId, string at)
    {
        var amount = Amount(given, at);
        var price = new Doc(24)
        {
            ["id"] = call.Chance.LongId("price"),
            ["object"] = "price",
            ["active"] = true,
            ["billing_scheme"] = "per_unit",
            ["created"] = call.Now,
            ["currency"] = Currencies.Check(given.Text("currency")!, Name(at, "currency")),
            ["custom_unit_amount"] = null,
            ["livemode"] = false,
            ["lookup_key"] = null,
            ["metadata"] = new Doc(),
            ["nickname"] = null,
            ["product"] = productId,
            ["recurring"] = null,
            ["tax_behavior"] = given.Text("tax_behavior") ?? "unspecified",
            ["tiers_mode"] = null,
            ["transform_quantity"] = null,
            ["type"] = "one_time",
            ["unit_amount"] = amount,
            ["unit_amount_decimal"] = amount.ToString(CultureInfo.InvariantCulture),
        };
        if (given.Part("recurring") is { } recurring)
        {
            price["recurring"] = Recurring(recurring, at);
            price["type"] = "recurring";
        }
        return price;
    }

    /// <summary>A price made for one session: it and its product are inactive, and cannot be sold again.</summary>
    public static (Doc Price, Doc Product) Inline(Call call, Doc given, string at)
    {
        Doc product;
        if (given.Text("product") is { Length: > 0 } id)
        {
            product = call.Unit.Find("product", id) ?? throw StripeError.Missing("product", id, at + "[product]");
        }
        else if (given.Part("product_data") is { } data)
        {
            product = ProductObject.New(call, data);
            product["active"] = false;
            call.Unit.Add(product);
        }
        else
        {
            throw StripeError.Invalid($"You must specify either `product` or `product_data` when creating a price.", at);
        }
        var price = New(call, given, product.Id, at);
        price["active"] = false;
        call.Unit.Add(price);
        return (price, product);
    }

    /// <summary>How often it is paid: at most every three years, as Stripe allows.</summary>
    private static Doc Recurring(Doc given, string at)
    {
        var count = given.Has("interval_count") ? given.Number("interval_count") : 1;
        var most = given.Text("interval") switch { "day" => 1095, "week" => 156, "month" => 36, _ => 3 };
        if (count < 1 || count > most)
        {
            throw StripeError.Invalid(
                $"The maximum number of {given.Text("interval")}s for an interval is {most}.", Name(at, "recurring[interval_count]"), "parameter_invalid_integer");
        }
        if (given.Text("usage_type") == "metered" || given.Text("meter") is { Length: > 0 })
        {
            throw StripeError.Invalid("The sandbox has no metered prices: use `usage_type=licensed`.", Name(at, "recurring[usage_type]"));
        }
        return new Doc(6)
        {
            ["interval"] = given["interval"],
            ["interval_count"] = count,
            ["meter"] = null,
            ["trial_period_days"] = given["trial_period_days"],
            ["usage_type"] = "licensed",
        };
    }

    private static string Name(string at, string name) =>
        at.Length == 0 ? name : name.Split('[', 2) is [var first, var rest] ? $"{at}[{first}][{rest}" : $"{at}[{name}]";

    private static long Amount(Doc given, string at)
    {
        var name = Name(at, "unit_amount");
        if (given.Text("billing_scheme") == "tiered" || given.Has("tiers"))
        {
            throw StripeError.Invalid("The sandbox has no tiered prices: use `billing_scheme=per_unit` and `unit_amount`.", Name(at, "billing_scheme"));
        }
        if (!given.Has("unit_amount"))
        {
            if (given.Text("unit_amount_decimal") is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            {
                return whole;
            }
            throw StripeError.Invalid("You must specify a whole `unit_amount`: the sandbox has no fractional or tiered prices.", name);
        }
        var amount = given.Number("unit_amount");
        return amount is >= 0 and <= 999_999_999_999
            ? amount
            : throw StripeError.Invalid("Invalid non-negative integer", name, "parameter_invalid_integer");
    }
}
