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
    public static StepRow Row(Unit unit, Doc happened)
    {
        var (subject, request) = (happened.Part("data")?.Part("object"), happened.Part("request"));
        var attempts = Deliveries.AttemptsOf(unit, happened.Id);
        var told = attempts.Count == 0 ? "" : $"{attempts.Count} attempt{(attempts.Count == 1 ? "" : "s")}, last: {attempts[^1].Status?.ToString() ?? attempts[^1].Outcome}";
        return new StepRow(
            EventList.Row(unit, happened), (subject?.Text("status") ?? "").Replace('_', ' '), request?.Text("id"), request?.Text("idempotency_key"), told);
    }
}
