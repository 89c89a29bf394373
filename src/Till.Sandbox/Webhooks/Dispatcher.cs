using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Till.Sandbox.Storage;

namespace Till.Sandbox.Webhooks;

/// <summary>
/// Sends what is due, several at a time, and tries again later what failed. What is open survives in the store; this only knows when
/// to look.
/// </summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private const int Senders = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly MediaTypeHeaderValue JsonType = new("application/json") { CharSet = "utf-8" };

    private readonly Store _store;
    private readonly TimeProvider _time;
    private readonly WebhookFaults _faults;
    private readonly HttpMessageInvoker _http;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Due, long> _queue = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _free = new(Senders);
    private readonly ConcurrentDictionary<string, Watch> _watched = new(StringComparer.Ordinal);
    private Task _loop = Task.CompletedTask;
    private Task? _waiting;

    /// <param name="store">Where deliveries are kept.</param>
    /// <param name="time">For retries.</param>
    /// <param name="transport">The way to the endpoints; disposed with this.</param>
    /// <param name="faults">What tests put in the way.</param>
    public Dispatcher(Store store, TimeProvider time, HttpMessageHandler transport, WebhookFaults faults)
    {
        (_store, _time, _faults) = (store, time, faults);
        _http = new HttpMessageInvoker(transport, disposeHandler: false);
    }

    public void Start()
    {
        Enqueue(_store.Run(Deliveries.Open));
        _loop = Task.Run(() => Loop(_stopping.Token));
    }

    public void Enqueue(IReadOnlyList<Due> due)
    {
        lock (_gate)
        {
            foreach (var one in due)
            {
                _queue.Enqueue(one, one.At);
            }
        }
        _wake.Release();
    }

    /// <summary>Completes when every endpoint has answered the event's first delivery, well or badly, and at the latest after the time given.</summary>
    public async Task Answered(string eventId, TimeSpan atMost, CancellationToken cancellation)
    {
        var watch = _watched.GetOrAdd(eventId, static _ => new Watch());
        try
        {
            if (_store.Run(unit => Deliveries.Of(unit, eventId).TrueForAll(delivery => delivery.Attempts > 0)))
            {
                return;
            }
            await watch.Done.Task.WaitAsync(atMost, _time, cancellation);
        }
        catch (TimeoutException)
        {
            // The buyer is sent on all the same.
        }
        finally
        {
            _watched.TryRemove(eventId, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        // Senders under way give up at once; what they did not finish is tried again after a restart.
        for (var i = 0; i < Senders; i++)
        {
            await _free.WaitAsync(CancellationToken.None);
        }
        _http.Dispose();
        _stopping.Dispose();
        _wake.Dispose();
        _free.Dispose();
    }

    private async Task Loop(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (Take() is { } due)
                {
                    await _free.WaitAsync(stop);
                    _ = Task.Run(() => Send(due, stop), CancellationToken.None);
                    continue;
                }
                await Rest(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopping is how this ends.
        }
    }

    /// <summary>Until something comes in, the next delivery or the next scheduled change is due.</summary>
    private async Task Rest(CancellationToken stop)
    {
        var now = _store.Instant.ToUnixTimeMilliseconds();
        long next;
        lock (_gate)
        {
            next = _queue.TryPeek(out _, out var at) ? at : now + 3_600_000;
        }
        var scheduled = _store.NextDue;
        if (scheduled < long.MaxValue / 1000)
        {
            next = Math.Min(next, scheduled * 1000);
        }
        if (next > now)
        {
            using var rested = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var timer = Task.Delay(TimeSpan.FromMilliseconds(Math.Min(next - now, 3_600_000)), _time, rested.Token);
            // A clock that is moved by hand may have been moved while the timer was being set.
            if (_store.Instant.ToUnixTimeMilliseconds() < next)
            {
                // One wait is kept until it ends: an abandoned one would swallow the next wake.
                _waiting ??= _wake.WaitAsync(stop);
                await Task.WhenAny(_waiting, timer);
                if (_waiting.IsCompleted)
                {
                    _waiting = null;
                }
            }
            await rested.CancelAsync();
        }
        if (_store.NextDue <= _store.Now)
        {
            _store.Tick();
        }
    }

    private Due? Take()
    {
        lock (_gate)
        {
            if (_queue.TryPeek(out var due, out var at) && at <= _store.Instant.ToUnixTimeMilliseconds())
            {
                _queue.Dequeue();
                return due;
            }
            return null;
        }
    }

    private async Task Send(Due due, CancellationToken stop)
    {
        try
        {
            if (_store.Run(unit => Deliveries.Pack(unit, due.Event, due.Endpoint)) is not { } parcel)
            {
                return;
            }
            var started = _time.GetTimestamp();
            var (status, outcome) = await Post(parcel, stop);
            if (stop.IsCancellationRequested && status is null)
            {
                return;
            }
            var took = (long)_time.GetElapsedTime(started).TotalMilliseconds;
            if (_store.Run(unit => Deliveries.Record(unit, due, status, outcome, took)) is { } next)
            {
                Enqueue([due with { At = next }]);
            }
            if (_watched.TryGetValue(due.Event, out var watch)
                && _store.Run(unit => Deliveries.Of(unit, due.Event).TrueForAll(delivery => delivery.Attempts > 0)))
            {
                watch.Done.TrySetResult();
            }
        }
        catch (Exception ended) when (ended is ObjectDisposedException or OperationCanceledException)
        {
            // The store was closed while this was under way; the delivery is still open in it.
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task<(int? Status, string Outcome)> Post(Parcel parcel, CancellationToken stop)
    {
        var copies = await _faults.Copies(_time, stop);
        if (copies == 0)
        {
            return (null, "dropped by a fault knob");
        }
        (int? Status, string Outcome) result = (null, "not sent");
        for (var i = 0; i < copies; i++)
        {
            result = await PostOnce(parcel, stop);
        }
        return result;
    }

    private async Task<(int? Status, string Outcome)> PostOnce(Parcel parcel, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = _time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, Patience, Timeout.InfiniteTimeSpan);
        using var request = new HttpRequestMessage(HttpMethod.Post, parcel.Url);
        request.Content = new ByteArrayContent(parcel.Body);
        request.Content.Headers.ContentType = JsonType;
        request.Headers.TryAddWithoutValidation("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)");
        request.Headers.TryAddWithoutValidation("Stripe-Signature", Signature.Header(parcel.Secrets, _store.Now, parcel.Body));
        try
        {
            using var response = await _http.SendAsync(request, patience.Token);
            var status = (int)response.StatusCode;
            return (status, status is >= 200 and < 300 ? "delivered"
                : status is >= 300 and < 400 ? "redirected, which is a failure"
                : await RefusalText.Of(response, patience.Token));
        }
        catch (OperationCanceledException)
        {
            return (null, "timed out");
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or InvalidOperationException or IOException)
        {
            return (null, unreachable.Message);
        }
    }

    private sealed class Watch
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
