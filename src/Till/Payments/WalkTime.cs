using System.Text.Json;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Walks a time of any length in windows, the oldest first, so that never more than a window's objects are at hand, orders come back in their order,
/// and what was broken off goes on where it was.
/// </summary>
internal sealed class WalkTime(Database database, TimeProvider time)
{
    /// <summary>A little more than what is walked every ten minutes, which so is one.</summary>
    private static readonly TimeSpan FirstWindow = Reconcile.Span + TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(32);

    /// <summary>Of a window that had fewer objects the next one is longer, of one that had more it is shorter.</summary>
    private const int Few = 100;

    private const int Many = 2000;

    /// <param name="since">From when on.</param>
    /// <param name="keepsPlace">Goes on where the last walk since then was broken off, and notes how far this one has come.</param>
    /// <param name="look">Looks at one window, and says how many objects there were.</param>
    /// <param name="progress">One line for a person, now and then.</param>
    /// <param name="cancel">Not wanted any more; the next walk goes on from here.</param>
    public async Task RunAsync(DateTimeOffset since, bool keepsPlace, Func<DateRangeOptions, Task<int>> look, Action<string> progress, CancellationToken cancel)
    {
        var (from, window) = (since, FirstWindow);
        if (keepsPlace && await FindAsync(cancel) is { } place && place.Since == since)
        {
            from = place.At;
            progress($"Going on from {from:yyyy-MM-dd HH:mm} UTC, where it was broken off …");
        }

        var (now, seen) = (time.GetUtcNow(), 0L);
        while (from < now)
        {
            var to = from + window;
            // The last one has no end, for what happens meanwhile and for clocks that differ.
            var isLast = to >= now;
            progress($"Walking Stripe's lists from {from:yyyy-MM-dd HH:mm} to {(isLast ? "now" : $"{to:yyyy-MM-dd HH:mm}")}{(seen > 0 ? $", {seen:N0} objects so far" : "")} …");
            var count = await look(new DateRangeOptions { GreaterThanOrEqual = from, LessThan = isLast ? null : to });
            (from, seen) = (to, seen + count);
            window = TimeSpan.FromTicks(count switch
            {
                < Few => Math.Min(window.Ticks * 2, LongestWindow.Ticks),
                > Many => Math.Max(window.Ticks / 2, ShortestWindow.Ticks),
                _ => window.Ticks,
            });
            if (keepsPlace)
            {
                await Settings.PutAsync(database, Settings.ReconcileCursor, JsonSerializer.Serialize(new Place(since, to)), cancel);
            }
        }

        if (keepsPlace)
        {
            await Settings.RemoveAsync(database, Settings.ReconcileCursor, cancel);
        }
    }

    private async Task<Place?> FindAsync(CancellationToken cancel) =>
        await Settings.FindAsync(database, Settings.ReconcileCursor, cancel) is { } json ? JsonSerializer.Deserialize<Place>(json) : null;

    private sealed record Place(DateTimeOffset Since, DateTimeOffset At);
}
