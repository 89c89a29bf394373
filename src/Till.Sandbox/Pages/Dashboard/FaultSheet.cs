using System.Globalization;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Api;
using Till.Sandbox.Webhooks;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>A fault that waits for the requests it fits.</summary>
public sealed record FaultRow(string What, string Which, int Times);

/// <summary>The faults that are still to happen, and the forms for more.</summary>
public sealed record FaultModel
{
    public required IReadOnlyList<FaultRow> Requests { get; init; }

    /// <summary>How many deliveries are still to be dropped, sent twice, held back, and sent in reverse.</summary>
    public required IReadOnlyList<Fact> Webhooks { get; init; }

    public required string Token { get; init; }

    /// <summary>What is wrong with the form that was sent; null for nothing.</summary>
    public string? Error { get; init; }

    public bool Any => Requests.Count > 0 || Webhooks.Count > 0;
}

/// <summary>Puts faults in the way from the dashboard.</summary>
internal static class FaultSheet
{
    public static FaultModel Of(RequestFaults requests, WebhookFaults webhooks, string token, string? error) => new()
    {
        Requests = [.. requests.Coming().Select(coming => new FaultRow(What(coming.Fault), Which(coming.Fault), coming.Times))],
        Webhooks = Words(webhooks.Coming()),
        Token = token,
        Error = error,
    };

    /// <summary>Takes one form over; the message says why not.</summary>
    public static string? Carry(RequestFaults requests, WebhookFaults webhooks, IFormCollection form)
    {
        var times = Whole(form, "times", 1, 1000);
        var delay = Whole(form, "delay_ms", 0, 600_000);
        if (times is null || delay is null)
        {
            return "Enter whole numbers: how often from 1 to 1,000, and a delay of at most 600,000 milliseconds.";
        }
        switch (form["fault"].ToString())
        {
            case "clear":
                requests.Clear();
                webhooks.Clear();
                return null;
            case "drop": webhooks.Set(drop: times); return null;
            case "repeat": webhooks.Set(repeat: times); return null;
            case "delay": webhooks.Set(delay: times, delayMs: delay); return null;
            case "reorder": webhooks.Set(reorder: times); return null;
        }
        var status = Whole(form, "status", 400, 599) ?? 500;
        if (RequestFaults.KindOf(form["fault"]) is not { } kind)
        {
            return "Choose what shall happen.";
        }
        var path = form["path"].ToString().Trim();
        if (path.Length > 0 && !path.StartsWith("/v1", StringComparison.Ordinal))
        {
            return "Enter the beginning of a path such as /v1/refunds, or leave it empty for every request.";
        }
        var method = form["method"].ToString() is "GET" or "POST" or "DELETE" ? form["method"].ToString() : null;
        requests.Add(new RequestFault(path.Length > 0 ? path : null, method, kind, status, delay.Value), times.Value);
        return null;
    }

    private static List<Fact> Words(WebhookFaultCounts coming)
    {
        var words = new List<Fact>();
        foreach (var (name, count) in (ReadOnlySpan<(string, int)>)[
            ("Dropped", coming.Drop), ("Sent twice", coming.Repeat), ($"Held back for {coming.DelayMs:N0} ms", coming.Delay), ("Sent in reverse", coming.Reorder)])
        {
            if (count > 0)
            {
                words.Add(new Fact(name, count == 1 ? "The next delivery" : $"The next {count:N0} deliveries"));
            }
        }
        return words;
    }

    private static string What(RequestFault fault) => fault.Kind switch
    {
        FaultKind.Refuse => $"Refused with {fault.Status}",
        FaultKind.Delay => $"Delayed by {fault.DelayMs:N0} ms",
        FaultKind.LoseReply => "Carried out, and the answer is lost",
        _ => "Lost before it is carried out",
    };

    private static string Which(RequestFault fault) => $"{fault.Method ?? "Every"} {fault.Path ?? "request"}";

    /// <summary>Null when it is not such a number; the least when nothing was typed.</summary>
    private static int? Whole(IFormCollection form, string name, int least, int most) => form[name].ToString().Trim() is not { Length: > 0 } text ? least
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : null;
}
