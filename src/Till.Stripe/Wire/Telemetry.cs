using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Till.Stripe.Wire;

/// <summary>Traces and measures under the name <c>Till.Stripe</c>. Tags hold templates and codes, never values.</summary>
internal static class Telemetry
{
    private static readonly ActivitySource Source = new(StripeTelemetry.Name);
    private static readonly Meter Meter = new(StripeTelemetry.Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "till.stripe.request.duration", "s", "Calls to Stripe, from the first try to the outcome.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "till.stripe.request.retries", "{retry}", "Tries after the first one.");

    public static Activity? Start(StripeRequest request) =>
        Source.StartActivity($"{request.Method.Method} {request.PathTemplate}", ActivityKind.Client);

    public static void Record(StripeRequestLog line)
    {
        var tags = new TagList
        {
            { "http.request.method", line.Method },
            { "url.template", line.PathTemplate },
            { "http.response.status_code", (int?)line.Status },
            { "till.outcome", line.Outcome.ToString() },
        };
        Duration.Record(line.Duration.TotalSeconds, tags);
        if (line.Attempts > 1)
        {
            Retries.Add(line.Attempts - 1, tags);
        }

        if (Activity.Current is { } activity && activity.Source == Source)
        {
            activity.SetTag("http.response.status_code", (int?)line.Status);
            activity.SetTag("stripe.request_id", line.RequestId);
            activity.SetTag("till.attempts", line.Attempts);
            activity.SetStatus(line.Outcome == StripeRequestOutcome.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        }
    }
}
