using Till.Storage;

namespace Till.Admin;

/// <summary>Texts that begin with another, as a range: LIKE has wildcards, and by them no index.</summary>
internal static class Beginning
{
    /// <summary>A condition, in the order of bytes, which is how the indexes have them.</summary>
    /// <param name="from">The parameter that is the beginning.</param>
    /// <param name="to">The parameter that is its <see cref="End"/>.</param>
    public static string Of(string column, Engine engine, string from, string to)
    {
        var collation = engine == Engine.Postgres ? " COLLATE \"C\"" : "";
        return $"{column}{collation} >= {from} AND {column}{collation} < {to}";
    }

    /// <summary>Behind every text that begins so.</summary>
    public static string End(string beginning) => beginning + "\uffff";
}
