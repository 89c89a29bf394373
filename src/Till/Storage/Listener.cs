using Npgsql;

namespace Till.Storage;

/// <summary>Hears, in PostgreSQL, what the other processes of the shop committed, and wakes this one's workers.</summary>
internal sealed class Listener(Database database, Signals signals, TimeProvider time, ILogger<Listener> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (database.Engine == Engine.Postgres && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = (NpgsqlConnection)await database.OpenAsync(stoppingToken);
                connection.Notification += (_, notification) => signals.Hear(notification.Payload);
                await using (var command = new NpgsqlCommand($"LISTEN {Signals.Channel}", connection))
                {
                    await command.ExecuteNonQueryAsync(stoppingToken);
                }

                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Workers look by the clock as well, so what is missed here is late, not lost.
                Log.ListenerLost(logger, exception);
                await Task.Delay(TimeSpan.FromSeconds(2), time, stoppingToken);
            }
        }
    }
}
