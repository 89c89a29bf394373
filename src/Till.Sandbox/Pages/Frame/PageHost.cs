using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Till.Sandbox.Pages.Frame;

/// <summary>
/// Answers requests for pages: guards the address they come under, sets the headers that every page has, renders its component,
/// and turns what could not be read into a page that says so.
/// </summary>
internal sealed class PageHost(IServiceProvider services, SandboxOptions options)
{
    private readonly HostGuard _hosts = new(options.Urls);

    /// <summary>A handler under this guard.</summary>
    public RequestDelegate Guarded(Func<HttpContext, Task> handle) => http => Handle(http, handle);

    /// <summary>Renders a component with its model.</summary>
    public async Task Render<TPage>(HttpContext http, int status, object model, Destinations? destinations = null)
        where TPage : IComponent
    {
        string html;
        await using (var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance))
        {
            html = await renderer.Dispatcher.InvokeAsync(async () =>
            {
                var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Model"] = model });
                return (await renderer.RenderComponentAsync<TPage>(parameters)).ToHtmlString();
            });
        }
        var body = Encoding.UTF8.GetBytes(html);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = body.Length;
        http.Response.Headers.ContentSecurityPolicy = (destinations ?? Destinations.Own).Policy;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    public Task Notice(HttpContext http, int status, NoticeModel notice, Destinations? destinations = null) =>
        Render<Notice>(http, status, notice, destinations);

    public Task NotFound(HttpContext http) =>
        Notice(http, 404, new NoticeModel("There is nothing here", "The address may be incomplete, or what it led to has been removed."));

    /// <summary>303: whatever was sent, the next page is fetched.</summary>
    public static Task SeeOther(HttpContext http, string url)
    {
        http.Response.StatusCode = 303;
        http.Response.Headers.Location = Escaped(url);
        return Task.CompletedTask;
    }

    /// <summary>The fields of a form; null when something else was sent.</summary>
    public static async Task<IFormCollection?> Form(HttpContext http) =>
        http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null;

    private async Task Handle(HttpContext http, Func<HttpContext, Task> handle)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        try
        {
            if (!_hosts.Knows(http.Request.Host))
            {
                await Notice(http, 400, new NoticeModel(
                    "This address is not mine",
                    "The sandbox answers only under the addresses that it was told to listen on, so that other sites cannot reach it through your browser."));
            }
            else if (HttpMethods.IsPost(http.Request.Method) && ComesFromElsewhere(http.Request))
            {
                await Notice(http, 400, new NoticeModel("Nothing was changed", "This form was sent by another site."));
            }
            else
            {
                await handle(http);
            }
        }
        catch (Exception unreadable) when (unreadable is BadHttpRequestException or InvalidDataException && !http.Response.HasStarted)
        {
            var status = unreadable is BadHttpRequestException bad ? bad.StatusCode : 400;
            await Notice(http, status, new NoticeModel("The form could not be read", "It is too long, or was cut short. Go back and try again."));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more; what was paid is paid.
        }
    }

    /// <summary>
    /// Browsers say where a form comes from. Only the site itself may send one; what is not a browser says nothing. (Under the policy
    /// that pages have here, <c>Origin</c> is the word null for the site itself as well.)
    /// </summary>
    private static bool ComesFromElsewhere(HttpRequest request)
    {
        if ((string?)request.Headers["Sec-Fetch-Site"] is { } site)
        {
            return site is not ("same-origin" or "none");
        }
        return (string?)request.Headers.Origin is { } origin && origin != "null" && origin != $"{request.Scheme}://{request.Host}";
    }

    /// <summary>A header takes ASCII only; the rest is percent-encoded as browsers do.</summary>
    private static string Escaped(string url)
    {
        if (Ascii.IsValid(url) && !url.AsSpan().ContainsAnyInRange('\0', ' '))
        {
            return url;
        }
        var escaped = new StringBuilder(url.Length + 32);
        foreach (var one in Encoding.UTF8.GetBytes(url))
        {
            escaped = one is > 0x20 and < 0x7f
                ? escaped.Append((char)one)
                : escaped.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }
}
