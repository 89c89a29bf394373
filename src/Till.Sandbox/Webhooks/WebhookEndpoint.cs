using Till.Sandbox.Api;
using Till.Sandbox.Checkout;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Webhooks;

/// <summary>/v1/webhook_endpoints. The secret is shown once, when the endpoint is made.</summary>
internal static class WebhookEndpoint
{
    private const int MostEndpoints = 16;

    public static void Map(Router router)
    {
        router.Map("POST", "/v1/webhook_endpoints", Create);
        router.Map("GET", "/v1/webhook_endpoints", static call => Lists.Page(call, "/v1/webhook_endpoints", new Selection("webhook_endpoint", 0)
        {
            Where = static endpoint => !endpoint.Flag("deleted"),
        }));
        router.Map("GET", "/v1/webhook_endpoints/{}", static call => Living(call));
        router.Map("POST", "/v1/webhook_endpoints/{}", Update);
        router.Map("DELETE", "/v1/webhook_endpoints/{}", Delete);
    }

    public static bool Wants(Doc endpoint, string type) =>
        endpoint.Text("status") == "enabled" && !endpoint.Flag("deleted")
        && endpoint.Items("enabled_events")!.Exists(wanted => wanted is string name && (name == "*" || name == type));

    /// <summary>The secrets under which a delivery is signed now: the endpoint's own and, while one is being rolled, the one before.</summary>
    public static List<string> Secrets(Doc endpoint, long now)
    {
        var secrets = new List<string> { endpoint.Text("_secret")! };
        if (endpoint.Text("_previous_secret") is { } previous && endpoint.Number("_previous_until") > now)
        {
            secrets.Add(previous);
        }
        return secrets;
    }

    /// <summary>Draws a new secret; the old one stays valid for so many seconds.</summary>
    public static string Roll(Unit unit, Doc endpoint, long overlap)
    {
        endpoint["_previous_secret"] = endpoint["_secret"];
        endpoint["_previous_until"] = unit.Now + overlap;
        endpoint["_secret"] = "whsec_" + unit.Chance.Letters(32);
        unit.Changed(endpoint);
        unit.EndpointsChanged();
        return endpoint.Text("_secret")!;
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        SessionChecks.CheckUrl(given.Text("url")!, "url");
        if (call.Unit.Endpoints.Count(endpoint => !endpoint.Flag("deleted")) >= MostEndpoints)
        {
            throw StripeError.Invalid($"You have reached the maximum of {MostEndpoints} test webhook endpoints.", null, "webhook_endpoints_limit");
        }
        var secret = "whsec_" + call.Chance.Letters(32);
        var endpoint = new Doc(16)
        {
            ["id"] = call.Chance.LongId("we"),
            ["object"] = "webhook_endpoint",
            ["api_version"] = given.Text("api_version"),
            ["application"] = null,
            ["created"] = call.Now,
            ["description"] = given["description"] is "" ? null : given["description"],
            ["enabled_events"] = given.Items("enabled_events"),
            ["livemode"] = false,
            ["metadata"] = new Doc(),
            ["status"] = "enabled",
            ["url"] = given["url"],
            ["_secret"] = secret,
        };
        Patch.Metadata(endpoint, given);
        call.Unit.Add(endpoint);
        call.Unit.EndpointsChanged();
        var shown = endpoint.Clone();
        shown["secret"] = secret;
        return shown;
    }

    private static Answer Update(Call call)
    {
        var endpoint = Living(call);
        var given = call.Parameters;
        if (given.Text("url") is { } url)
        {
            SessionChecks.CheckUrl(url, "url");
        }
        Patch.Fields(endpoint, given, "description", "enabled_events", "url");
        if (given.Has("disabled"))
        {
            endpoint["status"] = given.Flag("disabled") ? "disabled" : "enabled";
        }
        Patch.Metadata(endpoint, given);
        call.Unit.Changed(endpoint);
        call.Unit.EndpointsChanged();
        return endpoint;
    }

    private static Answer Delete(Call call)
    {
        var endpoint = Living(call);
        endpoint["deleted"] = true;
        endpoint["status"] = "disabled";
        call.Unit.Changed(endpoint);
        call.Unit.EndpointsChanged();
        call.Unit.Database.Execute("UPDATE deliveries SET next_at = NULL WHERE endpoint = @1", endpoint.Id);
        return new Doc(3) { ["id"] = endpoint.Id, ["object"] = "webhook_endpoint", ["deleted"] = true };
    }

    private static Doc Living(Call call) =>
        call.Subject("webhook_endpoint") is var endpoint && !endpoint.Flag("deleted") ? endpoint : throw StripeError.Missing("webhook endpoint", call.Id);
}
