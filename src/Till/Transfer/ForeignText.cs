using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Till.Products;

namespace Till.Transfer;

/// <summary>What other shops' files say in other ways than this one.</summary>
internal static class ForeignText
{
    /// <summary>An address of letters, digits and hyphens, of whatever stands there.</summary>
    public static string Slug(string text) =>
        ProductRules.IsSlug(text) ? text : ProductRules.SlugOf(text) is { Length: > 0 } slug ? slug : "product";

    /// <summary>A variant's options as the name of a size: "M / Blue".</summary>
    public static string Size(FileReading reading, CsvRow row, string column, IReadOnlyList<string> options)
    {
        var name = string.Join(" / ", options);
        if (name.Length <= ProductRules.MaxSize && !name.Any(char.IsControl))
        {
            return name;
        }

        reading.Refuse(row, column, $"“{name}” is longer than the name of a size may be ({ProductRules.MaxSize} characters). Shorten its options.");
        return "";
    }

    /// <summary>HTML as the Markdown that descriptions are written in: paragraphs, headings, lists, emphasis and links.</summary>
    public static string? Markdown(string? html)
    {
        if (html is null)
        {
            return null;
        }

        var text = new StringBuilder();
        Write(new HtmlParser().ParseDocument(html).Body!, text, list: "");
        var lines = text.ToString().Split('\n').Select(line => line.TrimEnd());
        var markdown = string.Join('\n', lines).Trim();
        while (markdown.Contains("\n\n\n", StringComparison.Ordinal))
        {
            markdown = markdown.Replace("\n\n\n", "\n\n", StringComparison.Ordinal);
        }

        return markdown.Length <= ProductRules.MaxDescription ? markdown : markdown[..ProductRules.MaxDescription];
    }

    private static void Write(INode parent, StringBuilder text, string list)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText words)
            {
                text.Append(OneSpace(words.Data, afterSpace: text.Length == 0 || char.IsWhiteSpace(text[^1])));
            }
            else if (node is IElement element)
            {
                Write(element, text, list);
            }
        }
    }

    private static void Write(IElement element, StringBuilder text, string list)
    {
        switch (element.LocalName)
        {
            case "script" or "style" or "template" or "img" or "iframe":
                break;
            case "br":
                text.Append("  \n");
                break;
            case "p" or "div" or "table" or "tr" or "blockquote" or "figure":
                Block(element, text, "", list);
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                Block(element, text, "### ", list);
                break;
            case "ul" or "ol":
                text.Append("\n\n");
                Write((INode)element, text, element.LocalName == "ul" ? "- " : "1. ");
                text.Append("\n\n");
                break;
            case "li":
                text.Append('\n').Append(list.Length == 0 ? "- " : list);
                Write((INode)element, text, list);
                break;
            case "strong" or "b":
                Around(element, text, "**", list);
                break;
            case "em" or "i":
                Around(element, text, "*", list);
                break;
            case "a" when element.GetAttribute("href") is { } address && Uri.TryCreate(address, UriKind.Absolute, out var link) && link.Scheme is "http" or "https" or "mailto":
                text.Append('[');
                Write((INode)element, text, list);
                text.Append("](").Append(link.AbsoluteUri).Append(')');
                break;
            default:
                Write((INode)element, text, list);
                break;
        }
    }

    private static void Block(IElement element, StringBuilder text, string start, string list)
    {
        text.Append("\n\n").Append(start);
        Write((INode)element, text, list);
        text.Append("\n\n");
    }

    private static void Around(IElement element, StringBuilder text, string mark, string list)
    {
        if (!string.IsNullOrWhiteSpace(element.TextContent))
        {
            text.Append(mark);
            Write((INode)element, text, list);
            text.Append(mark);
        }
    }

    private static string OneSpace(string words, bool afterSpace)
    {
        var text = new StringBuilder(words.Length);
        var space = afterSpace;
        foreach (var one in words)
        {
            if (!char.IsWhiteSpace(one))
            {
                text.Append(one);
                space = false;
            }
            else if (!space)
            {
                text.Append(' ');
                space = true;
            }
        }

        return text.ToString();
    }
}
