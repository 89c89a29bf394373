using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Till.Backups;
using Till.Payments;
using Till.Storage;

namespace Till.Commands;

/// <summary>Turns what can go wrong at start into a sentence and an exit code.</summary>
internal static class Guard
{
    public static async Task<int> RunAsync(Func<Task<ExitCode>> command)
    {
        try
        {
            return (int)await command();
        }
        catch (OperationCanceledException)
        {
            return (int)ExitCode.Done;
        }
        catch (Exception exception) when (Explain(exception) is { } known)
        {
            await Console.Error.WriteLineAsync(known.Message);
            return (int)known.Code;
        }
    }

    /// <summary>Makes the data folder and proves that it can be written.</summary>
    /// <exception cref="DataFolderException">It cannot.</exception>
    public static string DataFolder(string path)
    {
        try
        {
            var folder = Directory.CreateDirectory(path).FullName;
            var probe = Path.Combine(folder, ".writable");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataFolderException(path, exception);
        }
    }

    private static (ExitCode Code, string Message)? Explain(Exception exception) => exception switch
    {
        SettingsException => (ExitCode.Settings, exception.Message),
        InvalidDataException { InnerException: FormatException inner } => (
            ExitCode.Settings, $"{exception.Message} {inner.InnerException?.Message}"),
        StripeKeysException => (ExitCode.StripeKeys, exception.Message),
        NewerDatabaseException => (ExitCode.NewerDatabase, exception.Message),
        DataFolderException => (ExitCode.DataFolder, exception.Message),
        BackupException => (ExitCode.Failed, exception.Message),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => (
            ExitCode.PortInUse, $"{exception.Message} Stop what uses it, or choose another address with --urls (the shop) or --sandbox-urls (the local Stripe)."),
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } => (
            ExitCode.PortInUse, $"Till cannot listen there: {exception.Message}. Choose another address with --urls or --sandbox-urls."),
        SqliteException => (ExitCode.DataFolder, $"The database in the data folder cannot be used: {exception.Message}"),
        NpgsqlException { InnerException: SocketException } or NpgsqlException { IsTransient: true } => (
            ExitCode.DatabaseUnreachable, $"PostgreSQL cannot be reached: {exception.Message}"),
        PostgresException => (ExitCode.DatabaseUnreachable, $"PostgreSQL refused: {exception.Message}"),
        _ => null,
    };
}

internal sealed class DataFolderException(string path, Exception inner) : Exception(
    $"The data folder “{path}” cannot be written: {inner.Message} Choose another with --data.", inner);
