using System.Net;
using System.Net.Sockets;
using System.Text;
using Till.Stripe;

namespace Till.Tests.Stripe;

/// <summary>The line between "never sent" and "maybe done" as real sockets draw it.</summary>
public sealed class SocketTests
{
    private const string Intent = """{"id":"pi_1","object":"payment_intent","amount":1999}""";

    [Fact]
    public async Task A_whole_reply_is_read()
    {
        await using var line = new Line(Reply(200, Intent));
        Assert.Equal(1999, (await line.Pay()).Amount);
        Assert.Contains("Idempotency-Key: order-1\r\n", line.Received[0], StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\namount=1999&currency=usd", line.Received[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_closed_after_the_request_is_a_lost_reply()
    {
        await using var line = new Line("");
        await Assert.ThrowsAsync<StripeUnknownOutcomeException>(line.Pay);
        Assert.Equal(3, line.Received.Count);
    }

    [Fact]
    public async Task A_reply_cut_off_in_its_body_is_lost_and_asked_for_again()
    {
        await using var line = new Line(Reply(200, Intent)[..^20], Reply(200, Intent));
        Assert.Equal("pi_1", (await line.Pay()).Id);
        Assert.Equal(2, line.Received.Count);
    }

    [Fact]
    public async Task A_reply_cut_off_in_its_headers_is_lost()
    {
        await using var line = new Line("HTTP/1.1 200 OK\r\nContent-");
        await Assert.ThrowsAsync<StripeUnknownOutcomeException>(line.Pay);
    }

    [Fact]
    public async Task What_is_no_http_at_all_is_a_lost_reply()
    {
        await using var line = new Line("SSH-2.0-OpenSSH\r\n\r\n");
        await Assert.ThrowsAsync<StripeUnknownOutcomeException>(line.Pay);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var line = new Line("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        await Assert.ThrowsAsync<StripeUnknownOutcomeException>(line.Pay);
        Assert.Single(line.Received);
    }

    [Fact]
    public async Task Nobody_listening_means_that_nothing_was_sent()
    {
        await using var line = new Line(Reply(200, Intent));
        await line.StopListeningAsync();
        await Assert.ThrowsAsync<StripeConnectionException>(line.Pay);
    }

    [Fact]
    public async Task A_name_that_nobody_has_means_that_nothing_was_sent()
    {
        await using var line = new Line(Reply(200, Intent)) { Base = "http://nobody.invalid" };
        await Assert.ThrowsAsync<StripeConnectionException>(line.Pay);
    }

    private static string Reply(int status, string body) =>
        $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>A server of bytes: each connection sends one request and gets the next of the texts, then the end.</summary>
    private sealed class Line : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly SocketsHttpHandler handler = StripeHttp.CreateHandler();
        private readonly Queue<string> replies;
        private readonly CancellationTokenSource over = new();
        private readonly Task serving;

        public Line(params string[] replies)
        {
            this.replies = new(replies);
            listener.Start();
            Base = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
            serving = ServeAsync();
        }

        public string Base { get; set; }

        public List<string> Received { get; } = [];

        public async Task<PaymentIntent> Pay()
        {
            var clock = new VirtualClock();
            using var http = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
            var client = new StripeClient(http, new() { ApiKey = Bench.ApiKey, ApiBase = Base }, clock, new Random(1));
            return await clock.RunAsync(
                client.PaymentIntents.CreateAsync(new() { Amount = 1999, Currency = "usd" }, new("order-1")), TimeSpan.FromSeconds(61));
        }

        public async Task StopListeningAsync()
        {
            await over.CancelAsync();
            await serving;
            listener.Stop();
        }

        public async ValueTask DisposeAsync()
        {
            await StopListeningAsync();
            handler.Dispose();
            listener.Dispose();
            over.Dispose();
        }

        private async Task ServeAsync()
        {
            while (!over.IsCancellationRequested)
            {
                try
                {
                    using var connection = await listener.AcceptTcpClientAsync(over.Token);
                    await using var stream = connection.GetStream();
                    Received.Add(await ReadRequestAsync(stream));
                    var reply = replies.Count > 1 ? replies.Dequeue() : replies.Peek();
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(reply), over.Token);
                }
                catch (Exception end) when (end is IOException or SocketException or OperationCanceledException)
                {
                    // The other end is gone, or the test is over.
                }
            }
        }

        private static async Task<string> ReadRequestAsync(NetworkStream stream)
        {
            var text = new StringBuilder();
            var buffer = new byte[4096];
            while (!text.ToString().EndsWith("currency=usd", StringComparison.Ordinal))
            {
                var count = await stream.ReadAsync(buffer);
                if (count == 0)
                {
                    break;
                }

                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }

            return text.ToString();
        }
    }
}
