using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Till.Bench;

/// <summary>
/// A guest who buys one album as a browser does it: the form's token, the Buy button, Stripe's page with its fields, the way
/// back, and the order's page that says thanks.
/// </summary>
internal sealed partial class Buyer(HttpClient client, Uri shop, string variant) : IBuyer
{
    private static readonly Uri Visitor = new("/visitor", UriKind.Relative);
    private static readonly Uri Buy = new("/buy", UriKind.Relative);

    /// <exception cref="SaleException">A step did not lead where it leads a buyer.</exception>
    public async Task BuyAsync(string email, CancellationToken cancel)
    {
        var checkout = await PressBuyAsync(cancel);
        var order = await PayAsync(checkout, email, cancel);
        using var thanks = await client.GetAsync(order, cancel);
        var page = await thanks.Content.ReadAsStringAsync(cancel);
        if (thanks.StatusCode != HttpStatusCode.OK || !page.Contains("Thank you", StringComparison.Ordinal))
        {
            throw new SaleException($"The order's page answered {(int)thanks.StatusCode} without thanks: {Words(page)}");
        }
    }

    private async Task<Uri> PressBuyAsync(CancellationToken cancel)
    {
        using var visitor = await client.GetAsync(new Uri(shop, Visitor), cancel);
        SaleException.Unless(visitor, HttpStatusCode.OK, "The form's token");
        var token = JsonDocument.Parse(await visitor.Content.ReadAsByteArrayAsync(cancel)).RootElement;
        using var form = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("variant", variant),
            KeyValuePair.Create(token.GetProperty("field").GetString()!, token.GetProperty("token").GetString()!),
        ]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shop, Buy)) { Content = form };
        // A new visitor every time: this one's cookies and no others.
        request.Headers.Add("Cookie", visitor.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        using var answer = await client.SendAsync(request, cancel);
        SaleException.Unless(answer, HttpStatusCode.SeeOther, "Buy");
        return answer.Headers.Location!;
    }

    private async Task<Uri> PayAsync(Uri checkout, string email, CancellationToken cancel)
    {
        using var shown = await client.GetAsync(checkout, cancel);
        SaleException.Unless(shown, HttpStatusCode.OK, "Stripe's page");
        var page = await shown.Content.ReadAsStringAsync(cancel);
        var fields = new Dictionary<string, string>
        {
            ["email"] = email,
            ["cardNumber"] = "4242 4242 4242 4242",
            ["cardExpiry"] = "12 / 39",
            ["cardCvc"] = "123",
            ["billingName"] = "Ada Lovelace",
            ["billingCountry"] = "US",
            ["billingPostalCode"] = "12345",
        };
        if (Action().Match(page) is not { Success: true } action || fields.Keys.FirstOrDefault(name => !page.Contains($"name=\"{name}\"", StringComparison.Ordinal)) is not null)
        {
            throw new SaleException($"Stripe's page has no form with the fields of a card: {Words(page)}");
        }

        foreach (Match hidden in Hidden().Matches(page))
        {
            fields[hidden.Groups["name"].Value] = WebUtility.HtmlDecode(hidden.Groups["value"].Value);
        }

        using var form = new FormUrlEncodedContent(fields);
        using var paid = await client.PostAsync(new Uri(checkout, WebUtility.HtmlDecode(action.Groups["to"].Value)), form, cancel);
        SaleException.Unless(paid, HttpStatusCode.SeeOther, "Pay");
        return new Uri(checkout, paid.Headers.Location!);
    }

    private static string Words(string page) => string.Join(' ', Tags().Replace(page, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(40));

    [GeneratedRegex("<form[^>]* action=\"(?<to>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action();

    [GeneratedRegex("<input[^>]* type=\"hidden\"[^>]* name=\"(?<name>[^\"]+)\"[^>]* value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tags();
}

/// <summary>Somebody who buys, each time as a new visitor.</summary>
internal interface IBuyer
{
    /// <exception cref="SaleException">A step did not lead where it leads a buyer.</exception>
    Task BuyAsync(string email, CancellationToken cancel);
}

/// <summary>A buyer did not get what was paid for.</summary>
internal sealed class SaleException(string message) : Exception(message)
{
    public static void Unless(HttpResponseMessage answer, HttpStatusCode status, string step)
    {
        if (answer.StatusCode != status)
        {
            throw new SaleException($"{step} was answered with {(int)answer.StatusCode} instead of {(int)status}.");
        }
    }
}
