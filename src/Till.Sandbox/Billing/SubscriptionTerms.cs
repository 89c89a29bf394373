using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>Reads what a request says of a subscription's items and of itself.</summary>
internal static class SubscriptionTerms
{
    public const long MostDaysUntilDue = 1_095;

    /// <summary>The items of a new subscription.</summary>
    public static List<ItemTerms> Items(Call call, Doc given, string currencyOf)
    {
        var items = given.Items("items") ?? [];
        if (items.Count > 0 && (given.Has("quantity") || given.Has("plan")))
        {
            throw StripeError.Invalid($"Received both items and {(given.Has("plan") ? "plan" : "quantity")} parameters. Please pass in only one.");
        }
        if (items.Count == 0 && given.Has("plan"))
        {
            items = [new Doc(2) { ["price"] = given["plan"], ["quantity"] = given["quantity"] ?? 1 }];
        }
        if (items.Count == 0)
        {
            throw new StripeError(400, "Missing required param: items.", "parameter_missing", "items") { BeforeExecution = true };
        }
        if (items.Count > SubscriptionItems.Most)
        {
            throw StripeError.Invalid($"You may only specify up to {SubscriptionItems.Most} items.", "items");
        }
        var terms = new List<ItemTerms>();
        foreach (var entry in items)
        {
            terms.Add(Item(call, (Doc)entry!, $"items[{terms.Count.ToString(CultureInfo.InvariantCulture)}]"));
        }
        CheckTogether(terms.ConvertAll(term => term.Price), currencyOf);
        return terms;
    }

    public static ItemTerms Item(Call call, Doc given, string at) => Affordable(new(Price(call, given, at, recurring: true), Quantity(given, at))
    {
        Metadata = given.Part("metadata"), TaxRates = Taxes.Check(call.Unit, given, "tax_rates", at + "[tax_rates]"), Discounts = given.Items("discounts"),
    }, at);

    /// <summary>Refuses now what could not be billed later, by a renewal that nobody asks for.</summary>
    public static ItemTerms Affordable(ItemTerms terms, string at)
    {
        SubscriptionItems.Cost(terms.Price, terms.Quantity, at + "[quantity]");
        return terms;
    }

    /// <summary>What is billed once, beside the items.</summary>
    public static List<ItemTerms> Extras(Call call, Doc given)
    {
        var extras = new List<ItemTerms>();
        foreach (var entry in given.Items("add_invoice_items") ?? [])
        {
            var at = $"add_invoice_items[{extras.Count.ToString(CultureInfo.InvariantCulture)}]";
            var extra = (Doc)entry!;
            extras.Add(new ItemTerms(Price(call, extra, at, recurring: false), Quantity(extra, at))
            {
                Metadata = extra.Part("metadata"), TaxRates = Taxes.Check(call.Unit, extra, "tax_rates", at + "[tax_rates]"), Discounts = extra.Items("discounts"),
            });
        }
        return extras;
    }

    public static long Quantity(Doc given, string at) => !given.Has("quantity") ? 1
        : given.Number("quantity") is >= 0 and <= 999_999 and var quantity ? quantity
        : throw StripeError.Invalid("This value must be greater than or equal to 0.", at + "[quantity]", "parameter_invalid_integer");

    /// <summary>The price that an entry names or describes.</summary>
    public static Doc Price(Call call, Doc given, string at, bool recurring)
    {
        var (name, id) = given.Text("price") is { Length: > 0 } price ? ("price", price) : ("plan", given.Text("plan") ?? "");
        Doc found;
        if (id.Length > 0)
        {
            found = call.Unit.Find("price", id) ?? throw StripeError.Missing("price", id, $"{at}[{name}]");
            if (!found.Flag("active"))
            {
                throw StripeError.Invalid("The price specified is inactive. This field only accepts active prices.", $"{at}[{name}]");
            }
        }
        else if (given.Part("price_data") is { } data)
        {
            found = PriceObject.Inline(call, data, at + "[price_data]").Price;
        }
        else
        {
            throw new StripeError(400, $"Missing required param: {at}[price].", "parameter_missing", $"{at}[price]") { BeforeExecution = true };
        }
        return found.Part("recurring") is not null == recurring ? found : throw StripeError.Invalid(recurring
            ? "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`."
            : "The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.", $"{at}[{name}]");
    }

    /// <summary>All items of a subscription are billed together.</summary>
    public static void CheckTogether(List<Doc> prices, string currencyOf)
    {
        var first = prices[0];
        foreach (var price in prices)
        {
            if (price.Text("currency") != first.Text("currency") || !Periods.Same(price.Part("recurring")!, first.Part("recurring")!))
            {
                throw StripeError.Invalid(
                    "Currency and interval fields must match across all plans on this subscription. Found mismatch in interval or currency field.", "items");
            }
        }
        if (prices.Select(price => price.Id).Distinct(StringComparer.Ordinal).Count() < prices.Count)
        {
            throw StripeError.Invalid("Cannot add multiple subscription items with the same plan: " + prices[^1].Id, "items");
        }
        if (currencyOf.Length > 0 && currencyOf != first.Text("currency"))
        {
            throw StripeError.Invalid(
                $"You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency {currencyOf}.");
        }
    }

    /// <summary>Takes over what a subscription says of itself, at its creation and later.</summary>
    public static void Apply(Unit unit, Doc subscription, Doc given)
    {
        Patch.Fields(subscription, given, "description", "collection_method", "days_until_due", "application_fee_percent", "on_behalf_of");
        Patch.Metadata(subscription, given);
        if (given.Has("default_payment_method"))
        {
            subscription["default_payment_method"] = Method(unit, subscription, given.Text("default_payment_method"))?.Id;
        }
        if (given.Has("default_tax_rates"))
        {
            subscription["default_tax_rates"] = Taxes.Shown(unit, Taxes.Check(unit, given, "default_tax_rates", "default_tax_rates"));
        }
        foreach (var name in (ReadOnlySpan<string>)["payment_settings", "invoice_settings"])
        {
            foreach (var (field, value) in given.Part(name) ?? [])
            {
                subscription.Part(name)![field] = value is "" ? null : value;
            }
        }
        if (given.Part("automatic_tax") is { } tax)
        {
            subscription.Part("automatic_tax")!["enabled"] = tax.Flag("enabled");
        }
        if (given.Part("trial_settings")?.Part("end_behavior") is { } behaviour)
        {
            Patch.Fields(subscription.Part("trial_settings")!.Part("end_behavior")!, behaviour, "billing_cycle_anchor", "missing_payment_method");
        }
        if (given.Has("days_until_due") && given.Number("days_until_due") is < 0 or > MostDaysUntilDue)
        {
            throw StripeError.Invalid($"This value must be between 0 and {MostDaysUntilDue}.", "days_until_due", "parameter_invalid_integer");
        }
        if (subscription.Text("collection_method") == "send_invoice" && subscription["days_until_due"] is null)
        {
            throw StripeError.Invalid("You must set `days_until_due` when `collection_method` is `send_invoice`.", "days_until_due", "parameter_missing");
        }
        if (subscription.Text("collection_method") != "send_invoice" && given.Has("days_until_due"))
        {
            throw StripeError.Invalid("You can only set `days_until_due` when `collection_method` is `send_invoice`.", "days_until_due");
        }
    }

    /// <summary>When it is to end: at a time, with its period, or not at all.</summary>
    public static void ApplyEnd(Unit unit, Doc subscription, Doc given)
    {
        if (given.Has("cancel_at") && given.Flag("cancel_at_period_end"))
        {
            throw StripeError.Invalid("You may only specify one of these parameters: cancel_at, cancel_at_period_end.", "cancel_at");
        }
        if (given["cancel_at_period_end"] is bool atEnd && atEnd != subscription.Flag("cancel_at_period_end"))
        {
            Set(atEnd ? Subscriptions.Period(unit, subscription).End : null, atEnd);
        }
        else if (given.Has("cancel_at"))
        {
            var at = given["cancel_at"] switch
            {
                long time => time,
                "" => null,
                _ => (long?)Subscriptions.Period(unit, subscription).End,
            };
            if (at <= unit.Now)
            {
                throw StripeError.Invalid("The `cancel_at` timestamp must be in the future.", "cancel_at");
            }
            Set(at, false);
        }
        var details = given.Part("cancellation_details");
        Patch.Fields(subscription.Part("cancellation_details")!, details ?? [], "comment", "feedback");

        void Set(long? at, bool withPeriod)
        {
            subscription["cancel_at"] = at;
            subscription["cancel_at_period_end"] = withPeriod;
            subscription["canceled_at"] = at is null ? null : unit.Now;
            subscription.Part("cancellation_details")!["reason"] = at is null ? null : "cancellation_requested";
        }
    }

    /// <summary>Whether the cycle begins anew: since 2026-10-28 that is said by an object with a type, before by a word.</summary>
    public static bool AnchorsNow(Call call, Doc given)
    {
        if (!given.Has("billing_cycle_anchor"))
        {
            return false;
        }
        var word = (given["billing_cycle_anchor"], call.Version.BeforeEndive) switch
        {
            (string text, true) => text,
            (Doc part, false) => part.Text("type"),
            _ => null,
        };
        var name = call.Version.BeforeEndive ? "billing_cycle_anchor" : "billing_cycle_anchor[type]";
        return word is "now" or "unchanged" ? word == "now" : throw new StripeError(400, $"Invalid {name}: must be one of now or unchanged", null, name) { BeforeExecution = true };
    }

    /// <summary>A payment method of the subscription's customer; null for none.</summary>
    public static Doc? Method(Unit unit, Doc subscription, string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }
        var method = unit.Find("payment_method", id) ?? throw StripeError.Missing("PaymentMethod", id, "default_payment_method");
        return method.Text("customer") == subscription.Text("customer") ? method : throw StripeError.Invalid(
            $"The customer does not have a payment method with the ID {id}. The payment method must be attached to the customer.", "default_payment_method", "resource_missing");
    }
}
