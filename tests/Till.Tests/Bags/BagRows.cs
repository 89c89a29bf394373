using Dapper;
using Till.Bags;
using Till.Core;
using Till.Memberships;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Bags;

/// <summary>Bags as they lie in the database, and what a draft of one holds.</summary>
internal static class BagRows
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly BagTerms Somebody = new(null, null, null);

    public static readonly ForWhom Guest = new(Member.Nobody, Currency.Usd, Now);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A browser's bag with these in it, at the prices that its owner saw.</summary>
    public static async Task<Bag> AddBagAsync(this TestShop shop, params (Guid Variant, int Quantity, long Seen)[] lines)
    {
        var bag = await shop.Database.WriteAsync(
            transaction => Bag.OpenAsync(transaction, new BagOwner(Chance.Secure.NewKey(), null), Chance.Secure, Now), Cancel);
        foreach (var (index, (variant, quantity, seen)) in lines.Index())
        {
            await shop.ExecuteAsync(
                """
                INSERT INTO bag_lines (bag_id, variant_id, quantity, title, unit_minor, added_at)
                VALUES (@Id, @variant, @quantity, 'As it was', @seen, @at)
                """,
                new { bag.Id, variant, quantity, seen, at = Now.AddSeconds(index) });
        }

        return bag;
    }

    /// <summary>An attempt to pay for the bag that holds stock and, if one is named, a code.</summary>
    public static async Task HoldAsync(this TestShop shop, Bag bag, Guid variant, int quantity, Guid? code = null, string person = "ada@example.com")
    {
        var (order, attempt) = (Chance.Secure.NewId(Now), Chance.Secure.NewId(Now));
        await shop.ExecuteAsync(
            """
            INSERT INTO orders (id, bag_id, bag_version, state, link_key, description, currency, subtotal_minor, total_minor, created_at)
            VALUES (@order, @Id, 1, 'draft', 'key', 'Bag', 'usd', 100, 100, @Now)
            """,
            new { order, bag.Id, Now });
        await shop.ExecuteAsync(
            """
            INSERT INTO payment_attempts (id, order_id, number, state, idempotency_key, request, expires_at, created_at)
            VALUES (@attempt, @order, 1, 'open', @key, '', @Now, @Now)
            """,
            new { attempt, order, key = $"order-{order}-attempt-1", Now });
        await shop.ExecuteAsync(
            "INSERT INTO stock_holds (attempt_id, variant_id, quantity, state) VALUES (@attempt, @variant, @quantity, 'held')",
            new { attempt, variant, quantity });
        await shop.ExecuteAsync("UPDATE variants SET stock = stock - @quantity WHERE id = @variant", new { variant, quantity });
        if (code is not null)
        {
            await shop.ExecuteAsync("UPDATE discount_codes SET used = used + 1 WHERE id = @code", new { code });
            await shop.ExecuteAsync(
                "INSERT INTO discount_uses (attempt_id, code_id, person, state) VALUES (@attempt, @code, @person, 'held')",
                new { attempt, code, person });
        }
    }

    public static async Task<Guid> AddCodeAsync(this TestShop shop, string code, int percent, int? limitTotal = null, int? limitPerPerson = null)
    {
        var id = Chance.Secure.NewId(Now);
        await shop.ExecuteAsync(
            """
            INSERT INTO discount_codes (id, code, code_key, kind, basis_points, limit_total, limit_per_person, created_at)
            VALUES (@id, @code, @key, 'percent', @points, @limitTotal, @limitPerPerson, @Now)
            """,
            new { id, code, key = BagCode.KeyOf(code), points = percent * 100, limitTotal, limitPerPerson, Now });
        return id;
    }

    public static Task<BagContents> ContentsAsync(this TestShop shop, Bag bag) => shop.Database.ReadAsync(
        async db => (await BagContents.ReadAsync(db, bag.Id, Guest))!, Cancel);

    public static Task<BagQuote> QuoteAsync(this TestShop shop, Bag bag, BagTerms? terms = null) => shop.Database.ReadAsync(
        async db => (await BagQuote.ReadAsync(
            db, bag.Id, terms ?? Somebody, (ShopSettings)shop.Services.GetService(typeof(ShopSettings))!, Now))!,
        Cancel);

    public static Task<int> ExecuteAsync(this TestShop shop, string sql, object? values = null) =>
        shop.Database.WriteAsync(transaction => transaction.Db.ExecuteAsync(sql, values), Cancel);

    public static Task<T> SingleAsync<T>(this TestShop shop, string sql, object? values = null)
        where T : notnull => shop.Database.ReadAsync(db => db.QuerySingleAsync<T>(sql, values), Cancel);
}
