using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Till.Bench;

/// <summary>The shop's database, to see that what was sold is on the books.</summary>
internal sealed class Books(Func<DbConnection> connect)
{
    public static Books Sqlite(string folder)
    {
        SQLitePCL.Batteries_V2.Init();
        var file = Path.Combine(folder, "till.db");
        return new Books(() => new SqliteConnection($"Data Source={file}"));
    }

    public static Books Postgres(string connectionString) => new(() => new NpgsqlConnection(connectionString));

    /// <summary>Events and effects that are not done with.</summary>
    public Task<long> WaitingAsync(CancellationToken cancel) => CountAsync(
        "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'waiting') + (SELECT COUNT(*) FROM outbox WHERE state = 'waiting')", cancel);

    public async Task<(long Orders, long Payments, long Attention)> CountAsync(CancellationToken cancel) => (
        await CountAsync("SELECT COUNT(*) FROM orders WHERE state = 'paid'", cancel),
        await CountAsync("SELECT COUNT(*) FROM payments WHERE role = 'order'", cancel),
        await CountAsync("SELECT COUNT(*) FROM attention", cancel));

    /// <summary>Puts as much on the shelf as no run can sell.</summary>
    public async Task RestockAsync(CancellationToken cancel)
    {
        await using var connection = connect();
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE variants SET stock = 100000000 WHERE stock IS NOT NULL";
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<long> CountAsync(string sql, CancellationToken cancel)
    {
        await using var connection = connect();
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // this class's own constants
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancel));
    }
}
