using Till.Storage;

namespace Till.Admin;

/// <summary>The day or the month, in UTC, of a moment that a column holds, in the words of each engine.</summary>
internal static class UtcDate
{
    /// <summary>As 2026-11-27.</summary>
    public static string Day(string column, Engine engine) => Of(column, engine, "YYYY-MM-DD");

    /// <summary>As 2026-11.</summary>
    public static string Month(string column, Engine engine) => Of(column, engine, "YYYY-MM");

    /// <summary>SQLite keeps moments as text that begins with the date.</summary>
    private static string Of(string column, Engine engine, string format) => engine == Engine.Postgres
        ? $"to_char({column} AT TIME ZONE 'UTC', '{format}')"
        : $"substr({column}, 1, {format.Length})";
}
