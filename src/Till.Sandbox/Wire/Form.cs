using System.Globalization;
using System.Text;

namespace Till.Sandbox.Wire;

/// <summary>
/// Reads <c>a[b][0][c]=d</c> as Stripe does. Arrays stay documents with numbers for names until the parameter list says that an
/// array is meant. <c>a[]=x</c> takes the next number, and <c>a[][x]</c> begins a new item when the name comes again.
/// </summary>
internal static class Form
{
    private const int MostPairs = 5000;
    private const int DeepestName = 12;

    public static Doc Parse(params ReadOnlySpan<string> encoded)
    {
        var root = new Doc();
        var pairs = 0;
        foreach (var text in encoded)
        {
            foreach (var range in text.AsSpan().Split('&'))
            {
                var pair = text.AsSpan()[range];
                if (pair.IsEmpty)
                {
                    continue;
                }
                if (++pairs > MostPairs)
                {
                    throw new StripeError(400, "Too many parameters.") { BeforeExecution = true };
                }
                var at = pair.IndexOf('=');
                Put(root, Decode(at < 0 ? pair : pair[..at]), at < 0 ? "" : Decode(pair[(at + 1)..]));
            }
        }
        return root;
    }

    private static string Decode(ReadOnlySpan<char> text) => text.IndexOfAny('%', '+') < 0
        ? text.ToString()
        : Uri.UnescapeDataString(text.ToString().Replace('+', ' '));

    private static void Put(Doc root, string name, string value)
    {
        var segments = Segments(name);
        var at = root;
        for (var i = 0; i < segments.Count - 1; i++)
        {
            var key = segments[i].Length == 0 ? NextIndex(at, segments[i + 1]) : segments[i];
            if (at[key] is not Doc next)
            {
                next = [];
                at[key] = next;
            }
            at = next;
        }
        var last = segments[^1];
        at[last.Length == 0 ? at.Count.ToString(CultureInfo.InvariantCulture) : last] = value;
    }

    private static string NextIndex(Doc items, string following)
    {
        var last = items.Count - 1;
        var name = last.ToString(CultureInfo.InvariantCulture);
        var continues = last >= 0 && following.Length > 0 && items[name] is Doc item && !item.Has(following);
        return continues ? name : items.Count.ToString(CultureInfo.InvariantCulture);
    }

    private static List<string> Segments(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0)
        {
            return [name];
        }
        var segments = new List<string> { name[..open] };
        var part = new StringBuilder();
        for (var i = open; i < name.Length; i++)
        {
            switch (name[i])
            {
                case '[': part.Clear(); break;
                case ']': segments.Add(part.ToString()); break;
                default: part.Append(name[i]); break;
            }
        }
        return segments.Count <= DeepestName
            ? segments
            : throw new StripeError(400, "The parameters are nested too deeply.") { BeforeExecution = true };
    }
}
