using System.Globalization;
using System.Text;
using Till.Storage;

namespace Till.Backups;

/// <summary>
/// PostgreSQL's COPY text, for shops that move from one engine to the other: a row is a line, its values parted by tabs, what is special in them
/// escaped by a backslash, and \N for null.
/// </summary>
internal static class CopyText
{
    private const string Null = "\\N";

    /// <summary>A line of a dump.</summary>
    /// <returns>Its values; null for null.</returns>
    public static string?[] Parse(string line) => [.. line.Split('\t').Select(value => value == Null ? null : Unescape(value))];

    /// <summary>Writes a row as SQLite gave it, in the words that PostgreSQL's types read.</summary>
    public static void Append(StringBuilder to, object?[] values, IReadOnlyList<About.Column> columns)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                to.Append('\t');
            }

            to.Append(values[i] switch
            {
                null or DBNull => Null,
                byte[] bytes => $"\\\\x{Convert.ToHexStringLower(bytes)}",
                long number when columns[i].Type == "boolean" => number == 0 ? "f" : "t",
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                var text => Escape((string)text),
            });
        }

        to.Append('\n');
    }

    /// <summary>A value of a dump as SQLite keeps it.</summary>
    public static object ForSqlite(string? value, string type) => (value, type) switch
    {
        (null, _) => DBNull.Value,
        (_, "integer" or "bigint" or "smallint") => long.Parse(value, CultureInfo.InvariantCulture),
        (_, "boolean") => value == "t" ? 1L : 0L,
        (_, "bytea") => Convert.FromHexString(value.AsSpan("\\x".Length)),
        (_, "timestamp with time zone") => TypeHandlers.Stamp(DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
        _ => value,
    };

    private static string Escape(string text) => text.AsSpan().IndexOfAny("\\\t\n\r") < 0
        ? text
        : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            text.Append(value[i] != '\\' || ++i == value.Length ? value[Math.Min(i, value.Length - 1)] : value[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\v',
                var same => same,
            });
        }

        return text.ToString();
    }
}
