using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Till.Storage;

/// <summary>What Dapper is given as a command: it holds text and parameters, and runs them on the statement that the connection has kept.</summary>
internal sealed class KeptCommand(KeptConnection connection) : DbCommand
{
    /// <summary>Holds what Dapper sets. It runs nothing, so that the connection need not keep count of it.</summary>
    private readonly SqliteCommand own = new();
    private SqliteCommand? taken;

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get => own.CommandTimeout; set => own.CommandTimeout = value; }

    public override CommandType CommandType { get => own.CommandType; set => own.CommandType = value; }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set
        {
            if (value != connection)
            {
                throw new NotSupportedException("A kept command runs on the connection that made it.");
            }
        }
    }

    protected override DbParameterCollection DbParameterCollection => own.Parameters;

    protected override DbTransaction? DbTransaction { get => own.Transaction; set => own.Transaction = (SqliteTransaction?)value; }

    public override int ExecuteNonQuery() => Run(static command => command.ExecuteNonQuery());

    public override object? ExecuteScalar() => Run(static command => command.ExecuteScalar());

    public override void Prepare()
    {
        // It is, or will be with its first use.
    }

    public override void Cancel() => taken?.Cancel();

    protected override DbParameter CreateDbParameter() => own.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Run(command => command.ExecuteReader(behavior));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (taken is not null)
            {
                connection.GiveBack(taken);
                taken = null;
            }

            own.Dispose();
        }

        base.Dispose(disposing);
    }

    private T Run<T>(Func<SqliteCommand, T> run)
    {
        if (taken is not null && taken.CommandText != CommandText)
        {
            connection.GiveBack(taken);
            taken = null;
        }

        taken ??= connection.Take(CommandText);
        taken.CommandTimeout = own.CommandTimeout;
        taken.Parameters.Clear();
        foreach (SqliteParameter parameter in own.Parameters)
        {
            taken.Parameters.Add(parameter);
        }

        try
        {
            return run(taken);
        }
        catch
        {
            // Not kept: the next one prepares anew.
            taken.Dispose();
            taken = null;
            throw;
        }
    }
}
