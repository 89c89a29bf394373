using Microsoft.Data.Sqlite;
using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Webhooks;

/// <summary>What is to be sent: where, and the body, which stays the same from attempt to attempt but for its signature.</summary>
internal sealed record Parcel(string Url, byte[] Body, IReadOnlyList<string> Secrets, int Attempts);

/// <summary>One try, as it was remembered.</summary>
internal sealed record Attempt(string Event, string Endpoint, DateTimeOffset At, int? Status, string Outcome, long DurationMs);

/// <summary>One event to one endpoint, and what has become of it.</summary>
internal sealed record Delivery(string Event, string Endpoint, int Attempts, bool Delivered, DateTimeOffset? NextAt);

/// <summary>The table of deliveries.</summary>
internal static class Deliveries
{
    /// <summary>
    /// Seconds from one attempt to the next, tripling: some eleven attempts in three days, which is how long Stripe tries. The first
    /// come quickly, since a shop that is being developed is often only just restarting.
    /// </summary>
    private static readonly long[] Pauses = [5, 15, 45, 135, 405, 1_215, 3_645, 10_935, 32_805, 98_415];

    public static List<Due> Open(Unit unit) => unit.Database.Query(
        "SELECT event, endpoint, next_at FROM deliveries WHERE next_at IS NOT NULL ORDER BY next_at",
        row => new Due(row.GetString(0), row.GetString(1), row.GetInt64(2)));

    /// <summary>The parcel of a delivery that is due; null when it no longer is, or its endpoint is disabled or gone.</summary>
    public static Parcel? Pack(Unit unit, string eventId, string endpointId)
    {
        var attempts = unit.Database.Query(
            "SELECT attempts FROM deliveries WHERE event = @1 AND endpoint = @2 AND next_at IS NOT NULL",
            row => row.GetInt32(0), eventId, endpointId);
        if (attempts.Count == 0 || unit.Find("event", eventId) is not { } happened || unit.Find("webhook_endpoint", endpointId) is not { } endpoint)
        {
            return null;
        }
        if (endpoint.Text("status") != "enabled")
        {
            // An endpoint that is disabled at the time of a retry gets no further ones for that event.
            unit.Database.Execute("UPDATE deliveries SET next_at = NULL WHERE event = @1 AND endpoint = @2", eventId, endpointId);
            return null;
        }
        return new Parcel(endpoint.Text("url")!, Body(unit, happened, endpoint.Text("api_version")), WebhookEndpoint.Secrets(endpoint, unit.Now), attempts[0]);
    }

    /// <summary>Remembers an attempt, and answers when the next one is due; null for never.</summary>
    public static long? Record(Unit unit, Due due, int? status, string outcome, long durationMs)
    {
        var now = unit.Instant.ToUnixTimeMilliseconds();
        var delivered = status is >= 200 and < 300;
        var attempts = unit.Database.Query(
            "SELECT attempts FROM deliveries WHERE event = @1 AND endpoint = @2", row => row.GetInt32(0), due.Event, due.Endpoint);
        if (attempts.Count == 0)
        {
            return null;
        }
        long? next = delivered || attempts[0] >= Pauses.Length ? null : now + (Pauses[attempts[0]] * 1000);
        unit.Database.Execute(
            "INSERT INTO attempts (event, endpoint, at, status, outcome, duration_ms) VALUES (@1, @2, @3, @4, @5, @6)",
            due.Event, due.Endpoint, now, status, outcome, durationMs);
        unit.Database.Execute(
            "UPDATE deliveries SET attempts = attempts + 1, delivered = max(delivered, @3), next_at = @4 WHERE event = @1 AND endpoint = @2",
            due.Event, due.Endpoint, delivered ? 1 : 0, next);
        return next;
    }

    /// <summary>How many endpoints still wait for an event.</summary>
    public static long Pending(Unit unit, string eventId) => (long)unit.Database.Scalar(
        "SELECT count(*) FROM deliveries WHERE event = @1 AND delivered = 0 AND next_at IS NOT NULL", eventId)!;

    public static List<Delivery> Of(Unit unit, string eventId) => unit.Database.Query(
        "SELECT event, endpoint, attempts, delivered, next_at FROM deliveries WHERE event = @1 ORDER BY endpoint", Read, eventId);

    public static List<Attempt> AttemptsOf(Unit unit, string eventId) => unit.Database.Query(
        "SELECT event, endpoint, at, status, outcome, duration_ms FROM attempts WHERE event = @1 ORDER BY seq",
        row => new Attempt(
            row.GetString(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.IsDBNull(3) ? null : row.GetInt32(3),
            row.GetString(4), row.GetInt64(5)),
        eventId);

    private static byte[] Body(Unit unit, Doc happened, string? version)
    {
        var body = happened.Clone();
        body["pending_webhooks"] = Math.Max(1, Pending(unit, happened.Id));
        if (version is not null && ApiVersion.Parse(version) is { IsCurrent: false } older)
        {
            body["api_version"] = older.Text;
            Rendering.Adapt(unit, body.Part("data")!["object"], older);
        }
        return Json.ToSent(body);
    }

    private static Delivery Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3) != 0,
        row.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));
}
