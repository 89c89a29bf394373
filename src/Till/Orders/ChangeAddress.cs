using Dapper;
using Till.Checkout;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>
/// Sends what has not left yet to another address. What was charged stays, tax among it: where the country changes, the order remembers
/// for which one its tax was reckoned.
/// </summary>
internal sealed class ChangeAddress(Database database, TimeProvider time, Chance chance)
{
    public Task<DeskOutcome> RunAsync(Guid orderId, Address address, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            if (DeskOutcome.Obstacle(await OrderDesk.LockAsync(transaction, orderId)) is { } obstacle)
            {
                return obstacle;
            }

            var head = (await OrderView.FindAsync(transaction.Db, orderId))!.Head;
            var changed = Changed(head, address).ToList();
            if (changed.Count == 0 || head.ErasedAt is not null)
            {
                return new DeskOutcome.Done(head.Number!.Value);
            }

            var now = time.Now();
            await transaction.Db.ExecuteAsync(
                """
                UPDATE orders
                SET name = @Name, phone = @Phone, street1 = @Street1, street2 = @Street2, town = @Town, county = @County, postcode = @Postcode,
                    tax_country = CASE WHEN COALESCE(tax_country, country) = @Country THEN NULL ELSE COALESCE(tax_country, country) END,
                    country = @Country
                WHERE id = @orderId
                """,
                new
                {
                    address.Name, address.Phone, address.Street1, address.Street2, address.Town, address.County, address.Postcode, address.Country, orderId,
                });
            // What was changed and not to what: the audit log is kept for ever, and a buyer may wish to be forgotten.
            await Audit.AddAsync(
                transaction, chance, by, Audit.OrderAddressed, $"order:{orderId}", $"Order {head.Number}: {string.Join(", ", changed)}", now);
            await Outbox.AddAsync(
                transaction, chance.NewId(now), OutboxKinds.AddressChanged, $"order:{orderId}:{chance.NewId(now)}", new OrderMail(orderId), now);
            return new DeskOutcome.Done(head.Number!.Value);
        },
        cancel);

    private static IEnumerable<string> Changed(OrderHead head, Address address)
    {
        (string Name, string? Before, string? After)[] fields =
        [
            ("name", head.Name, address.Name), ("phone", head.Phone, address.Phone), ("street", head.Street1, address.Street1),
            ("second line", head.Street2, address.Street2), ("town", head.Town, address.Town), ("county", head.County, address.County),
            ("postcode", head.Postcode, address.Postcode),
        ];
        foreach (var (name, before, after) in fields)
        {
            if ((before ?? "") != (after ?? ""))
            {
                yield return name;
            }
        }

        if (head.Country != address.Country)
        {
            yield return $"country from {head.Country} to {address.Country}";
        }
    }
}
