using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Till.Mail;
using Till.Storage;

namespace Till.Events;

/// <summary>Spreads an event to the addresses that want it, and takes it to each; the outbox tries again what did not arrive.</summary>
internal sealed class EventSender(Database database, EventAddresses addresses, EventHttp http, TimeProvider time, Chance chance)
{
    public const string Header = "Till-Signature";

    /// <summary>An address that fails for so long is told of nothing more, until an owner says so.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(2);

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    public static string SubjectOf(Guid deliveryId) => $"delivery:{deliveryId}";

    /// <summary>Running it again changes nothing: an event goes to an address once.</summary>
    public Task SpreadAsync(OutboxRow row, CancellationToken cancel)
    {
        var happened = row.Read<ShopEvent>();
        var payload = JsonSerializer.Serialize(new { id = row.Id, type = happened.Kind, created = row.CreatedAt.ToUnixTimeSeconds(), data = happened.Data });
        return database.WriteAsync(
            async transaction =>
            {
                var now = time.Now();
                await transaction.Db.ExecuteAsync("DELETE FROM event_deliveries WHERE created_at < @over AND state <> 'waiting'", new { over = now - KeptFor });
                foreach (var address in (await EventAddress.ListAsync(transaction.Db)).Where(one => one.PausedAt is null && one.KindList.Contains(happened.Kind)))
                {
                    var id = chance.NewId(now);
                    var fresh = await transaction.Db.ExecuteAsync(
                        """
                        INSERT INTO event_deliveries (id, address_id, event_id, kind, payload, state, created_at)
                        VALUES (@id, @AddressId, @EventId, @Kind, @payload, 'waiting', @now)
                        ON CONFLICT (event_id, address_id) DO NOTHING
                        """,
                        new { id, AddressId = address.Id, EventId = row.Id, happened.Kind, payload, now });
                    if (fresh > 0)
                    {
                        await Outbox.AddAsync(transaction, chance.NewId(now), ShopEvents.Deliver, SubjectOf(id), new DeliveryOrder(id), now);
                    }
                }
            },
            cancel);
    }

    /// <exception cref="NotDeliveredException">It did not arrive.</exception>
    public async Task DeliverAsync(OutboxRow row, CancellationToken cancel)
    {
        var (delivery, address) = await database.ReadAsync(
            async db => await EventDelivery.FindAsync(db, row.Read<DeliveryOrder>().DeliveryId) is { } found
                ? (found, await EventAddress.FindAsync(db, found.AddressId))
                : (null, null),
            cancel);
        if (delivery is null || address is null || delivery.State == "delivered")
        {
            return;
        }

        if (address.EndedAt is not null || address.PausedAt is not null)
        {
            await NoteAsync(delivery, row, address.EndedAt is null ? "failed" : "dropped", null, address.EndedAt is null ? "The address is paused." : null);
            return;
        }

        var (status, error) = await TryAsync(address, delivery, cancel);
        await NoteAsync(delivery, row, error is null ? "delivered" : row.Tries >= OutboxStore.MaxTries ? "failed" : "waiting", status, error);
        if (error is not null)
        {
            throw new NotDeliveredException(error);
        }
    }

    /// <summary>As Stripe signs: over the moment, a dot and the body, by each secret that holds.</summary>
    internal static string Sign(string payload, IEnumerable<string> secrets, DateTimeOffset now)
    {
        var moment = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{moment}.{payload}");
        return string.Join(',', secrets.Select(secret => $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}").Prepend($"t={moment}"));
    }

    /// <returns>What was answered, and what is wrong with it; no error: it arrived.</returns>
    private async Task<(int? Status, string? Error)> TryAsync(EventAddress address, EventDelivery delivery, CancellationToken cancel)
    {
        try
        {
            var now = time.Now();
            using var request = new HttpRequestMessage(HttpMethod.Post, address.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Payload)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation(Header, Sign(delivery.Payload, addresses.SecretsOf(address, now), now));
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Till", "1"));
            using var response = await http.SendAsync(request, cancel);
            return ((int)response.StatusCode, response.IsSuccessStatusCode ? null : $"It answered {(int)response.StatusCode}.");
        }
        catch (HttpRequestException failed)
        {
            return (null, failed.InnerException?.Message ?? failed.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, "It did not answer within ten seconds.");
        }
    }

    private Task NoteAsync(EventDelivery delivery, OutboxRow row, string state, int? status, string? error)
    {
        var now = time.Now();
        return database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    "UPDATE event_deliveries SET state = @state, tries = @Tries, status = @status, error = @error, tried_at = @now WHERE id = @Id",
                    new { delivery.Id, state, row.Tries, status, error, now });
                if (state == "delivered")
                {
                    await transaction.Db.ExecuteAsync(
                        "UPDATE event_addresses SET failing_since = NULL WHERE id = @AddressId AND failing_since IS NOT NULL", new { delivery.AddressId });
                }
                else if (state != "dropped")
                {
                    await transaction.Db.ExecuteAsync(
                        """
                        UPDATE event_addresses SET paused_at = CASE WHEN failing_since <= @longAgo THEN COALESCE(paused_at, @now) ELSE paused_at END,
                               failing_since = COALESCE(failing_since, @now)
                        WHERE id = @AddressId
                        """,
                        new { delivery.AddressId, longAgo = now - Patience, now });
                }
            },
            CancellationToken.None);
    }
}

/// <summary>An address did not take an event.</summary>
internal sealed class NotDeliveredException(string why) : Exception(why);
