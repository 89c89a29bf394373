using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Till.Bench;

/// <summary>
/// A guest who fills a bag and pays on the shop's own page, as a browser does it: a list, two product pages, two presses of
/// <em>Add to bag</em>, the checkout, the details, Stripe's confirmation with the card's number, and the order's page that says thanks.
/// </summary>
internal sealed partial class BagBuyer(HttpClient client, Uri shop, IReadOnlyList<(string Path, string Variant)> goods) : IBuyer
{
    private const string TokenField = "__RequestVerificationToken";

    /// <exception cref="SaleException">A step did not lead where it leads a buyer.</exception>
    public async Task BuyAsync(string email, CancellationToken cancel)
    {
        await ReadAsync("/goods", null, cancel);
        var (token, cookies) = await AskForTokenAsync(cancel);
        // Which two differ from buyer to buyer, and are the same in every run.
        var first = Math.Abs(email.GetHashCode(StringComparison.Ordinal)) % goods.Count;
        foreach (var (path, variant) in new[] { goods[first], goods[(first + 1) % goods.Count] })
        {
            await ReadAsync(path, cookies, cancel);
            using var added = await PostAsync(
                new Uri(shop, "/bag/add"), cookies, cancel, ("variant", variant), ("quantity", "1"), (TokenField, token));
            SaleException.Unless(added, HttpStatusCode.SeeOther, "Add to bag");
            cookies = Join(cookies, added);
        }

        var paid = await PayAsync(await ReadAsync("/checkout", cookies, cancel), cookies, email, cancel);
        using var request = Request(HttpMethod.Get, paid, cookies);
        using var back = await client.SendAsync(request, cancel);
        SaleException.Unless(back, HttpStatusCode.Found, "The way back");
        var thanks = await ReadAsync(back.Headers.Location!.OriginalString, cookies, cancel);
        if (!thanks.Contains("Thank you", StringComparison.Ordinal))
        {
            throw new SaleException("The order's page gave no thanks.");
        }
    }

    /// <returns>Where the buyer goes when it is paid.</returns>
    private async Task<Uri> PayAsync(string checkout, string cookies, string email, CancellationToken cancel)
    {
        using var answer = await PostAsync(
            new Uri(shop, "/checkout?handler=pay"), cookies, cancel,
            (TokenField, Find(Token(), checkout)), ("Form.Shown", Find(Shown(), checkout)), ("Form.Email", email), ("Form.Name", "Ada Lovelace"),
            ("Form.SendTo", "another"), ("Form.Delivery.Country", "US"), ("Form.Delivery.Street1", "12 Analytical Way"),
            ("Form.Delivery.Town", "Springfield"), ("Form.Delivery.County", "IL"), ("Form.Delivery.Postcode", "62701"));
        var json = await answer.Content.ReadAsStringAsync(cancel);
        if (answer.StatusCode != HttpStatusCode.OK || !json.Contains("clientSecret", StringComparison.Ordinal))
        {
            throw new SaleException($"The details were answered with {(int)answer.StatusCode}: {json}");
        }

        using var agreed = JsonDocument.Parse(json);
        var (secret, returnUrl) = (agreed.RootElement.GetProperty("clientSecret").GetString()!, agreed.RootElement.GetProperty("returnUrl").GetString()!);
        var intent = secret[..secret.IndexOf("_secret_", StringComparison.Ordinal)];
        using var confirmed = await PostAsync(
            new Uri(new Uri(Find(Script(), checkout)), $"/v1/payment_intents/{intent}/confirm"), null, cancel,
            ("key", Find(Key(), checkout)), ("client_secret", secret), ("return_url", returnUrl), ("payment_method_data[type]", "card"),
            ("payment_method_data[card][number]", "4242424242424242"), ("payment_method_data[card][exp_month]", "12"),
            ("payment_method_data[card][exp_year]", "39"), ("payment_method_data[card][cvc]", "123"),
            ("payment_method_data[billing_details][name]", "Ada Lovelace"), ("payment_method_data[billing_details][email]", email));
        SaleException.Unless(confirmed, HttpStatusCode.OK, "Stripe's confirmation");
        return new Uri(returnUrl);
    }

    private async Task<(string Token, string Cookies)> AskForTokenAsync(CancellationToken cancel)
    {
        using var visitor = await client.GetAsync(new Uri(shop, "/visitor"), cancel);
        SaleException.Unless(visitor, HttpStatusCode.OK, "The form's token");
        using var json = JsonDocument.Parse(await visitor.Content.ReadAsByteArrayAsync(cancel));
        return (json.RootElement.GetProperty("token").GetString()!, Join("", visitor));
    }

    private async Task<string> ReadAsync(string path, string? cookies, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, new Uri(shop, path), cookies);
        using var answer = await client.SendAsync(request, cancel);
        SaleException.Unless(answer, HttpStatusCode.OK, path);
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    private async Task<HttpResponseMessage> PostAsync(Uri url, string? cookies, CancellationToken cancel, params (string Name, string Value)[] fields)
    {
        using var request = Request(HttpMethod.Post, url, cookies);
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await client.SendAsync(request, cancel);
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri url, string? cookies)
    {
        var request = new HttpRequestMessage(method, url);
        if (cookies is { Length: > 0 })
        {
            request.Headers.Add("Cookie", cookies);
        }

        return request;
    }

    /// <summary>What the answer sets beside what there is; this buyer's cookies and no others.</summary>
    private static string Join(string cookies, HttpResponseMessage answer)
    {
        var kept = cookies.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Concat(answer.Headers.TryGetValues("Set-Cookie", out var set) ? set.Select(cookie => cookie.Split(';')[0]) : []);
        return string.Join("; ", kept.GroupBy(cookie => cookie.Split('=')[0], StringComparer.Ordinal).Select(one => one.Last()));
    }

    private static string Find(Regex pattern, string page) =>
        pattern.Match(page) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups["value"].Value) : throw new SaleException($"The checkout has no {pattern}.");

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("name=\"Form.Shown\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shown();

    [GeneratedRegex("data-key=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("<script src=\"(?<value>http[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Script();
}
