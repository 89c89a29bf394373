using System.IO.Pipelines;
using System.Text.Json;
using Dapper;
using Till.Memberships;
using Till.Orders;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Everything that the shop keeps about a person, as JSON, written while it is read: one order after the other.</summary>
internal sealed class PersonalExport(Database database, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="buyer">Of a guest there are orders and downloads alone.</param>
    public async Task WriteAsync(PipeWriter to, Purchaser buyer, CancellationToken cancel)
    {
        await using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("exportedAt", time.Now());
        if (buyer.AccountId is { } accountId)
        {
            Part("account", await database.ReadAsync(db => db.QuerySingleAsync<Person>(
                "SELECT email, email_confirmed, name, role, created_at FROM accounts WHERE id = @AccountId", new { AccountId = accountId }), cancel));
            Part("addresses", await ListAsync<SavedRow>(
                """
                SELECT name, phone, street1, street2, town, county, postcode, country, is_default, created_at
                FROM addresses WHERE account_id = @AccountId ORDER BY created_at
                """));
            Part("bag", await ListAsync<BagRow>(
                """
                SELECT l.title, l.quantity, l.unit_minor, l.added_at
                FROM bag_lines l JOIN bags b ON b.id = l.bag_id WHERE b.account_id = @AccountId ORDER BY l.added_at
                """));
            Part("sessions", await ListAsync<SessionRow>("SELECT device, began_at, seen_at FROM sessions WHERE account_id = @AccountId ORDER BY began_at"));
        }

        Part("downloads", await ListAsync<DownloadRow>(
            $"""
            SELECT o.number AS order_number, d.at
            FROM downloads d JOIN entitlements e ON e.id = d.entitlement_id JOIN orders o ON o.id = e.order_id
            WHERE o.id IN ({buyer.Orders}) ORDER BY d.at
            """));
        if (buyer.AccountId is { } member)
        {
            await WriteMembershipsAsync(json, member, cancel);
        }

        json.WriteStartArray("orders");
        foreach (var id in await database.ReadAsync(
            async db => (await db.QueryAsync<Guid>($"{buyer.Orders} ORDER BY created_at, id", buyer)).AsList(), cancel))
        {
            if (await OrderView.FindAsync(database, id, cancel) is { } order)
            {
                JsonSerializer.Serialize(json, OrderDocument.Of(order), Json);
                await json.FlushAsync(cancel);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancel);

        void Part(string name, object value)
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, Json);
        }

        async Task<List<T>> ListAsync<T>(string sql) =>
            (await database.ReadAsync(db => db.QueryAsync<T>(sql, buyer), cancel)).AsList();
    }

    private async Task WriteMembershipsAsync(Utf8JsonWriter json, Guid accountId, CancellationToken cancel)
    {
        json.WriteStartArray("memberships");
        foreach (var row in await database.ReadAsync(db => MembershipRow.ListAsync(db, accountId), cancel))
        {
            JsonSerializer.Serialize(json, await database.ReadAsync(db => MembershipDocument.ReadAsync(db, row), cancel), Json);
        }

        json.WriteEndArray();
        await json.FlushAsync(cancel);
    }

    private sealed record Person(string Email, bool EmailConfirmed, string Name, string Role, DateTimeOffset CreatedAt);

    private sealed record SavedRow(
        string Name, string? Phone, string Street1, string? Street2, string Town, string? County, string? Postcode, string Country,
        bool IsDefault, DateTimeOffset CreatedAt);

    private sealed record BagRow(string Title, int Quantity, long UnitMinor, DateTimeOffset AddedAt);

    private sealed record SessionRow(string Device, DateTimeOffset BeganAt, DateTimeOffset SeenAt);

    private sealed record DownloadRow(long? OrderNumber, DateTimeOffset At);
}
