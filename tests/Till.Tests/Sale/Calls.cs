using System.Threading.Channels;
using Till.Sandbox;

namespace Till.Tests.Sale;

/// <summary>
/// Between Stripe and the shop: hears every call that Stripe answers, carries every delivery, and does something to the shop at the
/// very moment asked for.
/// </summary>
internal sealed class Calls : DelegatingHandler
{
    private Channel<string> heard = Channel.CreateUnbounded<string>();
    private Func<Task>? before;
    private Func<Task>? during;
    private Func<Task>? after;
    private TaskCompletionSource done = new();

    public Calls() : base(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero })
    {
    }

    /// <summary>The endpoint's signing secret.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Whether deliveries arrive at all.</summary>
    public bool Deliver { get; set; } = true;

    /// <summary>For <see cref="SandboxOptions.Log"/>.</summary>
    public void Told(SandboxExchange exchange) => heard.Writer.TryWrite($"{exchange.Method} {exchange.Path}");

    public void Forget() => heard = Channel.CreateUnbounded<string>();

    /// <summary>Until Stripe has answered a call that begins so.</summary>
    public async Task UntilAsync(string beginning)
    {
        await foreach (var call in heard.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (call.StartsWith(beginning, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    public Task BeforeNext(Func<Task> act) => Next(ref before, act);

    public Task DuringNext(Func<Task> act) => Next(ref during, act);

    public Task AfterNext(Func<Task> act) => Next(ref after, act);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!Deliver)
        {
            throw new HttpRequestException("The delivery got lost.");
        }

        await ActAsync(Interlocked.Exchange(ref before, null));
        var answer = base.SendAsync(request, cancellationToken);
        await ActAsync(Interlocked.Exchange(ref during, null));
        var response = await answer;
        await ActAsync(Interlocked.Exchange(ref after, null));
        return response;
    }

    private Task Next(ref Func<Task>? moment, Func<Task> act)
    {
        done = new TaskCompletionSource();
        moment = act;
        return done.Task;
    }

    private async Task ActAsync(Func<Task>? act)
    {
        if (act is not null)
        {
            await act();
            done.SetResult();
        }
    }
}
