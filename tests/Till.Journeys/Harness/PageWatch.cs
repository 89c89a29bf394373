using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Till.Journeys.Harness;

/// <summary>What a page did since it was last navigated to: complaints of the browser, bytes, and the answer it was made from.</summary>
internal sealed class PageWatch
{
    private static readonly ConditionalWeakTable<IPage, PageWatch> All = [];
    private static readonly string[] Pictures = ["image", "media"];

    /// <summary>Runs before anything of the page's own, so that nothing is missed.</summary>
    private const string Observe =
        """
        globalThis.tillWatch = { shifts: [], violations: [] };
        addEventListener("securitypolicyviolation", (event) =>
          tillWatch.violations.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`));
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            // Less than a hundredth (a tenth is what is called good) is the account's name, a word as long as another one; or the foot of
            // a page that a busy machine painted before it had read the last lines.
            if (!entry.hadRecentInput && entry.value > 0.01) {
              tillWatch.shifts.push(`${entry.value.toFixed(4)} by ${entry.sources.map((one) => one.node?.nodeName + "." + one.node?.className).join(", ")}`);
            }
          }
        }).observe({ type: "layout-shift", buffered: true });
        """;

    private ConcurrentQueue<string> complaints = [];
    private ConcurrentQueue<Task<int>> sizes = [];

    private PageWatch()
    {
    }

    /// <summary>Errors on the console and those that scripts did not catch.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    /// <summary>The answer that the page was made from.</summary>
    public IResponse? Document { get; private set; }

    /// <summary>Watches every page that the context opens.</summary>
    public static async Task BeginAsync(IBrowserContext context)
    {
        await context.AddInitScriptAsync(Observe);
        context.Page += (_, page) => All.Add(page, Begin(page));
    }

    public static PageWatch Of(IPage page) =>
        All.TryGetValue(page, out var watch) ? watch : throw new InvalidOperationException("Take the page from ShopProcess.NewPageAsync.");

    /// <summary>Bytes over the wire from the page's own site, headers and bodies, without pictures and sound.</summary>
    public async Task<int> BytesAsync() => (await Task.WhenAll(sizes)).Sum();

    private static PageWatch Begin(IPage page)
    {
        var watch = new PageWatch();
        page.Request += (_, request) =>
        {
            if (request.IsNavigationRequest && request.Frame == page.MainFrame && request.RedirectedFrom is null)
            {
                (watch.complaints, watch.sizes) = ([], []);
            }
        };
        page.Response += (_, response) =>
        {
            if (response.Request.IsNavigationRequest && response.Frame == page.MainFrame)
            {
                watch.Document = response;
            }
        };
        page.RequestFinished += (_, request) =>
        {
            if (!Pictures.Contains(request.ResourceType) && IsOwn(page, request))
            {
                watch.sizes.Enqueue(SizeAsync(request));
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                watch.complaints.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => watch.complaints.Enqueue(error);
        return watch;
    }

    /// <summary>What Stripe's script and frames weigh on the page that shows its fields, is Stripe's to decide.</summary>
    private static bool IsOwn(IPage page, IRequest request) => new Uri(request.Url).Authority == new Uri(page.Url).Authority;

    private static async Task<int> SizeAsync(IRequest request)
    {
        var size = await request.SizesAsync();
        return size.ResponseBodySize + size.ResponseHeadersSize;
    }
}
