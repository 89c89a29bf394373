using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Till.Sandbox.Storage;

/// <summary>The one connection to <c>sandbox.db</c>, with its statements prepared once. Used under the store's lock only.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    public Database(string file)
    {
        SqliteLibrary.Load();
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        // A crash of the process loses nothing; only a crash of the machine may lose the last moments, which a sandbox can bear.
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = NORMAL");
        Execute("PRAGMA busy_timeout = 5000");
        // One process has the store to itself, so that locks and the index of the log need not be shared with others.
        Execute("PRAGMA locking_mode = EXCLUSIVE");
        Execute("PRAGMA wal_autocheckpoint = 8000");
        Execute("PRAGMA cache_size = -32000");
        var version = Convert.ToInt32(Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version > Schema.Version)
        {
            _connection.Dispose();
            throw new InvalidOperationException(
                $"{file} was written by a newer sandbox (its version is {version}, this one reads up to {Schema.Version}).");
        }
        Script(Schema.Sql);
        Script("PRAGMA user_version = " + Schema.Version);
    }

    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    public object? Scalar(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteScalar();

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }
        return rows;
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }
        _connection.Dispose();
    }

#pragma warning disable CA2100 // the SQL is always one of this assembly's own constants, and values are parameters
    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "@" + (i + 1).ToString(CultureInfo.InvariantCulture) });
            }
            _prepared.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
        return command;
    }

    private void Script(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
#pragma warning restore CA2100
}
