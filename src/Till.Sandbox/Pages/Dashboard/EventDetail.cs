using System.Text;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>One try to deliver an event.</summary>
public sealed record AttemptRow(When At, StateMark Answer, string Outcome, string Took);

/// <summary>An event and one endpoint. <paramref name="State"/> is null where it was never to be sent.</summary>
public sealed record DeliveryView(string EndpointId, string Url, StateMark? State, When? Next, IReadOnlyList<AttemptRow> Attempts);

/// <summary>An event with what became of it.</summary>
public sealed record EventModel
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>As it is sent.</summary>
    public required string Json { get; init; }

    public required IReadOnlyList<DeliveryView> Deliveries { get; init; }

    public required string Token { get; init; }

    /// <summary>Where it has just been sent again; null for nowhere.</summary>
    public string? SentAgainTo { get; init; }
}

internal static class EventDetail
{
    public static EventModel? Of(Unit unit, string id, string token, string? sentAgain)
    {
        if (unit.Find("event", id) is not { } happened)
        {
            return null;
        }
        EventOperations.WithPending(unit, happened);
        var subject = happened.Part("data")!.Part("object")!;
        var request = happened.Part("request");
        return new EventModel
        {
            Id = id,
            Type = happened.Text("type")!,
            Facts =
            [
                new("Happened", Shown.Moment(happened.Number("created")) + " UTC"),
                new("Object", subject.Id, Read.PageOf(subject)),
                new("Caused by request", request?.Text("id") ?? "None: it happened by itself or on a hosted page"),
                new("Idempotency key", request?.Text("idempotency_key") ?? "None"),
                new("API version", happened.Text("api_version") ?? ""),
            ],
            Json = Encoding.UTF8.GetString(Wire.Json.ToSent(happened)),
            Deliveries = Views(unit, id),
            Token = token,
            SentAgainTo = sentAgain is null ? null : unit.Find("webhook_endpoint", sentAgain)?.Text("url"),
        };
    }

    private static List<DeliveryView> Views(Unit unit, string id)
    {
        var deliveries = Deliveries.Of(unit, id).ToDictionary(delivery => delivery.Endpoint, StringComparer.Ordinal);
        var attempts = Deliveries.AttemptsOf(unit, id).ToLookup(attempt => attempt.Endpoint, StringComparer.Ordinal);
        return unit.Endpoints
            .Where(endpoint => !endpoint.Flag("deleted") || deliveries.ContainsKey(endpoint.Id))
            .Select(endpoint => new DeliveryView(
                endpoint.Id,
                endpoint.Text("url")!,
                deliveries.TryGetValue(endpoint.Id, out var delivery) ? Read.Delivered([delivery]) : null,
                delivery?.NextAt is { } next ? Read.At(next) : null,
                [.. attempts[endpoint.Id].Reverse().Select(Attempt)]))
            .ToList();
    }

    public static AttemptRow Attempt(Attempt attempt) =>
        new(Read.At(attempt.At), Read.Answer(attempt.Status), attempt.Outcome, $"{attempt.DurationMs:N0} ms");
}
