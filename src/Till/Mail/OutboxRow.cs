using System.Text.Json;

namespace Till.Mail;

/// <summary>An effect that is due.</summary>
/// <param name="Tries">How often it was begun, this time included.</param>
internal sealed record OutboxRow(Guid Id, string Kind, string Subject, string Payload, int Tries, DateTimeOffset CreatedAt)
{
    /// <exception cref="JsonException">The payload is not one.</exception>
    public T Read<T>() => JsonSerializer.Deserialize<T>(Payload) ?? throw new JsonException($"The payload of {Kind} is empty.");
}

/// <summary>
/// What carries out one kind of effect. It may run again for the same row, after a crash between its end and the note of it,
/// so it must be harmless twice; a letter is, by its Message-ID.
/// </summary>
/// <param name="RunAsync">Throws when it did not succeed; the services are of a scope of its own.</param>
internal sealed record OutboxHandler(string Kind, Func<IServiceProvider, OutboxRow, CancellationToken, Task> RunAsync);
