using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Portal;

/// <summary>/v1/billing_portal/configurations: what customers may do to their subscriptions and payment methods by themselves.</summary>
internal static class PortalConfigurations
{
    private static readonly string[] Reasons =
    [
        "customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex", "too_expensive", "unused",
    ];

    public static void Map(Router router)
    {
        router.Map("POST", "/v1/billing_portal/configurations", Create);
        router.Map("GET", "/v1/billing_portal/configurations", List);
        router.Map("GET", "/v1/billing_portal/configurations/{}", static call => call.Subject("billing_portal.configuration"));
        router.Map("POST", "/v1/billing_portal/configurations/{}", Update);
    }

    /// <summary>
    /// The account's own, for sessions that name none. Stripe wants it to be saved in the dashboard once; here it is made when it is first
    /// needed, with everything switched on that the pages have and that asks for no choice.
    /// </summary>
    public static Doc Default(Unit unit)
    {
        var found = unit.Select(new Selection("billing_portal.configuration", 1) { Where = static kept => kept.Flag("is_default") });
        if (found.Count > 0)
        {
            return found[0];
        }
        var made = New(unit);
        made["is_default"] = true;
        var features = made.Part("features")!;
        foreach (var name in (ReadOnlySpan<string>)["invoice_history", "payment_method_update", "subscription_cancel"])
        {
            features.Part(name)!["enabled"] = true;
        }
        unit.Add(made);
        unit.Emit("billing_portal.configuration.created", made);
        return made;
    }

    private static Answer Create(Call call)
    {
        var made = New(call.Unit);
        Apply(call, made);
        call.Unit.Add(made);
        call.Unit.Emit("billing_portal.configuration.created", made);
        return made;
    }

    private static Answer Update(Call call)
    {
        var kept = call.Subject("billing_portal.configuration");
        var before = kept.Clone();
        if (kept.Flag("is_default") && call.Parameters["active"] is false)
        {
            throw StripeError.Invalid("You cannot deactivate the default configuration.", "active");
        }
        Patch.Fields(kept, call.Parameters, "active");
        Apply(call, kept);
        var previous = Patch.Previous(before, kept);
        if (previous.Count > 0)
        {
            kept["updated"] = call.Now;
            call.Unit.Changed(kept);
            call.Unit.Emit("billing_portal.configuration.updated", kept, previous);
        }
        return kept;
    }

    private static Answer List(Call call)
    {
        var (active, isDefault) = (call.Parameters["active"], call.Parameters["is_default"]);
        return Lists.Page(call, "/v1/billing_portal/configurations", new Selection("billing_portal.configuration", 0)
        {
            Where = kept => (active is null || Equals(kept["active"], active)) && (isDefault is null || Equals(kept["is_default"], isDefault)),
        });
    }

    private static Doc New(Unit unit) => new(16)
    {
        ["id"] = unit.Chance.LongId("bpc"),
        ["object"] = "billing_portal.configuration",
        ["active"] = true,
        ["application"] = null,
        ["business_profile"] = new Doc(3) { ["headline"] = null, ["privacy_policy_url"] = null, ["terms_of_service_url"] = null },
        ["created"] = unit.Now,
        ["default_return_url"] = null,
        ["features"] = new Doc(6)
        {
            ["customer_update"] = new Doc(2) { ["allowed_updates"] = new List<object?>(), ["enabled"] = false },
            ["invoice_history"] = new Doc(1) { ["enabled"] = false },
            ["payment_method_update"] = new Doc(2) { ["enabled"] = false, ["payment_method_configuration"] = null },
            ["subscription_cancel"] = new Doc(4)
            {
                ["cancellation_reason"] = new Doc(3) { ["enabled"] = false, ["feedback_options"] = null, ["options"] = new List<object?>(Reasons) },
                ["enabled"] = false,
                ["mode"] = "at_period_end",
                ["proration_behavior"] = "none",
            },
            ["subscription_pause"] = new Doc(2)
            {
                ["duration"] = new Doc(2) { ["interval_options"] = new List<object?>(), ["type"] = "indefinite" }, ["enabled"] = false,
            },
            ["subscription_update"] = new Doc(8)
            {
                ["billing_cycle_anchor"] = null,
                ["default_allowed_updates"] = new List<object?>(),
                ["enabled"] = false,
                ["products"] = new List<object?>(),
                ["proration_behavior"] = "none",
                ["schedule_at_period_end"] = new Doc(1) { ["conditions"] = new List<object?>() },
                ["trial_update_behavior"] = "end_trial",
            },
        },
        ["is_default"] = false,
        ["livemode"] = false,
        ["login_page"] = new Doc(2) { ["enabled"] = false, ["url"] = null },
        ["metadata"] = new Doc(),
        ["name"] = null,
        ["updated"] = unit.Now,
    };

    private static void Apply(Call call, Doc kept)
    {
        var given = call.Parameters;
        Patch.Fields(kept, given, "default_return_url", "name");
        if (given.Part("business_profile") is { } profile)
        {
            Patch.Fields(kept.Part("business_profile")!, profile, "headline", "privacy_policy_url", "terms_of_service_url");
        }
        if (given.Part("login_page")?["enabled"] is true)
        {
            throw StripeError.Invalid("The sandbox has no login page for customers: make a session for each of them.", "login_page[enabled]");
        }
        if (given.Part("features") is { } features)
        {
            Merge(kept.Part("features")!, features);
            CheckUpdates(call, kept.Part("features")!.Part("subscription_update")!);
        }
        Patch.Metadata(kept, given);
    }

    /// <summary>What is given replaces, hash by hash; what is not given stays.</summary>
    private static void Merge(Doc kept, Doc given)
    {
        foreach (var (name, value) in given)
        {
            if (value is Doc part && kept.Part(name) is { } inner)
            {
                Merge(inner, part);
            }
            else
            {
                kept[name] = value is "" ? kept[name] is List<object?> ? new List<object?>() : null : value;
            }
        }
    }

    /// <summary>Switching plans needs something to switch to.</summary>
    private static void CheckUpdates(Call call, Doc update)
    {
        if (!update.Flag("enabled"))
        {
            return;
        }
        if (update.Items("products") is not { Count: > 0 } products || update.Items("default_allowed_updates") is not { Count: > 0 })
        {
            var missing = update.Items("default_allowed_updates") is { Count: > 0 } ? "products" : "default_allowed_updates";
            throw StripeError.Invalid(
                $"You must provide `{missing}` when `features[subscription_update][enabled]` is true.", $"features[subscription_update][{missing}]", "parameter_missing");
        }
        foreach (var (product, index) in products.Select((item, index) => ((Doc)item!, index)))
        {
            var at = $"features[subscription_update][products][{index}]";
            if (call.Unit.Find("product", product.Text("product")!) is null)
            {
                throw StripeError.Missing("product", product.Text("product")!, at + "[product]");
            }
            foreach (var id in product.Items("prices") ?? [])
            {
                if (call.Unit.Find("price", id as string ?? "") is not { } price || price.Text("product") != product.Text("product"))
                {
                    throw StripeError.Missing("price", id as string ?? "", at + "[prices]");
                }
            }
            var quantity = product.Part("adjustable_quantity") ?? new Doc(3) { ["enabled"] = false };
            product["adjustable_quantity"] = new Doc(3)
            {
                ["enabled"] = quantity.Flag("enabled"), ["maximum"] = quantity["maximum"], ["minimum"] = quantity["minimum"] ?? 1L,
            };
        }
    }
}
