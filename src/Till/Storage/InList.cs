using Dapper;

namespace Till.Storage;

/// <summary>The values of an <c>IN</c>, each as a parameter of its own: an array would do for PostgreSQL alone.</summary>
internal static class InList
{
    /// <returns>What goes after <c>IN</c>: <c>(@id0, @id1)</c>; nothing is in an empty list.</returns>
    public static string AddList<T>(this DynamicParameters values, string name, IEnumerable<T> items)
    {
        var names = new List<string>();
        foreach (var item in items)
        {
            names.Add($"@{name}{names.Count}");
            values.Add(names[^1], item);
        }

        return names.Count == 0 ? "(NULL)" : $"({string.Join(", ", names)})";
    }
}
