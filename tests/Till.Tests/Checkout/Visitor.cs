using System.Net;
using AngleSharp.Html.Dom;
using Till.Tests.Harness;

namespace Till.Tests.Checkout;

/// <summary>A browser without script at the checkout: it keeps cookies, and sends of a form what a browser would.</summary>
internal sealed class Visitor(Uri shop) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = shop,
        DefaultRequestHeaders = { { "Accept", "text/html" }, { "Accept-Language", "en-GB,en;q=0.9" } },
    };

    /// <summary>Where the last Buy button led to.</summary>
    public string Checkout { get; private set; } = "/checkout";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? content = null, string accept = "text/html")
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Accept.ParseAdd(accept);
        return await client.SendAsync(request, Cancel);
    }

    public async Task<Seen> GetAsync(string url) => await Seen.ReadAsync(await SendAsync(HttpMethod.Get, url));

    public async Task<Seen> PostAsync(string url, IEnumerable<KeyValuePair<string, string>> fields, string accept = "text/html") =>
        await Seen.ReadAsync(await SendAsync(HttpMethod.Post, url, new FormUrlEncodedContent(fields), accept));

    /// <summary>Presses Buy now, and confirms as one does without script.</summary>
    public async Task<Seen> BuyNowAsync(Guid variant, int quantity = 1)
    {
        var fields = new Dictionary<string, string> { ["variant"] = variant.ToString(), ["quantity"] = quantity.ToString() };
        var asked = await PostAsync("/checkout/now", fields);
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        var sent = await PostAsync("/checkout/now", asked.Fields("form[action='/checkout/now']"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        Checkout = sent.Location!;
        return await GetAsync(Checkout);
    }

    public void Dispose() => client.Dispose();
}

/// <summary>An answer, as a person or a script reads it.</summary>
internal sealed record Seen(HttpStatusCode Status, string? Location, Page Page)
{
    public string Body => Page.Body;

    public static async Task<Seen> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Seen(response.StatusCode, response.Headers.Location?.OriginalString, await Page.ReadAsync(response));
        }
    }

    /// <summary>What the form would send as it stands, with these filled in.</summary>
    public Dictionary<string, string> Fields(string form = "#checkout", params (string Name, string Value)[] filled)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var element = Page.Html.QuerySelector(form) ?? throw new InvalidOperationException($"There is no {form} on the page.");
        foreach (var input in element.QuerySelectorAll("input[name]").OfType<IHtmlInputElement>())
        {
            if (input.Type is not ("radio" or "checkbox") || input.IsChecked)
            {
                fields[input.Name!] = input.Value;
            }
        }

        foreach (var select in element.QuerySelectorAll("select[name]").OfType<IHtmlSelectElement>())
        {
            fields[select.Name!] = select.Value ?? "";
        }

        foreach (var (name, value) in filled)
        {
            fields[name] = value;
        }

        return fields;
    }
}
