using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>An operation with its parameter list, and whether a publishable key may call it.</summary>
internal sealed record Route(string Name, Operation Operation, Parameter Parameters, bool ForBrowsers);

/// <summary>Finds the operation of a method and path.</summary>
internal sealed class Router(ParameterLists lists)
{
    private static readonly Parameter Nothing = new("", ParameterType.Hash, false, false);
    private readonly Node _root = new();

    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="path">With <c>{}</c> for an id: <c>/v1/customers/{}</c>.</param>
    /// <param name="operation">What it does.</param>
    /// <param name="forBrowsers">Whether a publishable key may call it.</param>
    public void Map(string method, string path, Operation operation, bool forBrowsers = false)
    {
        var node = _root;
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!node.Children.TryGetValue(segment, out var next))
            {
                next = new Node();
                node.Children.Add(segment, next);
            }
            node = next;
        }
        var name = method + " " + path;
        node.Routes.Add(method, new Route(name, operation, lists.Of(name) ?? Nothing, forBrowsers));
    }

    public (Route Route, string[] Ids)? Find(string method, string path)
    {
        var ids = new List<string>(2);
        var node = _root;
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (node.Children.TryGetValue(segment, out var next))
            {
                node = next;
            }
            else if (node.Children.TryGetValue("{}", out next))
            {
                ids.Add(Uri.UnescapeDataString(segment));
                node = next;
            }
            else
            {
                return null;
            }
        }
        return node.Routes.TryGetValue(method, out var route) ? (route, ids.ToArray()) : null;
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Route> Routes { get; } = new(StringComparer.Ordinal);
    }
}
