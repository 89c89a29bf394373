using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Till.Sandbox.Tests.Pages;

namespace Till.Sandbox.Tests.Script;

/// <summary>How the sandbox serves its own Stripe.js. What the script does is walked through with a browser, in the journeys.</summary>
public sealed partial class ScriptTests
{
    [Theory]
    [InlineData("/v3")]
    [InlineData("/v3/")]
    [InlineData("/endive/stripe.js")]
    [InlineData("/endive/stripe.js?advancedFraudSignals=false")]
    public async Task Any_page_may_load_the_script_from_where_Stripe_has_it(string address)
    {
        await using var shop = await Shopkeeper.OpenAsync();

        var script = await shop.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, script.Status);
        Assert.Equal("*", script.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains($"SERVED_FROM = \"{shop.Server.Address}\"", script.Body);
        Assert.InRange(script.Body.Length, 1, 25_000);
        Assert.True(script.Body.Count(c => c == '`') % 2 == 0, "A template that spans lines would lose its indent.");
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task It_comes_compressed_to_whoever_takes_it_so(string encoding)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var plain = (await shop.GetAsync("/endive/stripe.js")).Body;

        using var request = new HttpRequestMessage(HttpMethod.Get, shop.Server.Address + "/endive/stripe.js");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        using var response = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream open = encoding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(open);

        Assert.Equal(plain, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.Single());
    }

    [Fact]
    public async Task It_is_not_sent_again_to_a_browser_that_has_it()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var first = await shop.GetAsync("/endive/stripe.js");
        var request = new HttpRequestMessage(HttpMethod.Get, shop.Server.Address + "/endive/stripe.js");
        request.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.Tag);

        var again = await shop.SendAsync(request);

        Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Body));
    }

    [Fact]
    public async Task Frames_load_nothing_from_elsewhere_and_what_they_need_is_there()
    {
        await using var shop = await Shopkeeper.OpenAsync();

        foreach (var name in (string[])["controller", "elements-inner-payment", "elements-inner-card", "elements-inner-address", "elements-inner-email", "three-ds-2-challenge"])
        {
            var frame = await shop.GetAsync($"/endive/{name}.html");
            var policy = frame.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy);
            var script = frame.Page.QuerySelector("script")!.GetAttribute("src")!;
            var pending = new Queue<string>([script, frame.Page.QuerySelector("link")!.GetAttribute("href")!]);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (pending.TryDequeue(out var next))
            {
                var asset = await shop.GetAsync(next);
                Assert.Equal((next, HttpStatusCode.OK), (next, asset.Status));
                foreach (Match import in Import.Matches(asset.Body))
                {
                    var address = next[..(next.LastIndexOf('/') + 1)] + import.Groups["file"].Value;
                    if (seen.Add(address))
                    {
                        pending.Enqueue(address);
                    }
                }
            }
        }
    }

    [Fact]
    public async Task The_banks_page_in_a_frame_opens_for_the_sandboxs_own_frame_and_the_intents_secret_only()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var address = await ChallengeAsync(shop);

        var framed = await shop.SendAsync(From("same-origin", "iframe", shop.Server.Address + address));
        var elsewhere = await shop.SendAsync(From("cross-site", "iframe", shop.Server.Address + address));
        var typed = await shop.SendAsync(From("none", "document", shop.Server.Address + address));
        var wrong = await shop.SendAsync(From("same-origin", "iframe", shop.Server.Address + address[..^2] + "xx"));

        Assert.NotNull(framed.Page.QuerySelector("#test-source-authorize-3ds[disabled]"));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (elsewhere.Status, typed.Status, wrong.Status));
        Assert.All([elsewhere, typed, wrong], reply => Assert.Null(reply.Page.QuerySelector("form")));
    }

    [Fact]
    public async Task It_is_answered_from_the_sandbox_itself_only()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var address = await ChallengeAsync(shop);
        var fields = address[(address.IndexOf('?') + 1)..].Split('&').Select(pair => KeyValuePair.Create(pair.Split('=')[0], pair.Split('=')[1])).ToList();
        var id = fields[0].Value;

        var foreign = await shop.SendAsync(Answer("cross-site", fields.Append(new("outcome", "complete")), shop.Server.Address));
        var unclear = await shop.SendAsync(Answer("same-origin", fields.Append(new("outcome", "perhaps")), shop.Server.Address));
        var wrong = await shop.SendAsync(Answer("same-origin", [fields[0], new("payment_intent_client_secret", "x"), new("outcome", "complete")], shop.Server.Address));
        var before = (await shop.ApiAsync(HttpMethod.Get, "/v1/payment_intents/" + id)).GetProperty("status").GetString();
        var own = await shop.SendAsync(Answer("same-origin", fields.Append(new("outcome", "complete")), shop.Server.Address));
        var again = await shop.SendAsync(Answer("same-origin", fields.Append(new("outcome", "fail")), shop.Server.Address));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (foreign.Status, unclear.Status, wrong.Status));
        Assert.Equal("requires_action", before);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (own.Status, again.Status));
        Assert.Equal("succeeded", (await shop.ApiAsync(HttpMethod.Get, "/v1/payment_intents/" + id)).GetProperty("status").GetString());
    }

    private static async Task<string> ChallengeAsync(Shopkeeper shop)
    {
        var intent = await shop.ApiAsync(HttpMethod.Post, "/v1/payment_intents", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["amount"] = "1999", ["currency"] = "usd", ["allowed_payment_method_types[0]"] = "card", ["payment_method"] = "pm_card_threeDSecure2Required",
            ["confirm"] = "true", ["use_stripe_sdk"] = "true",
        });
        Assert.Equal("requires_action", intent.GetProperty("status").GetString());
        return $"/3d_secure_2/framed?payment_intent={intent.GetProperty("id").GetString()}&payment_intent_client_secret={intent.GetProperty("client_secret").GetString()}";
    }

    private static HttpRequestMessage From(string site, string destination, string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Dest", destination);
        return request;
    }

    private static HttpRequestMessage Answer(string site, IEnumerable<KeyValuePair<string, string>> fields, string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address + "/3d_secure_2/framed") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Sec-Fetch-Site", site);
        return request;
    }

    [GeneratedRegex("from \"\\./(?<file>[a-z]+\\.js)\"", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Import { get; }
}
