using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Pricing;
using Till.Products;
using Till.Storage;

namespace Till.Bags;

/// <summary>A discount code as the owner sees it.</summary>
internal record CodeRow
{
    public const string Columns =
        """
        id, code, kind, basis_points, amount_minor, currency, minimum_minor, first_order_only, starts_at, ends_at, limit_total,
        limit_per_person, used, version
        """;

    public required Guid Id { get; init; }

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

    public int Version { get; init; }

    /// <param name="shop">The shop's currency, which a code has that names none.</param>
    public DiscountCode Rules(Currency shop)
    {
        var currency = Currency is null ? shop : Core.Currency.Parse(Currency);
        Discount discount = Kind switch
        {
            "percent" => new Discount.Percent(BasisPoints!.Value),
            "amount" => new Discount.Amount(new Money(AmountMinor!.Value, currency)),
            "free_delivery" => new Discount.FreeDelivery(),
            _ => throw new InvalidOperationException($"The code {Code} is of an unknown kind, “{Kind}”."),
        };
        return new DiscountCode(discount, new Money(MinimumMinor, currency), FirstOrderOnly, StartsAt, EndsAt, LimitTotal, LimitPerPerson, Used);
    }
}

/// <summary>What the owner does with discount codes. One that was made is never removed: orders name it.</summary>
internal sealed class DiscountCodes(Database database, ShopSettings settings, TimeProvider time, Chance chance)
{
    public static string SubjectOf(Guid id) => $"discount:{id}";

    public async Task<IReadOnlyList<CodeRow>> ListAsync(CancellationToken cancel) =>
        [.. await database.ReadAsync(db => db.QueryAsync<CodeRow>($"SELECT {CodeRow.Columns} FROM discount_codes ORDER BY code_key"), cancel)];

    public static Task<CodeRow?> FindAsync(DbConnection db, Guid id) =>
        db.QuerySingleOrDefaultAsync<CodeRow?>($"SELECT {CodeRow.Columns} FROM discount_codes WHERE id = @id", new { id });

    /// <summary>Letters, digits, hyphens and underscores, so that it can be typed from a leaflet.</summary>
    public static bool IsCode(string text) =>
        text.Length is >= 2 and <= BagCode.MaxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <returns>Null if there is one of that name, in whatever case.</returns>
    public Task<Guid?> AddAsync(string code, DiscountCode rules, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            if (await AddAsync(transaction, code, rules, chance, now) is not { } id)
            {
                return null;
            }

            var what = new Differences(code);
            what.Note(DiscountWords.Of(rules, now));
            await Audit.AddAsync(transaction, chance, by, Audit.DiscountAdded, SubjectOf(id), what.ToString(), now);
            return (Guid?)id;
        },
        cancel);

    internal static async Task<Guid?> AddAsync(Transaction transaction, string code, DiscountCode rules, Chance chance, DateTimeOffset now)
    {
        var id = chance.NewId(now);
        var values = ValuesOf(rules);
        values.AddDynamicParams(new { id, code, key = BagCode.KeyOf(code), now });
        return await transaction.Db.ExecuteAsync(
            """
            INSERT INTO discount_codes (id, code, code_key, kind, basis_points, amount_minor, currency, minimum_minor, first_order_only,
                                        starts_at, ends_at, limit_total, limit_per_person, created_at)
            VALUES (@id, @code, @key, @kind, @points, @amount, @currency, @minimum, @firstOrderOnly,
                    @startsAt, @endsAt, @limitTotal, @limitPerPerson, @now)
            ON CONFLICT (code_key) DO NOTHING
            """,
            values) > 0 ? id : null;
    }

    /// <summary>Other rules for a code, from now on. Attempts to pay that took it before keep what they were frozen with.</summary>
    /// <param name="version">That the form was shown with.</param>
    public Task<Edit> ChangeAsync(Guid id, int version, DiscountCode rules, Actor by, CancellationToken cancel) => ChangeAsync(
        id,
        by,
        Audit.DiscountChanged,
        async (transaction, row, now) =>
        {
            if (row.Version != version)
            {
                return await OwnerDesk.StaleAsync(transaction, SubjectOf(id), now);
            }

            var values = ValuesOf(rules);
            values.AddDynamicParams(new { id });
            await transaction.Db.ExecuteAsync(
                """
                UPDATE discount_codes
                SET kind = @kind, basis_points = @points, amount_minor = @amount, currency = @currency, minimum_minor = @minimum,
                    first_order_only = @firstOrderOnly, starts_at = @startsAt, ends_at = @endsAt, limit_total = @limitTotal,
                    limit_per_person = @limitPerPerson, version = version + 1
                WHERE id = @id
                """,
                values);
            return new Edit.Done(id);
        },
        cancel);

    /// <summary>It counts no longer from now on. Attempts to pay that took it before still may.</summary>
    public Task<Edit> EndAsync(Guid id, Actor by, CancellationToken cancel) => ChangeAsync(
        id,
        by,
        Audit.DiscountEnded,
        async (transaction, _, now) =>
        {
            await transaction.Db.ExecuteAsync(
                """
                UPDATE discount_codes SET version = version + 1, ends_at = CASE WHEN ends_at < @now THEN ends_at ELSE @now END,
                       starts_at = CASE WHEN starts_at >= @now THEN NULL ELSE starts_at END
                WHERE id = @id
                """,
                new { id, now });
            return new Edit.Done(id);
        },
        cancel);

    /// <returns>False if there is none of that name.</returns>
    public async Task<bool> EndAsync(string code, Actor by, CancellationToken cancel)
    {
        var id = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM discount_codes WHERE code_key = @key", new { key = BagCode.KeyOf(code) }), cancel);
        return id is { } known && await EndAsync(known, by, cancel) is Edit.Done;
    }

    private Task<Edit> ChangeAsync(
        Guid id, Actor by, string action, Func<Transaction, CodeRow, DateTimeOffset, Task<Edit>> work, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            var before = await transaction.Db.QuerySingleOrDefaultAsync<CodeRow?>(
                $"SELECT {CodeRow.Columns} FROM discount_codes WHERE id = @id {transaction.ForUpdate}", new { id });
            if (before is null)
            {
                return new Edit.NotFound();
            }

            var outcome = await work(transaction, before, now);
            if (outcome is Edit.Done)
            {
                var after = (await FindAsync(transaction.Db, id))!;
                var what = DiscountWords.Compare(before.Code, before.Rules(settings.Currency), after.Rules(settings.Currency));
                if (what.Any)
                {
                    await Audit.AddAsync(transaction, chance, by, action, SubjectOf(id), what.ToString(), now);
                }
            }

            return outcome;
        },
        cancel);

    private static DynamicParameters ValuesOf(DiscountCode rules)
    {
        var amount = (rules.Discount as Discount.Amount)?.Value;
        return new DynamicParameters(new
        {
            kind = DiscountWords.KindOf(rules.Discount),
            points = (rules.Discount as Discount.Percent)?.BasisPoints,
            amount = amount?.Minor,
            currency = amount?.Currency.Code,
            minimum = rules.Minimum.Minor,
            firstOrderOnly = rules.FirstOrderOnly,
            startsAt = rules.StartsAt,
            endsAt = rules.EndsAt,
            limitTotal = rules.LimitTotal,
            limitPerPerson = rules.LimitPerPerson,
        });
    }
}
