using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Till.Tests.Sale;

/// <summary>A person with a browser without script: reads pages, fills in their forms, and follows where they lead.</summary>
internal sealed class Buyer : IDisposable
{
    private readonly HttpClient client;

    public Buyer(Uri shop) => client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = shop,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<Answer> GetAsync(string url) => await Answer.ReadAsync(await client.GetAsync(new Uri(url, UriKind.RelativeOrAbsolute), Cancel));

    public async Task<Answer> PostAsync(string url, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Answer.ReadAsync(await client.PostAsync(new Uri(url, UriKind.RelativeOrAbsolute), content, Cancel));
    }

    /// <summary>Sends the page's first form that has a field or button of this name, or whose action is this.</summary>
    public Task<Answer> SubmitAsync(Answer page, string action, params (string Name, string Value)[] filled)
    {
        var form = page.Document.QuerySelectorAll("form")
            .First(one => (one.GetAttribute("action") ?? page.Url.PathAndQuery).Contains(action, StringComparison.Ordinal));
        var fields = form.QuerySelectorAll("input[name]").OfType<IHtmlInputElement>().Select(input => (input.Name!, input.Value))
            .Concat(form.QuerySelectorAll("select[name]").OfType<IHtmlSelectElement>().Select(select => (select.Name!, select.Value ?? "")))
            .Where(field => filled.All(one => one.Name != field.Item1))
            .Concat(filled.Select(one => (one.Name, one.Value)))
            .ToArray();
        var target = new Uri(page.Url, form.GetAttribute("action") ?? page.Url.PathAndQuery);
        return PostAsync(target.ToString(), fields);
    }

    /// <summary>Presses Buy, confirms, and gives the address of Stripe's page.</summary>
    public async Task<string> BuyAsync(Guid variant)
    {
        var confirm = await PostAsync("/buy", ("variant", variant.ToString()));
        Assert.Equal(HttpStatusCode.OK, confirm.Status);
        var answer = await SubmitAsync(confirm, "/buy");
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        return answer.Location!;
    }

    /// <summary>Fills in Stripe's page and presses Pay.</summary>
    public async Task<Answer> PayAsync(string checkoutUrl, string card = Cards.Good, string email = "ada@example.com") =>
        await PayAsync(await GetAsync(checkoutUrl), card, email);

    /// <summary>The same on a page that is open already: once one tab has paid, Stripe shows no form to the next.</summary>
    public Task<Answer> PayAsync(Answer page, string card = Cards.Good, string email = "ada@example.com") =>
        SubmitAsync(
            page,
            "",
            ("email", email),
            ("cardNumber", card),
            ("cardExpiry", "12 / 34"),
            ("cardCvc", "123"),
            ("billingName", "Ada Lovelace"),
            ("billingCountry", "US"),
            ("billingPostalCode", "12345"));

    public void Dispose() => client.Dispose();
}

/// <summary>What came back.</summary>
internal sealed record Answer(Uri Url, HttpStatusCode Status, string? Location, string Text)
{
    public IHtmlDocument Document => new HtmlParser().ParseDocument(Text);

    /// <summary>The page's words, without its markup.</summary>
    public string Words => string.Join(' ', (Document.Body?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var url = response.RequestMessage!.RequestUri!;
            var location = response.Headers.Location is { } to ? new Uri(url, to).ToString() : null;
            return new Answer(url, response.StatusCode, location, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}

/// <summary>Test cards: https://docs.stripe.com/testing.</summary>
internal static class Cards
{
    public const string Good = "4242424242424242";
    public const string Declined = "4000000000000002";
    public const string InsufficientFunds = "4000000000009995";
    public const string RefundFails = "4000000000005126";
    public const string Disputed = "4000000000000259";
    public const string Inquired = "4000000000001976";
    public const string Authenticate = "4000002760003184";
}
