using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Till.Commands;
using Till.Tests.Harness;

namespace Till.Tests.CommandLine;

/// <summary>The shop as a process: how it opens, and how it closes.</summary>
public sealed class ServeTests
{
    private const string AnyPort = "http://127.0.0.1:0";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_to_stop_lets_a_request_in_flight_finish(string signal)
    {
        using var folder = new TemporaryFolder();
        await using var till = Start(folder);
        var address = new Uri((await till.OpenedAsync()).Shop);

        // The server asks for the body (100 Continue) once the request is under way, so the signal comes in the middle of it.
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, Cancel);
        var stream = client.GetStream();
        const string body = "quantity=1";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /buy HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + $"Content-Length: {body.Length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"),
            Cancel);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(Cancel));

        await till.SendAsync(signal);
        await till.LineAsync("Stopping");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body), Cancel);

        Assert.Equal("", await reader.ReadLineAsync(Cancel));
        Assert.StartsWith("HTTP/1.1 ", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);
        var ended = await till.EndAsync();
        Assert.Equal((int)ExitCode.Done, ended.Code);
        Assert.DoesNotContain("   at ", ended.Error + ended.Output);
    }

    [Fact]
    public async Task A_second_start_finds_the_data_of_the_first()
    {
        using var folder = new TemporaryFolder();
        for (var start = 0; start < 2; start++)
        {
            await using var till = Start(folder);
            using var http = Client((await till.OpenedAsync()).Shop);
            Assert.Equal("ok", await http.GetStringAsync("/healthz", Cancel));
            await till.SendAsync("TERM");
            Assert.Equal((int)ExitCode.Done, (await till.EndAsync()).Code);
        }

        var again = await TillProcess.RunAsync(["migrate", "--data", folder.Path]);
        Assert.Equal("The database is up to date.", again.Output);
    }

    [Fact]
    public async Task A_shop_that_was_killed_opens_again_on_its_data()
    {
        using var folder = new TemporaryFolder();
        await using (var till = Start(folder))
        {
            await till.OpenedAsync();
            await till.SendAsync("KILL");
            await till.EndAsync();
        }

        await using var second = Start(folder);
        using var http = Client((await second.OpenedAsync()).Shop);
        Assert.Equal("ok", await http.GetStringAsync("/healthz", Cancel));
    }

    [Fact]
    public async Task Test_keys_in_Production_and_live_keys_in_Development_refuse_to_start()
    {
        using var folder = new TemporaryFolder();

        foreach (var (word, environment) in new[] { ("test", "Production"), ("live", "Development") })
        {
            var ended = await TillProcess.RunAsync(
                ["serve", "--data", folder.Path, "--urls", AnyPort, "--sandbox-urls", AnyPort, "--environment", environment],
                new Dictionary<string, string>
                {
                    ["Stripe__SecretKey"] = $"sk_{word}_51SECRET",
                    ["Stripe__PublishableKey"] = $"pk_{word}_51SECRET",
                });

            Assert.Equal(ExitCode.StripeKeys, (ExitCode)ended.Code);
            Assert.Contains(word, ended.Error, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(environment, ended.Error);
            Assert.DoesNotContain("51SECRET", ended.Error + ended.Output);
        }
    }

    [Fact]
    public async Task Without_keys_in_Production_the_shop_opens_and_says_that_nothing_can_be_bought()
    {
        using var folder = new TemporaryFolder();
        await using var till = Start(folder, "--environment", "Production");
        using var http = Client((await till.OpenedAsync()).Shop);

        using var home = await http.GetAsync("/", Cancel);
        using var ready = await http.GetAsync("/readyz", Cancel);
        using var checks = JsonDocument.Parse(await ready.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("no keys", checks.RootElement.GetProperty("checks").GetProperty("stripe").GetString());
        Assert.Equal("ok", checks.RootElement.GetProperty("checks").GetProperty("database").GetString());
        Assert.Contains("No Stripe keys are set", till.ErrorSoFar);
    }

    private static TillProcess Start(TemporaryFolder folder, params string[] more) =>
        TillProcess.Start(["serve", "--no-seed", "--data", folder.Path, "--urls", AnyPort, "--sandbox-urls", AnyPort, .. more]);

#pragma warning disable RS0030 // A test's own client, beside the process that it asks.
    private static HttpClient Client(string address) => new() { BaseAddress = new Uri(address) };
#pragma warning restore RS0030
}
