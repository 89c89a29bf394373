using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 3: webhooks are refused, for their signature, their bytes or the clock.</summary>
public sealed class Failure03RefusedWebhookTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public enum Spoilt
    {
        WrittenAnew,
        AnotherSecret,
        NoHeader,
        Gzip,
        ByteOrderMark,
        Late,
        Early,
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task What_Stripe_did_not_sign_is_refused_with_the_cause_and_the_sale_is_healed_by_a_replay(string engine, Spoilt how)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.LoseWebhooksAsync();
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync());
        await buyer.PayAsync();
        var payload = (await shop.StripeAsync("/v1/events?type=payment_intent.succeeded")).GetProperty("data")[0].ToString();
        var secret = (await Settings.FindAsync(shop.Get<Database>(), Settings.WebhookSecret, Cancel))!;
        var body = Encoding.UTF8.GetBytes(payload);

        var (sent, header, encoding) = how switch
        {
            Spoilt.WrittenAnew => (JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize<JsonElement>(payload)), Sign(secret, Now, body), null),
            Spoilt.AnotherSecret => (body, Sign("whsec_ofTheTestEndpoint", Now, body), null),
            Spoilt.NoHeader => (body, null, null),
            Spoilt.Gzip => (Zip(body), Sign(secret, Now, body), "gzip"),
            Spoilt.ByteOrderMark => ([0xEF, 0xBB, 0xBF, .. body], Sign(secret, Now, body), null),
            Spoilt.Late => (body, Sign(secret, Now - 301, body), null),
            Spoilt.Early => (body, Sign(secret, Now + 310, body), (string?)null),
            _ => throw new ArgumentOutOfRangeException(nameof(how)),
        };
        var (status, answer) = await SendAsync(shop, sent, header, encoding);
        await shop.WorkAsync();

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("draft", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Empty(await shop.QueryAsync<string>("SELECT event_id FROM inbox"));
        // The owner reads what the caller was told.
        Assert.Contains(answer, await shop.SingleAsync<string>("SELECT happened FROM attention WHERE kind = 'webhook_signature'"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, await shop.DeliverAsync(payload));
        await shop.WorkAsync();
        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task While_a_secret_is_being_rolled_either_one_opens_the_door(string engine)
    {
        var settings = new Dictionary<string, string?> { ["Stripe:WebhookSecret"] = "whsec_new,whsec_old" };
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false, settings: settings);
        await (await PaidAsync(shop)).PayAsync();
        var payload = (await shop.StripeAsync("/v1/events?type=payment_intent.succeeded")).GetProperty("data")[0].ToString();
        var body = Encoding.UTF8.GetBytes(payload);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(shop, body, Sign("whsec_old", Now, body))).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(shop, body, Sign("whsec_new", Now, body))).Status);
        // Stripe signs with each secret that is valid, all in one header.
        var both = $"{Sign("whsec_gone", Now, body)},{Sign("whsec_new", Now, body)[(Sign("whsec_new", Now, body).IndexOf(',', StringComparison.Ordinal) + 1)..]}";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(shop, body, both)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(shop, body, Sign("whsec_gone", Now, body))).Status);

        await shop.WorkAsync();
        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM inbox"));
    }

    private static async Task<BagBuyer> PaidAsync(SaleShop shop)
    {
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync());
        return buyer;
    }

    private static string Sign(string secret, long at, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{at}."), .. body];
        return $"t={at},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private static byte[] Zip(byte[] body)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            zip.Write(body);
        }

        return memory.ToArray();
    }

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(SaleShop shop, byte[] body, string? signature, string? encoding = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shop.Address, Webhook.Path)) { Content = new ByteArrayContent(body) };
        if (signature is not null)
        {
            request.Headers.Add("Stripe-Signature", signature);
        }

        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        using var response = await client.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    public static TheoryData<string, Spoilt> Cases { get; } = new(
        from engine in new[] { "Sqlite", "Postgres" }
        from how in Enum.GetValues<Spoilt>()
        select (engine, how));
}
