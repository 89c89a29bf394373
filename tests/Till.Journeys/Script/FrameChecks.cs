using Microsoft.Playwright;
using Till.Journeys.Harness;

namespace Till.Journeys.Script;

/// <summary>What each frame of the sandbox is held to: axe's rules, nothing beyond its edges, and no complaint of the browser.</summary>
internal static class FrameChecks
{
    private const string Axe =
        """
        async () => {
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
          const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
          return violations.map((one) => `${one.id}, ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 160) + " " + node.failureSummary).join(" | ")}`);
        }
        """;

    private const string Overflow =
        "() => { const { scrollWidth, clientWidth } = document.documentElement; return clientWidth && scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px too wide`] : []; }";

    /// <param name="page">With the frames.</param>
    /// <param name="name">Of the picture, if pictures are asked for.</param>
    /// <param name="ground">The page's colour behind them, which a checker inside a frame cannot see.</param>
    public static async Task AssertSoundAsync(IPage page, string name, string ground = "#fff")
    {
        var axe = await File.ReadAllTextAsync(Path.Combine(PageChecks.Project, "node_modules", "axe-core", "axe.min.js"));
        await Pictures.TakeAsync(page, name);
        var faults = new List<string>();
        foreach (var frame in page.Frames.Where(frame => frame != page.MainFrame && !frame.Name.Contains("Controller", StringComparison.Ordinal)))
        {
            await frame.EvaluateAsync("(ground) => { if (getComputedStyle(document.body).backgroundColor === 'rgba(0, 0, 0, 0)') document.body.style.backgroundColor = ground; }", ground);
            await frame.EvaluateAsync(axe);
            faults.AddRange((await frame.EvaluateAsync<string[]>(Axe)).Select(fault => $"{frame.Name}: {fault}"));
            faults.AddRange((await frame.EvaluateAsync<string[]>(Overflow)).Select(fault => $"{frame.Name}: {fault}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
