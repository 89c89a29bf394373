using Till.Sandbox.Api;
using Till.Sandbox.Billing;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Portal;

/// <summary>What a subscription is to become: another price, or another number of it.</summary>
internal sealed record PlanChoice(string Item, string Price, long Quantity);

/// <summary>A price that the portal offers.</summary>
/// <param name="Adjustable">How few and how many of it there may be; null when that is not the customer's to say.</param>
internal sealed record PlanOffer(Doc Price, Doc Product, (long Least, long Most)? Adjustable);

/// <summary>Switches a subscription's plan as the configuration allows it, through the engine that updates subscriptions.</summary>
internal static class PortalPlans
{
    private const long MostOfOne = 999;

    /// <summary>Subscriptions of one item can be switched; those of several are the shop's to change.</summary>
    public static Doc? OnlyItem(Unit unit, Doc subscription) => SubscriptionItems.Of(unit, subscription) is [var item] ? item : null;

    public static bool MaySwitch(Unit unit, PortalVisit visit, Doc subscription) =>
        visit.Allows("subscription_update") && subscription.Text("status") is "active" or "trialing" or "past_due" && OnlyItem(unit, subscription) is not null;

    /// <summary>The prices of the configuration that this subscription could have.</summary>
    public static List<PlanOffer> Offered(Unit unit, PortalVisit visit, Doc subscription)
    {
        var update = visit.Feature("subscription_update");
        var allowed = update.Items("default_allowed_updates")!;
        var current = OnlyItem(unit, subscription)!.Part("price")!.Id;
        var offers = new List<PlanOffer>();
        foreach (var entry in update.Items("products")!.Cast<Doc>())
        {
            var quantity = entry.Part("adjustable_quantity")!;
            var range = allowed.Contains("quantity") && quantity.Flag("enabled")
                ? (Math.Max(1, quantity.Number("minimum")), quantity["maximum"] as long? ?? MostOfOne)
                : ((long, long)?)null;
            foreach (var id in entry.Items("prices")!)
            {
                if (unit.Find("price", (string)id!) is { } price && price.Flag("active") && price.Text("currency") == subscription.Text("currency")
                    && price.Part("recurring") is not null && (allowed.Contains("price") || price.Id == current))
                {
                    offers.Add(new PlanOffer(price, unit.Get(price.Text("product")!), range));
                }
            }
        }
        return offers;
    }

    /// <summary>What was chosen, if it is offered and something else than what there is.</summary>
    public static PlanChoice? Choice(Unit unit, PortalVisit visit, Doc subscription, string? price, string? quantity)
    {
        var item = OnlyItem(unit, subscription)!;
        if (Offered(unit, visit, subscription).Find(offer => offer.Price.Id == price) is not { } chosen)
        {
            return null;
        }
        var number = item.Number("quantity");
        if (chosen.Adjustable is var (least, most) && !string.IsNullOrEmpty(quantity) && (!long.TryParse(quantity, out number) || number < least || number > most))
        {
            return null;
        }
        var choice = new PlanChoice(item.Id, chosen.Price.Id, number);
        return choice.Price == item.Part("price")!.Id && choice.Quantity == item.Number("quantity") ? null : choice;
    }

    /// <summary>What the shop asks the customer to agree to; null when that is not what they came for.</summary>
    public static PlanChoice? Asked(Unit unit, PortalVisit visit, Doc subscription) =>
        visit.Flow == "subscription_update_confirm" && visit.Session.Part("flow")!.Part("subscription_update_confirm")!.Items("items") is [Doc asked, ..]
            && OnlyItem(unit, subscription) is { } item && asked.Text("id") == item.Id
            ? new PlanChoice(item.Id, asked.Text("price") ?? item.Part("price")!.Id, asked["quantity"] as long? ?? item.Number("quantity"))
            : null;

    /// <summary>The invoice that the switch makes now, or else the next one after it.</summary>
    public static Doc Preview(Unit unit, PortalVisit visit, Doc subscription, PlanChoice choice) => InvoicePreview.Create(Call(unit, subscription, new Doc(2)
    {
        ["subscription"] = subscription.Id, ["subscription_details"] = Terms(unit, visit, subscription, choice, unit.Now),
    })).Body;

    /// <summary>
    /// Carries it out. What has to be paid at once and cannot be is refused, and nothing changes; what the card's holder has to authenticate
    /// waits for that.
    /// </summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="visit">Who.</param>
    /// <param name="subscription">Of one item.</param>
    /// <param name="choice">What it becomes.</param>
    /// <param name="at">To which moment it was reckoned when the customer looked at it.</param>
    /// <returns>Where the customer pays for the change before it holds; null when it holds.</returns>
    public static string? Switch(Unit unit, PortalVisit visit, Doc subscription, PlanChoice choice, long at)
    {
        var terms = Terms(unit, visit, subscription, choice, at);
        terms["payment_behavior"] = "error_if_incomplete";
        try
        {
            unit.Suppose(supposed =>
            {
                SubscriptionUpdate.Apply(Call(supposed, subscription, terms), supposed.Get(subscription.Id), terms);
                return true;
            });
        }
        catch (StripeError refused) when (refused.Code == "subscription_payment_intent_requires_action")
        {
            terms["payment_behavior"] = "pending_if_incomplete";
        }
        SubscriptionUpdate.Apply(Call(unit, subscription, terms), subscription, terms);
        return subscription["pending_update"] is null ? null : unit.Get(subscription.Text("latest_invoice")!).Text("hosted_invoice_url");
    }

    /// <summary>Carries out a change that the API knows as well.</summary>
    public static void Change(Unit unit, Doc subscription, Doc given) => SubscriptionUpdate.Apply(Call(unit, subscription, given), subscription, given);

    public static Call Call(Unit unit, Doc subscription, Doc given) => new(unit, given, [subscription.Id], ApiVersion.Parse(null), publishable: false);

    private static Doc Terms(Unit unit, PortalVisit visit, Doc subscription, PlanChoice choice, long at)
    {
        var update = visit.Feature("subscription_update");
        var terms = new Doc(8)
        {
            ["items"] = new List<object?> { new Doc(3) { ["id"] = choice.Item, ["price"] = choice.Price, ["quantity"] = choice.Quantity } },
            ["proration_behavior"] = update["proration_behavior"],
        };
        // A subscription that has run ahead of the clock has no moment of its period yet to which it could be reckoned.
        if (update.Text("proration_behavior") != "none" && at <= unit.Now && at >= Subscriptions.Period(unit, subscription).Start)
        {
            terms["proration_date"] = at;
        }
        if (update.Text("billing_cycle_anchor") == "now")
        {
            terms["billing_cycle_anchor"] = "now";
        }
        if (subscription.Text("status") == "trialing" && update.Text("trial_update_behavior") == "end_trial")
        {
            terms["trial_end"] = "now";
        }
        return terms;
    }
}
