using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Portal;

/// <summary>/v1/billing_portal/sessions: a short-lived address under which one customer manages what they pay for.</summary>
internal static class PortalSessions
{
    /// <summary>An address that nobody has opened within five minutes is dead, in seconds.</summary>
    public const long OpenWithin = 300;

    /// <summary>An opened one lasts for an hour, in seconds.</summary>
    public const long LivesFor = 3_600;

    public static void Map(Router router) => router.Map("POST", "/v1/billing_portal/sessions", Create);

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var customer = call.Referred("customer", "customer")
            ?? throw new StripeError(400, "Missing required param: customer.", "parameter_missing", "customer") { BeforeExecution = true };
        var configuration = call.Referred("configuration", "billing_portal.configuration") ?? PortalConfigurations.Default(call.Unit);
        if (!configuration.Flag("active"))
        {
            throw StripeError.Invalid($"The configuration {configuration.Id} is not active.", "configuration");
        }
        var returnUrl = given.Text("return_url") is { Length: > 0 } url ? url : configuration.Text("default_return_url");
        if (returnUrl is not null && !Uri.TryCreate(returnUrl, UriKind.Absolute, out _))
        {
            throw new StripeError(400, "Not a valid URL", "url_invalid", "return_url");
        }
        var secret = call.Chance.Letters(60);
        var session = new Doc(20)
        {
            ["id"] = call.Chance.LongId("bps"),
            ["object"] = "billing_portal.session",
            ["configuration"] = configuration.Id,
            ["created"] = call.Now,
            ["customer"] = customer.Id,
            ["customer_account"] = null,
            ["flow"] = Flow(call, customer, configuration),
            ["livemode"] = false,
            ["locale"] = given["locale"],
            ["on_behalf_of"] = given["on_behalf_of"],
            ["return_url"] = returnUrl,
            ["url"] = $"{call.BaseAddress}/p/session/{secret}",
            ["_expires_at"] = call.Now + OpenWithin,
            ["_secret"] = secret,
        };
        call.Unit.Add(session);
        call.Unit.Emit("billing_portal.session.created", session);
        return session;
    }

    private static Doc? Flow(Call call, Doc customer, Doc configuration)
    {
        if (call.Parameters.Part("flow_data") is not { } given)
        {
            return null;
        }
        var type = given.Text("type")!;
        Allow(configuration, type);
        var flow = new Doc(10)
        {
            ["after_completion"] = AfterCompletion(given.Part("after_completion")),
            ["subscription_cancel"] = null,
            ["subscription_update"] = null,
            ["subscription_update_confirm"] = null,
            ["type"] = type,
        };
        if (type.StartsWith("subscription_", StringComparison.Ordinal))
        {
            var details = given.Part(type) ?? throw StripeError.Invalid(
                $"You must provide `flow_data[{type}]` when `flow_data[type]` is `{type}`.", $"flow_data[{type}]", "parameter_missing");
            flow[type] = Details(call, customer, type, details);
        }
        return flow;
    }

    private static Doc Details(Call call, Doc customer, string type, Doc given)
    {
        var at = $"flow_data[{type}]";
        var id = given.Text("subscription")!;
        if (call.Unit.Find("subscription", id) is not { } subscription || subscription.Text("customer") != customer.Id)
        {
            throw StripeError.Missing("subscription", id, at + "[subscription]");
        }
        if (type == "subscription_cancel" && subscription["cancel_at"] is not null)
        {
            throw StripeError.Invalid($"The subscription {id} is already set to be canceled.", at + "[subscription]");
        }
        return type switch
        {
            "subscription_cancel" => new Doc(2) { ["retention"] = given["retention"], ["subscription"] = id },
            "subscription_update_confirm" => new Doc(3)
            {
                ["discounts"] = given["discounts"], ["items"] = Items(call, subscription, given.Items("items")!, at + "[items]"), ["subscription"] = id,
            },
            _ => new Doc(1) { ["subscription"] = id },
        };
    }

    /// <summary>What the customer is asked to agree to: other prices or quantities of items that the subscription has.</summary>
    private static List<object?> Items(Call call, Doc subscription, List<object?> given, string at)
    {
        var own = (subscription.Part("items")?.Items("data") ?? []).Cast<Doc>().ToList();
        return [.. given.Cast<Doc>().Select((item, index) =>
        {
            if (!own.Exists(kept => kept.Id == item.Text("id")))
            {
                throw StripeError.Missing("subscription item", item.Text("id") ?? "", $"{at}[{index}][id]");
            }
            if (item.Text("price") is { } price && call.Unit.Find("price", price) is null)
            {
                throw StripeError.Missing("price", price, $"{at}[{index}][price]");
            }
            var kept = new Doc(3) { ["id"] = item["id"], ["price"] = item["price"] };
            if (item.Has("quantity"))
            {
                kept["quantity"] = item["quantity"];
            }
            return (object?)kept;
        })];
    }

    private static Doc AfterCompletion(Doc? given)
    {
        var type = given?.Text("type") ?? "portal_homepage";
        if (type == "redirect" && given?.Part("redirect")?.Text("return_url") is not { Length: > 0 })
        {
            throw StripeError.Invalid(
                "You must provide `flow_data[after_completion][redirect]` when `flow_data[after_completion][type]` is `redirect`.",
                "flow_data[after_completion][redirect]", "parameter_missing");
        }
        return new Doc(3)
        {
            ["hosted_confirmation"] = type == "hosted_confirmation"
                ? new Doc(1) { ["custom_message"] = given!.Part("hosted_confirmation")?.Text("custom_message") }
                : null,
            ["redirect"] = type == "redirect" ? new Doc(1) { ["return_url"] = given!.Part("redirect")!["return_url"] } : null,
            ["type"] = type,
        };
    }

    /// <summary>A flow has to be among what the configuration allows.</summary>
    private static void Allow(Doc configuration, string type)
    {
        var features = configuration.Part("features")!;
        var feature = type == "subscription_update_confirm" ? "subscription_update" : type;
        if (features.Part(feature) is not { } part || !part.Flag("enabled"))
        {
            throw StripeError.Invalid(
                $"This feature is not enabled in the portal configuration {configuration.Id}: {feature}. Enable it there before a flow of type {type} is begun.",
                "flow_data[type]");
        }
        if (type is "subscription_pause" or "customer_update")
        {
            throw StripeError.Invalid($"The sandbox's portal has no flow of type {type}.", "flow_data[type]");
        }
    }
}
