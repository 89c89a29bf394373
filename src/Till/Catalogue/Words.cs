using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Till.Catalogue;

/// <summary>How the catalogue says numbers, and what the owner wrote.</summary>
internal static class Words
{
    private const int SummaryLength = 155;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    /// <summary>"3:05", "1:02:03".</summary>
    public static string Clock(TimeSpan length)
    {
        var whole = TimeSpan.FromSeconds(Math.Round(length.TotalSeconds));
        return whole.TotalHours >= 1 ? whole.ToString("h\\:mm\\:ss") : whole.ToString("m\\:ss");
    }

    /// <summary>"2 minutes", "1 hour 4 minutes"; less than a minute counts as one.</summary>
    public static string Duration(TimeSpan length)
    {
        var minutes = Math.Max(1, (int)Math.Round(length.TotalMinutes));
        var hours = minutes / 60;
        var rest = minutes % 60;
        return (hours, rest) switch
        {
            (0, _) => Count(rest, "minute"),
            (_, 0) => Count(hours, "hour"),
            _ => $"{Count(hours, "hour")} {Count(rest, "minute")}",
        };
    }

    public static string Count(int number, string one) => $"{number} {one}{(number == 1 ? "" : "s")}";

    /// <summary>In the units that downloads are counted in: "640 kB", "48 MB", "1.2 GB".</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000_000 => $"{Math.Max(1, bytes / 1000)} kB",
        < 1_000_000_000 => $"{(bytes + 500_000) / 1_000_000} MB",
        _ => $"{bytes / 1_000_000_000m:0.0} GB",
    };

    /// <summary>
    /// Markdown as HTML. HTML in it is shown as text, links lead only to web and mail addresses, and headings stand below
    /// those of the page.
    /// </summary>
    public static string Html(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(heading.Level + 2, 6);
        }

        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            if (link.IsImage || !IsSafe(link.Url))
            {
                link.ReplaceBy(new ContainerInline(), copyChildren: true);
            }
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !IsSafe(link.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>The beginning as plain text, as long as search engines show it.</summary>
    public static string Summary(string markdown)
    {
        var text = string.Join(' ', Markdown.ToPlainText(markdown, Pipeline).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length <= SummaryLength)
        {
            return text;
        }

        var end = text.LastIndexOf(' ', SummaryLength);
        return text[..(end > 0 ? end : SummaryLength)].TrimEnd(',', ';', ':', '.', ' ') + " …";
    }

    private static bool IsSafe(string? url) =>
        url is not null && (url.StartsWith('/') || url.StartsWith('#')
            || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto"));
}
