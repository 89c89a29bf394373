using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Till.Storage;

/// <summary>
/// How values that SQLite has no type for are kept there: ids as lower-case text, times as UTC text that sorts by time.
/// Registering a handler for int and bool as well lets Dapper fill records by their constructor on both engines,
/// since SQLite reads every integer as 64 bits.
/// </summary>
internal static class TypeHandlers
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    // Dapper keeps its type map for the process; registering the same handlers again changes nothing.
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.ConnectionStringComparer = new SameTables();
        Add(new IdHandler());
        Add(new TimeHandler());
        Add(new IntHandler());
        Add(new BoolHandler());
    }

    /// <summary>A time as SQLite keeps it, which PostgreSQL reads as well.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>
    /// Dapper compiles a query anew for each connection string. The tables are the same wherever they are, so one per engine is enough:
    /// a process that opens many databases (a rehearsal, the tests) would do little else than compile.
    /// </summary>
    private sealed class SameTables : StringComparer
    {
        public override int Compare(string? x, string? y) => IsSqlite(x).CompareTo(IsSqlite(y));

        public override bool Equals(string? x, string? y) => IsSqlite(x) == IsSqlite(y);

        public override int GetHashCode(string obj) => IsSqlite(obj) ? 1 : 0;

        private static bool IsSqlite(string? connection) => connection?.StartsWith("Data Source", StringComparison.OrdinalIgnoreCase) == true;
    }

    private static void Add<T>(Handler<T> handler)
        where T : struct
    {
        SqlMapper.RemoveTypeMap(typeof(T));
        SqlMapper.RemoveTypeMap(typeof(T?));
        SqlMapper.AddTypeHandler(typeof(T), handler);
    }

    /// <summary>Like Dapper's own base, which does not know that a single value can be null.</summary>
    private abstract class Handler<T> : SqlMapper.ITypeHandler
        where T : struct
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            if (value is T known)
            {
                SetValue(parameter, known);
            }
            else
            {
                parameter.Value = DBNull.Value;
            }
        }

        public object? Parse(Type destinationType, object value) => value is DBNull ? null : Parse(value);

        protected abstract void SetValue(IDbDataParameter parameter, T value);

        protected abstract T Parse(object value);
    }

    private sealed class IdHandler : Handler<Guid>
    {
        protected override void SetValue(IDbDataParameter parameter, Guid value) =>
            parameter.Value = parameter is SqliteParameter ? value.ToString("D") : value;

        protected override Guid Parse(object value) => value is Guid id ? id : Guid.ParseExact((string)value, "D");
    }

    private sealed class TimeHandler : Handler<DateTimeOffset>
    {
        protected override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            parameter.Value = parameter is SqliteParameter
                ? Stamp(value)
                : value.ToUniversalTime();

        protected override DateTimeOffset Parse(object value) => value switch
        {
            DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
            DateTimeOffset time => time,
            _ => DateTimeOffset.ParseExact((string)value, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        };
    }

    private sealed class IntHandler : Handler<int>
    {
        protected override void SetValue(IDbDataParameter parameter, int value) => parameter.Value = value;

        protected override int Parse(object value) => Convert.ToInt32(value, CultureInfo.InvariantCulture);
    }

    private sealed class BoolHandler : Handler<bool>
    {
        protected override void SetValue(IDbDataParameter parameter, bool value) => parameter.Value = value;

        protected override bool Parse(object value) => Convert.ToBoolean(value, CultureInfo.InvariantCulture);
    }
}
