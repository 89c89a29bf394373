using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>A recent try to deliver something to an endpoint.</summary>
public sealed record RecentAttempt(string EventId, string Type, AttemptRow Attempt);

/// <summary>A webhook endpoint with how it has fared.</summary>
public sealed record EndpointView(
    string Id, string Url, StateMark State, IReadOnlyList<Fact> Facts, IReadOnlyList<RecentAttempt> Recent);

/// <summary>All webhook endpoints.</summary>
public sealed record EndpointListModel(IReadOnlyList<EndpointView> Endpoints);

internal static class EndpointList
{
    private const int Recent = 8;

    public static EndpointListModel Of(Unit unit) => new(
    [
        .. unit.Endpoints.Where(endpoint => !endpoint.Flag("deleted")).Select(endpoint =>
        {
            var (sent, delivered, waiting) = Counts(unit, endpoint.Id);
            var wanted = endpoint.Items("enabled_events")!.Select(type => (string)type!).ToList();
            return new EndpointView(
                endpoint.Id,
                endpoint.Text("url")!,
                endpoint.Text("status") == "enabled" ? new("Enabled", "good") : new("Disabled", "plain"),
                [
                    new("Listens to", wanted is ["*"] ? "All events" : string.Join(", ", wanted)),
                    new("API version", endpoint.Text("api_version") ?? "The account’s own"),
                    new("Events sent", $"{sent:N0}, of which {delivered:N0} were delivered and {waiting:N0} are waiting"),
                ],
                Attempts(unit, endpoint.Id));
        }),
    ]);

    private static (long Sent, long Delivered, long Waiting) Counts(Unit unit, string endpointId) => unit.Database.Query(
        "SELECT count(*), coalesce(sum(delivered), 0), coalesce(sum(next_at IS NOT NULL), 0) FROM deliveries WHERE endpoint = @1",
        row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), endpointId)[0];

    private static List<RecentAttempt> Attempts(Unit unit, string endpointId) => unit.Database.Query(
        """
        SELECT a.event, a.endpoint, a.at, a.status, a.outcome, a.duration_ms, o.owner
        FROM attempts a LEFT JOIN objects o ON o.id = a.event
        WHERE a.endpoint = @1 ORDER BY a.seq DESC LIMIT @2
        """,
        row => new RecentAttempt(
            row.GetString(0),
            row.IsDBNull(6) ? "" : row.GetString(6),
            EventDetail.Attempt(new Attempt(
                row.GetString(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
                row.IsDBNull(3) ? null : row.GetInt32(3), row.GetString(4), row.GetInt64(5)))),
        endpointId, Recent);
}
