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

    public async Task WriteAsync(PipeWriter to, Guid accountId, CancellationToken cancel)
    {
        await using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("exportedAt", time.Now());
        Part("account", await database.ReadAsync(db => db.QuerySingleAsync<Person>(
            "SELECT email, email_confirmed, name, role, created_at FROM accounts WHERE id = @accountId", new { accountId }), cancel));
        Part("addresses", await ListAsync<SavedRow>(
            """
            SELECT name, phone, street1, street2, town, county, postcode, country, is_default, created_at
            FROM addresses WHERE account_id = @accountId ORDER BY created_at
            """));
        Part("bag", await ListAsync<BagRow>(
            """
            SELECT l.title, l.quantity, l.unit_minor, l.added_at
            FROM bag_lines l JOIN bags b ON b.id = l.bag_id WHERE b.account_id = @accountId ORDER BY l.added_at
            """));
        Part("sessions", await ListAsync<SessionRow>("SELECT device, began_at, seen_at FROM sessions WHERE account_id = @accountId ORDER BY began_at"));
        Part("downloads", await ListAsync<DownloadRow>(
            """
            SELECT o.number AS order_number, d.at
            FROM downloads d JOIN entitlements e ON e.id = d.entitlement_id JOIN orders o ON o.id = e.order_id
            WHERE o.account_id = @accountId ORDER BY d.at
            """));
        await WriteMembershipsAsync(json, accountId, cancel);
        json.WriteStartArray("orders");
        foreach (var id in await database.ReadAsync(
            async db => (await db.QueryAsync<Guid>("SELECT id FROM orders WHERE account_id = @accountId ORDER BY created_at, id", new { accountId })).AsList(), cancel))
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
            (await database.ReadAsync(db => db.QueryAsync<T>(sql, new { accountId }), cancel)).AsList();
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
