using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Events;

/// <summary>An address that is told of what happens in the shop.</summary>
internal sealed record EventAddress(
    Guid Id, string Url, string Kinds, string Secret, string? SecretBefore, DateTimeOffset? SecretBeforeUntil, string MadeBy, DateTimeOffset MadeAt,
    DateTimeOffset? FailingSince, DateTimeOffset? PausedAt, DateTimeOffset? EndedAt)
{
    private const string Columns =
        "id, url, kinds, secret, secret_before, secret_before_until, made_by, made_at, failing_since, paused_at, ended_at";

    public IReadOnlyList<string> KindList => Kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<IReadOnlyList<EventAddress>> ListAsync(DbConnection db) =>
        (await db.QueryAsync<EventAddress>($"SELECT {Columns} FROM event_addresses WHERE ended_at IS NULL ORDER BY made_at DESC, id")).AsList();

    /// <param name="suffix">What locks it, where that is needed.</param>
    public static Task<EventAddress?> FindAsync(DbConnection db, Guid id, string suffix = "") =>
        db.QuerySingleOrDefaultAsync<EventAddress?>($"SELECT {Columns} FROM event_addresses WHERE id = @id {suffix}", new { id });
}

/// <summary>An event on its way to an address.</summary>
internal sealed record EventDelivery
{
    public Guid Id { get; init; }

    public Guid AddressId { get; init; }

    public Guid EventId { get; init; }

    public string Kind { get; init; } = "";

    public string Payload { get; init; } = "";

    /// <summary>waiting, delivered, failed, or dropped: the address was ended before.</summary>
    public string State { get; init; } = "";

    public int Tries { get; init; }

    public int? Status { get; init; }

    public string? Error { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? TriedAt { get; init; }

    private const string Columns = "id, address_id, event_id, kind, payload, state, tries, status, error, created_at, tried_at";

    /// <summary>The newest of an address.</summary>
    public static async Task<IReadOnlyList<EventDelivery>> ListAsync(DbConnection db, Guid addressId, int most) => (await db.QueryAsync<EventDelivery>(
        $"SELECT {Columns} FROM event_deliveries WHERE address_id = @addressId ORDER BY created_at DESC, id DESC LIMIT @most", new { addressId, most })).AsList();

    public static Task<EventDelivery?> FindAsync(DbConnection db, Guid id) =>
        db.QuerySingleOrDefaultAsync<EventDelivery?>($"SELECT {Columns} FROM event_deliveries WHERE id = @id", new { id });
}

/// <summary>One way of an event, as the outbox has it.</summary>
internal sealed record DeliveryOrder(Guid DeliveryId);
