using Microsoft.Playwright;

namespace Till.Journeys.Harness;

/// <summary>What every page of the shop is held to, whoever looks at it and on whatever.</summary>
internal static class PageChecks
{
    private const int MostBytes = 60_000;
    private const int Narrow = 360;
    private const int Wide = 1440;

    /// <summary>The folder of this project in the source: npm's packages lie there.</summary>
    internal static readonly string Project = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "tests", "Till.Journeys"));

    /// <summary>
    /// Holds the page that is open to all of it, at once, and leaves <see cref="Pictures"/> of it, if they are asked for, as
    /// <c>{name}-{width}-{scheme}.png</c>. The page stays as wide and as light as it was.
    /// </summary>
    /// <param name="status">The status that the page is answered with.</param>
    public static async Task AssertSoundAsync(IPage page, string name, int status = 200)
    {
        var faults = await FaultsAsync(page, name, status);
        Assert.True(faults.Count == 0, $"{page.Url} is not sound:\n{string.Join('\n', faults)}");
    }

    /// <summary>What is wrong with the page, each fault with its kind before it.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(IPage page, string name, int status = 200)
    {
        await page.LoadedAsync();
        var watch = PageWatch.Of(page);
        var document = watch.Document ?? throw new InvalidOperationException("The page was not navigated to.");
        var faults = new List<string>();
        void Add(string kind, IEnumerable<string> found) => faults.AddRange(found.Select(one => $"{kind}: {one}"));

        if (document.Status != status)
        {
            faults.Add($"status: {document.Status}, not {status}");
        }

        // A browser writes an error of its own for every page that is not answered with success.
        Add("console", watch.Complaints.Where(text => status < 400 || !text.Contains("Failed to load resource")));
        Add("policy", await page.EvaluateAsync<string[]>("() => tillWatch.violations"));
        Add("layout shift", await page.EvaluateAsync<string[]>("() => tillWatch.shifts"));
        Add("policy", Unsafe(await document.HeaderValueAsync("content-security-policy")));
        if (await watch.BytesAsync() is > MostBytes and var bytes)
        {
            faults.Add($"weight: {bytes} bytes without pictures, more than {MostBytes}");
        }

        Add("HTML", await HtmlCheck.FaultsAsync(await document.TextAsync()));
        await LookAsync(page, name, Add);
        return faults;
    }

    private static async Task LookAsync(IPage page, string name, Action<string, IEnumerable<string>> add)
    {
        var axe = await File.ReadAllTextAsync(Path.Combine(Project, "node_modules", "axe-core", "axe.min.js"));
        var size = page.ViewportSize!;
        var scheme = await page.EvaluateAsync<bool>("() => matchMedia('(prefers-color-scheme: dark)').matches") ? ColorScheme.Dark : ColorScheme.Light;
        await page.EvaluateAsync(axe);
        foreach (var width in (int[])[Narrow, 768, Wide])
        {
            await page.SetViewportSizeAsync(width, 900);
            add($"at {width} px", await page.EvaluateAsync<string[]>(Overflow));
            foreach (var look in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = look });
                if (width != 768)
                {
                    add($"axe, {look} at {width} px", await page.EvaluateAsync<string[]>(Axe, look == ColorScheme.Light ? Everything : OfColour));
                }

                await Pictures.TakeAsync(page, $"{name}-{width}-{look.ToString().ToLowerInvariant()}", whole: true);
            }
        }

        await page.SetViewportSizeAsync(size.Width, size.Height);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
    }

    private static readonly string[] Everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

    /// <summary>All that another colour scheme can change: the page is otherwise the same.</summary>
    private static readonly string[] OfColour = ["color-contrast", "link-in-text-block"];

    private const string Axe =
        """
        async (runOnly) => {
          const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
          return violations.map((one) => `${one.id}, ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
        }
        """;

    /// <summary>What sticks out to the right, if the page can be scrolled sideways.</summary>
    private const string Overflow =
        """
        () => {
          const { scrollWidth, clientWidth } = document.documentElement;
          if (scrollWidth <= clientWidth) return [];
          const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
          return [`${scrollWidth - clientWidth} px too wide: ${wide.slice(0, 5).map((one) => `${one.nodeName}.${one.className}`).join(", ")}`];
        }
        """;

    private static IEnumerable<string> Unsafe(string? policy) =>
        policy is null ? ["the page has none"]
        : policy.Contains("unsafe-") || !policy.Contains("default-src '") ? [$"too wide: {policy}"]
        : [];
}
