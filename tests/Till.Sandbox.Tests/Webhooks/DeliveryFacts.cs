using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Till.Sandbox.Tests.Webhooks;

public sealed class DeliveryFacts
{
    [Fact]
    public async Task A_delivery_is_signed_over_its_raw_body_and_only_sent_to_who_asked_for_it()
    {
        await using var sandbox = await TestSandbox.Start();
        var endpoint = await sandbox.Endpoint("payment_intent.succeeded");
        var secret = endpoint["secret"].GetString()!;
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.False((await sandbox.Get("/v1/webhook_endpoints/" + endpoint.Id)).Json.TryGetProperty("secret", out _));
        var intent = await sandbox.Pay();
        var received = Assert.Single(await sandbox.Mailbox.Await(1));
        Assert.Equal("application/json; charset=utf-8", received.ContentType);
        AssertSigned(received, secret, sandbox.Clock.GetUtcNow());
        using var happened = JsonDocument.Parse(received.Body);
        Assert.Equal("payment_intent.succeeded", happened.RootElement.GetProperty("type").GetString());
        Assert.Equal(intent.Id, happened.RootElement.GetProperty("data").GetProperty("object").GetProperty("id").GetString());
        Assert.Equal(1, happened.RootElement.GetProperty("pending_webhooks").GetInt32());
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task What_is_not_answered_with_2xx_is_tried_again_with_a_new_time_and_signature(HttpStatusCode bad)
    {
        await using var sandbox = await TestSandbox.Start();
        var endpoint = await sandbox.Endpoint("customer.created");
        sandbox.Mailbox.Answer = index => index < 2 ? bad : HttpStatusCode.OK;
        await sandbox.Post("/v1/customers");
        await sandbox.Mailbox.Await(1);
        await UntilRecorded(sandbox, 1);
        Assert.Equal(1, await Pending(sandbox));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
        await sandbox.Mailbox.Await(2);
        await UntilRecorded(sandbox, 2);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(15));
        var all = await sandbox.Mailbox.Await(3);
        await UntilRecorded(sandbox, 3);
        Assert.Equal(3, all.Select(received => received.Signature).Distinct(StringComparer.Ordinal).Count());
        AssertSigned(all[2], endpoint["secret"].GetString()!, sandbox.Clock.GetUtcNow());
        Assert.Equal(0, await Pending(sandbox));
    }

    [Fact]
    public async Task What_was_open_when_the_sandbox_stopped_is_delivered_after_its_restart()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Endpoint("customer.created");
        sandbox.Mailbox.Answer = static _ => HttpStatusCode.ServiceUnavailable;
        await sandbox.Post("/v1/customers");
        await sandbox.Mailbox.Await(1);
        await UntilRecorded(sandbox, 1);
        sandbox.Mailbox.Answer = static _ => HttpStatusCode.OK;
        await sandbox.Restart();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
        await sandbox.Mailbox.Await(2);
        await UntilRecorded(sandbox, 2);
        Assert.Equal(0, await Pending(sandbox));
    }

    [Fact]
    public async Task While_a_secret_is_rolled_both_sign()
    {
        await using var sandbox = await TestSandbox.Start();
        var endpoint = await sandbox.Endpoint("customer.created");
        var rolled = await sandbox.Post($"/_sandbox/webhook_endpoints/{endpoint.Id}/roll_secret", "{\"overlap\":60}");
        await sandbox.Post("/v1/customers");
        var received = (await sandbox.Mailbox.Await(1))[0];
        AssertSigned(received, endpoint["secret"].GetString()!, sandbox.Clock.GetUtcNow());
        AssertSigned(received, rolled["secret"].GetString()!, sandbox.Clock.GetUtcNow());
        sandbox.Clock.Advance(TimeSpan.FromSeconds(61));
        await sandbox.Post("/v1/customers");
        Assert.Single((await sandbox.Mailbox.Await(2))[1].Signature.Split(','), part => part.StartsWith("v1=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disabled_endpoint_gets_nothing_more_and_a_resend_reaches_an_enabled_one()
    {
        await using var sandbox = await TestSandbox.Start();
        var endpoint = await sandbox.Endpoint("customer.created");
        await sandbox.Post("/v1/customers");
        await sandbox.Mailbox.Await(1);
        await sandbox.Post("/v1/webhook_endpoints/" + endpoint.Id, "disabled=true");
        await sandbox.Post("/v1/customers");
        await sandbox.Post("/v1/webhook_endpoints/" + endpoint.Id, "disabled=false");
        var happened = (await sandbox.Get("/v1/events?type=customer.created&limit=1"))["data"][0].GetProperty("id").GetString()!;
        Assert.True(sandbox.Server.Engine.Resend(happened, endpoint.Id));
        var all = await sandbox.Mailbox.Await(2);
        Assert.Contains(happened, all[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_of_an_older_version_gets_the_older_shape()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Endpoint("payment_intent.succeeded", "&api_version=2025-03-31.basil");
        await sandbox.Pay();
        var body = (await sandbox.Mailbox.Await(1))[0].Body;
        using var happened = JsonDocument.Parse(body);
        Assert.Equal("2025-03-31.basil", happened.RootElement.GetProperty("api_version").GetString());
        Assert.False(happened.RootElement.GetProperty("data").GetProperty("object").TryGetProperty("managed_payments", out _));
    }

    [Fact]
    public async Task Faults_drop_and_repeat_deliveries_once_each()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Endpoint("customer.created");
        await sandbox.Post("/_sandbox/faults", """{"webhooks":{"drop":1}}""");
        await sandbox.Post("/v1/customers");
        await UntilRecorded(sandbox, 1);
        Assert.Empty(sandbox.Mailbox.Received);
        await sandbox.Post("/_sandbox/faults", """{"webhooks":{"repeat":1}}""");
        await sandbox.Post("/v1/customers");
        var twice = await sandbox.Mailbox.Await(2);
        Assert.Equal(twice[0].Body, twice[1].Body);
    }

    private static void AssertSigned(Received received, string secret, DateTimeOffset now)
    {
        var parts = received.Signature.Split(',').Select(part => part.Split('=', 2)).ToList();
        var time = parts.Single(part => part[0] == "t")[1];
        Assert.Equal(now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), time);
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(time + "." + received.Body)));
        Assert.Contains(expected, parts.Where(part => part[0] == "v1").Select(part => part[1]));
    }

    private static async Task<long> Pending(TestSandbox sandbox) =>
        (await sandbox.Get("/v1/events?type=customer.created&limit=1"))["data"][0].GetProperty("pending_webhooks").GetInt64();

    /// <summary>An attempt is written after the endpoint's answer: waits until the newest event has so many.</summary>
    private static async Task UntilRecorded(TestSandbox sandbox, int attempts)
    {
        var id = sandbox.Server.Engine.Newest("event", 1)[0].Id;
        while (sandbox.Server.Engine.ViewEvent(id)!.Attempts.Count < attempts)
        {
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
