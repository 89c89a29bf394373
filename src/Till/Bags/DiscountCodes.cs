using Dapper;
using Till.Core;
using Till.Core.Pricing;
using Till.Storage;

namespace Till.Bags;

/// <summary>A discount code as the owner sees it.</summary>
internal record CodeRow
{
    public required string Code { get; init; }

    public required string Kind { get; init; }

    public int? BasisPoints { get; init; }

    public long? AmountMinor { get; init; }

    public string? Currency { get; init; }

    public required long MinimumMinor { get; init; }

    public required bool FirstOrderOnly { get; init; }

    public DateTimeOffset? StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public int? LimitTotal { get; init; }

    public int? LimitPerPerson { get; init; }

    public required int Used { get; init; }
}

/// <summary>What the owner does with discount codes. One that was made is never removed: orders name it.</summary>
internal sealed class DiscountCodes(Database database, TimeProvider time, Chance chance)
{
    public async Task<IReadOnlyList<CodeRow>> ListAsync(CancellationToken cancel) =>
    [
        .. await database.ReadAsync(
            db => db.QueryAsync<CodeRow>(
                """
                SELECT code, kind, basis_points, amount_minor, currency, minimum_minor, first_order_only, starts_at, ends_at, limit_total,
                       limit_per_person, used
                FROM discount_codes ORDER BY code_key
                """),
            cancel),
    ];

    /// <summary>Letters, digits, hyphens and underscores, so that it can be typed from a leaflet.</summary>
    public static bool IsCode(string text) =>
        text.Length is >= 2 and <= BagCode.MaxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <returns>False if there is one of that name, in whatever case.</returns>
    public async Task<bool> AddAsync(string code, DiscountCode rules, CancellationToken cancel) =>
        await database.WriteAsync(transaction => AddAsync(transaction, code, rules, chance, time.Now()), cancel);

    internal static async Task<bool> AddAsync(Transaction transaction, string code, DiscountCode rules, Chance chance, DateTimeOffset now)
    {
        var amount = (rules.Discount as Discount.Amount)?.Value;
        return await transaction.Db.ExecuteAsync(
            """
            INSERT INTO discount_codes (id, code, code_key, kind, basis_points, amount_minor, currency, minimum_minor, first_order_only,
                                        starts_at, ends_at, limit_total, limit_per_person, created_at)
            VALUES (@id, @code, @key, @kind, @points, @amount, @currency, @minimum, @FirstOrderOnly,
                    @StartsAt, @EndsAt, @LimitTotal, @LimitPerPerson, @now)
            ON CONFLICT (code_key) DO NOTHING
            """,
            new
            {
                id = chance.NewId(now),
                code,
                key = BagCode.KeyOf(code),
                kind = rules.Discount switch
                {
                    Discount.Percent => "percent",
                    Discount.Amount => "amount",
                    Discount.FreeDelivery => "free_delivery",
                    _ => throw new ArgumentOutOfRangeException(nameof(rules), rules.Discount, "Unknown discount."),
                },
                points = (rules.Discount as Discount.Percent)?.BasisPoints,
                amount = amount?.Minor,
                currency = amount?.Currency.Code,
                minimum = rules.Minimum.Minor,
                rules.FirstOrderOnly,
                rules.StartsAt,
                rules.EndsAt,
                rules.LimitTotal,
                rules.LimitPerPerson,
                now,
            }) > 0;
    }

    /// <summary>It counts no longer from now on. Attempts to pay that took it before still may.</summary>
    /// <returns>False if there is none of that name.</returns>
    public async Task<bool> EndAsync(string code, CancellationToken cancel)
    {
        var (key, now) = (BagCode.KeyOf(code), time.Now());
        return await database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                "UPDATE discount_codes SET ends_at = CASE WHEN ends_at < @now THEN ends_at ELSE @now END WHERE code_key = @key", new { key, now }),
            cancel) > 0;
    }
}
