using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Till.Journeys.Harness.Chromium))]

namespace Till.Journeys.Harness;

/// <summary>Debian's browser, started once for all journeys when the first of them asks for it. Nothing is downloaded.</summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>Milliseconds until what was waited for is given up. No journey waits them out; a busy machine needs some of them.</summary>
    private const int Patience = 90_000;

    /// <summary>Debian's, the lighter one first: without a window it draws the same pages for half of the processor time.</summary>
    private static readonly string[] Executables = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    private static readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> Running = new(LaunchAsync);

    /// <summary>A visitor of the site at <paramref name="url"/>: cookies and cache of their own, watched from the start.</summary>
    internal static async Task<IBrowserContext> NewContextAsync(
        string url, ColorScheme scheme = ColorScheme.Light, int width = 1440, bool script = true)
    {
        var (_, browser) = await Running.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = url,
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            JavaScriptEnabled = script,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-US",
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(Patience);
        await PageWatch.BeginAsync(context);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (Running.IsValueCreated)
        {
            var (driver, browser) = await Running.Value;
            await browser.DisposeAsync();
            driver.Dispose();
        }
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> LaunchAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var driver = await Playwright.CreateAsync();
        var browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executables.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException("There is no browser; ./till test installs it."),
            Args =
            [
                // The first one because tests run as root in containers; the others so that the browser asks nobody but the shop.
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run",
            ],
        });
        return (driver, browser);
    }
}
