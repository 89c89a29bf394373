using System.Collections.Concurrent;
using System.Reflection;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Till.Storage;

/// <summary>
/// Writes of a transaction that do not hang on each other's answers, sent together. PostgreSQL is a network away, and each answer that is
/// waited for is a round trip during which others wait for the rows that are locked. In SQLite, which is not, they run one after the other.
/// </summary>
internal sealed class Batch(Transaction transaction)
{
    private static readonly ConcurrentDictionary<Type, Field[]> FieldsOf = new();

    private readonly List<(string Sql, object Values, string? Queue)> statements = [];

    /// <param name="sql">One statement.</param>
    /// <param name="values">Its parameters by name, as Dapper takes them; no lists.</param>
    /// <param name="wake">The queue whose worker is woken if this changes a row, and commits.</param>
    /// <returns>Its place in what <see cref="RunAsync"/> returns.</returns>
    public int Add(string sql, object values, string? wake = null)
    {
        statements.Add((sql, values, wake));
        return statements.Count - 1;
    }

    /// <returns>How many rows each of them changed.</returns>
    public async Task<IReadOnlyList<int>> RunAsync()
    {
        var changed = new List<int>(statements.Count);
        if (transaction.Db is NpgsqlConnection postgres)
        {
            await using var batch = new NpgsqlBatch(postgres);
            foreach (var (sql, values, _) in statements)
            {
                batch.BatchCommands.Add(Command(sql, values));
            }

            if (statements.Count > 0)
            {
                await batch.ExecuteNonQueryAsync();
            }

            foreach (NpgsqlBatchCommand command in batch.BatchCommands)
            {
                changed.Add(Math.Max(0, command.RecordsAffected)); // a SELECT that only locks says -1
            }
        }
        else
        {
            foreach (var (sql, values, _) in statements)
            {
                changed.Add(await transaction.Db.ExecuteAsync(sql, values));
            }
        }

        for (var i = 0; i < changed.Count; i++)
        {
            if (changed[i] > 0 && statements[i].Queue is { } queue)
            {
                transaction.Wake(queue);
            }
        }

        statements.Clear();
        return changed;
    }

    private static NpgsqlBatchCommand Command(string sql, object values)
    {
#pragma warning disable CA2100 // the shop's own SQL; values are parameters
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var (property, type) in FieldsOf.GetOrAdd(values.GetType(), Fields))
        {
            if (sql.Contains($"@{property.Name}", StringComparison.OrdinalIgnoreCase))
            {
                var value = property.GetValue(values);
                command.Parameters.Add(new NpgsqlParameter(property.Name, type)
                {
                    Value = value is DateTimeOffset time ? time.ToUniversalTime() : value ?? DBNull.Value,
                });
            }
        }

        return command;
    }

    private static Field[] Fields(Type values) =>
        [.. values.GetProperties().Where(property => TypeOf(property.PropertyType) is not null)
            .Select(property => new Field(property, TypeOf(property.PropertyType)!.Value))];

    /// <summary>Named even where the value is null, so that a statement is prepared once. Null: no type of a column.</summary>
    private static NpgsqlDbType? TypeOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var text when text == typeof(string) => NpgsqlDbType.Text,
        var id when id == typeof(Guid) => NpgsqlDbType.Uuid,
        var time when time == typeof(DateTimeOffset) => NpgsqlDbType.TimestampTz,
        var number when number == typeof(long) => NpgsqlDbType.Bigint,
        var number when number == typeof(int) => NpgsqlDbType.Integer,
        var flag when flag == typeof(bool) => NpgsqlDbType.Boolean,
        _ => null,
    };

    private sealed record Field(PropertyInfo Property, NpgsqlDbType Type);
}
