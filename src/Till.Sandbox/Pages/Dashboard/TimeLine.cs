using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>One step in a payment's life: what happened, which request caused it, and how the shop was told.</summary>
/// <param name="Cause">The request's id; null when it happened by itself.</param>
/// <param name="Told">How many attempts there were and how the last one was answered; empty when nobody listens.</param>
public sealed record StepRow(EventRow Event, string State, string? Cause, string? Key, string Told);

internal static class TimeLine
{
    /// <summary>How many events after each beginning are searched for those that tell of an object.</summary>
    private const int EventsSearched = 2_000;

    /// <summary>Events name their payment or subscription somewhere in their body. The search begins where the object and its parts do, and is bounded.</summary>
    public static IReadOnlyList<StepRow> Of(Unit unit, string id, IEnumerable<string> beginnings)
    {
        var named = new SortedDictionary<long, Doc>();
        foreach (var beginning in beginnings)
        {
            var found = unit.Database.Query(
                """
                SELECT seq, body FROM (
                    SELECT seq, body FROM objects
                    WHERE kind = 'event' AND seq > (SELECT seq FROM objects WHERE id = @1) ORDER BY seq LIMIT @2)
                WHERE instr(body, CAST(@3 AS BLOB)) > 0
                """,
                row => (Seq: row.GetInt64(0), Body: (byte[])row.GetValue(1)),
                beginning, EventsSearched, id);
            foreach (var (seq, body) in found)
            {
                named[seq] = Json.Parse(body);
            }
        }
        return [.. named.Values.Reverse().Select(happened => Row(unit, happened))];
    }

    public static StepRow Row(Unit unit, Doc happened)
    {
        var (subject, request) = (happened.Part("data")?.Part("object"), happened.Part("request"));
        var attempts = Deliveries.AttemptsOf(unit, happened.Id);
        var told = attempts.Count == 0 ? "" : $"{attempts.Count} attempt{(attempts.Count == 1 ? "" : "s")}, last: {attempts[^1].Status?.ToString() ?? attempts[^1].Outcome}";
        return new StepRow(
            EventList.Row(unit, happened), (subject?.Text("status") ?? "").Replace('_', ' '), request?.Text("id"), request?.Text("idempotency_key"), told);
    }
}
