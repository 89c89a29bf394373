using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>/v1/setup_attempts: each confirmation of a setup intent.</summary>
internal static class SetupAttempts
{
    public static void Map(Router router) => router.Map("GET", "/v1/setup_attempts", List);

    /// <summary>Remembers an attempt, or how the one that was waiting for its buyer ended.</summary>
    /// <returns>Its id.</returns>
    public static string Make(Unit unit, Doc setup, Doc method, string status, Doc? error)
    {
        if (setup.Text("status") == "requires_action" && unit.Find("setup_attempt", setup.Text("latest_attempt") ?? "") is { } waiting)
        {
            waiting["status"] = status;
            waiting["setup_error"] = error?.Clone();
            unit.Changed(waiting);
            return waiting.Id;
        }
        var attempt = new Doc(20)
        {
            ["id"] = unit.Chance.LongId("setatt"),
            ["object"] = "setup_attempt",
            ["application"] = null,
            ["created"] = unit.Now,
            ["customer"] = setup["customer"],
            ["customer_account"] = null,
            ["flow_directions"] = null,
            ["livemode"] = false,
            ["on_behalf_of"] = null,
            ["payment_method"] = method.Id,
            ["payment_method_details"] = Details(method),
            ["setup_error"] = error?.Clone(),
            ["setup_intent"] = setup.Id,
            ["status"] = status,
            ["usage"] = setup["usage"],
        };
        unit.Add(attempt);
        return attempt.Id;
    }

    private static Doc Details(Doc method)
    {
        var type = method.Text("type")!;
        if (method.Part("card") is not { } card)
        {
            return new Doc(2) { [type] = new Doc(), ["type"] = type };
        }
        return new Doc(2)
        {
            ["card"] = new Doc(12)
            {
                ["brand"] = card["brand"],
                ["checks"] = Doc.CloneValue(card["checks"]),
                ["country"] = card["country"],
                ["exp_month"] = card["exp_month"],
                ["exp_year"] = card["exp_year"],
                ["fingerprint"] = card["fingerprint"],
                ["funding"] = card["funding"],
                ["last4"] = card["last4"],
                ["network"] = card["brand"],
                ["three_d_secure"] = null,
                ["wallet"] = null,
            },
            ["type"] = "card",
        };
    }

    private static Answer List(Call call) => Lists.Page(call, "/v1/setup_attempts", new Selection("setup_attempt", 0)
    {
        Owner = call.Referred("setup_intent", "setup_intent")?.Id,
    });
}
