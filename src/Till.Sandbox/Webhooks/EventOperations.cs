using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Webhooks;

/// <summary>/v1/events</summary>
internal static class EventOperations
{
    private const int MostTypes = 20;

    /// <summary>Events can be listed for 30 days, in seconds.</summary>
    private const long History = 30 * 86_400;

    public static void Map(Router router)
    {
        router.Map("GET", "/v1/events", List);
        router.Map("GET", "/v1/events/{}", static call => WithPending(call.Unit, call.Subject("event")));
        router.Map("POST", "/v1/events/{}/retry", Retry);
    }

    public static Doc WithPending(Unit unit, Doc happened)
    {
        happened["pending_webhooks"] = Deliveries.Pending(unit, happened.Id);
        return happened;
    }

    private static Answer List(Call call)
    {
        var types = call.Parameters.Items("types")?.ConvertAll(type => (string)type!);
        var type = call.Parameters.Text("type");
        if (type is not null && types is not null)
        {
            throw StripeError.Invalid("You may only specify one of these parameters: type, types.", "type");
        }
        if (types is { Count: > MostTypes })
        {
            throw StripeError.Invalid($"You may only specify up to {MostTypes} types.", "types");
        }
        var prefix = type is not null && type.EndsWith(".*", StringComparison.Ordinal) ? type[..^1] : type == "*" ? "" : null;
        var page = Lists.Page(call, "/v1/events", new Selection("event", 0)
        {
            Owner = prefix is null ? type : null,
            Also = Condition(call),
            Where = (types, prefix) switch
            {
                (not null, _) => happened => types.Contains(happened.Text("type")!, StringComparer.Ordinal),
                (_, not null) => happened => happened.Text("type")!.StartsWith(prefix, StringComparison.Ordinal),
                _ => null,
            },
        });
        foreach (var happened in page.Items("data")!)
        {
            WithPending(call.Unit, (Doc)happened!);
        }
        return page;
    }

    private static string Condition(Call call)
    {
        var young = "created > " + (call.Now - History - (call.Now % 86_400)).ToString(CultureInfo.InvariantCulture);
        if (!call.Parameters.Has("delivery_success"))
        {
            return young;
        }
        const string undelivered = "EXISTS (SELECT 1 FROM deliveries WHERE deliveries.event = objects.id AND delivered = 0)";
        return young + (call.Parameters.Flag("delivery_success") ? " AND NOT " : " AND ") + undelivered;
    }

    /// <summary>What <c>stripe events resend --webhook-endpoint</c> calls: sends one event to one endpoint again.</summary>
    private static Answer Retry(Call call)
    {
        var happened = call.Subject("event");
        var endpoint = call.Referred("webhook_endpoint", "webhook_endpoint");
        foreach (var to in endpoint is null ? call.Unit.Endpoints.Where(e => WebhookEndpoint.Wants(e, happened.Text("type")!)) : [endpoint])
        {
            call.Unit.Deliver(happened.Id, to.Id);
        }
        return WithPending(call.Unit, happened);
    }
}
