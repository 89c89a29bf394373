using Dapper;
using Till.Catalogue;
using Till.Core;
using Till.Storage;

namespace Till.Products;

/// <summary>A price that is to begin.</summary>
/// <param name="VariantId">Null: of all sizes.</param>
/// <param name="Amount">Null, for members only: they pay what all pay.</param>
/// <param name="From">Null: at once.</param>
internal sealed record NewPrice(Guid? VariantId, bool ForMembers, string Interval, Money? Amount, DateOnly? From);

/// <summary>Sets new prices. None is ever overwritten: a new one begins at its moment, and those before it are history.</summary>
internal sealed class PriceProduct(ProductDesk desk)
{
    /// <summary>Whoever plans further ahead has slipped in the year.</summary>
    private const int MostYears = 5;

    public Task<Edit> SetAsync(Guid id, NewPrice price, Currency currency, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            var variants = (await change.Db.QueryAsync<(Guid Id, string Size)>(
                "SELECT id, size FROM variants WHERE product_id = @id ORDER BY position", new { id })).Where(one => price.VariantId is null || one.Id == price.VariantId).ToList();
            if (Refuse(change, price, currency, variants.Count) is { } wrong)
            {
                return wrong;
            }

            var from = FromOf(price, change.Now);
            var table = price.ForMembers ? "member_prices" : "prices";
            var ofInterval = price.ForMembers ? "" : "AND interval = @Interval";
            foreach (var (variant, _) in variants)
            {
                if (await change.Db.QuerySingleAsync<long>(
                    $"SELECT COUNT(*) FROM {table} WHERE variant_id = @variant AND currency = @Code AND from_at = @from {ofInterval}",
                    new { variant, currency.Code, from, price.Interval }) > 0)
                {
                    return new Edit.Refused("From", "A price begins on that day already. Take it back first, or choose another day.");
                }
            }

            await change.Db.ExecuteAsync(
                price.ForMembers
                    ? "INSERT INTO member_prices (id, variant_id, currency, amount_minor, from_at) VALUES (@Id, @variant, @Code, @minor, @from)"
                    : "INSERT INTO prices (id, variant_id, currency, amount_minor, interval, from_at) VALUES (@Id, @variant, @Code, @minor, @Interval, @from)",
                variants.Select(one => new { Id = desk.NewId(change.Now), variant = one.Id, currency.Code, minor = price.Amount?.Minor, price.Interval, from }));
            return await desk.DoneAsync(
                change,
                Audit.ProductPriced,
                $"{Of(price.ForMembers, price.Interval)}{(price.VariantId is null || variants[0].Size.Length == 0 ? "" : $" of {variants[0].Size}")}: "
                + $"{(price.Amount is { } amount ? amount.ToString() : "what all pay")}, from {from:d MMMM yyyy, HH:mm} UTC");
        },
        cancel);

    /// <summary>Takes back one that has not begun. One that has is history: a new one takes its place.</summary>
    public Task<Edit> TakeBackAsync(Guid id, Guid priceId, Currency currency, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            foreach (var forMembers in (bool[])[false, true])
            {
                var (table, interval) = forMembers ? ("member_prices", "'once'") : ("prices", "interval");
                var gone = await change.Db.QuerySingleOrDefaultAsync<Gone>(
                    $"""
                    DELETE FROM {table} WHERE id = @priceId AND from_at > @Now AND variant_id IN (SELECT v.id FROM variants v WHERE v.product_id = @id)
                    RETURNING {interval} AS interval, amount_minor, from_at
                    """,
                    new { priceId, id, change.Now });
                if (gone is not null)
                {
                    return await desk.DoneAsync(
                        change,
                        Audit.ProductPriced,
                        $"{Of(forMembers, gone.Interval)}: {(gone.AmountMinor is { } minor ? new Money(minor, currency) : "what all pay")} from {gone.FromAt:d MMMM yyyy} is taken back");
                }
            }

            return new Edit.Refused("", "That price has begun, or is gone already. Set a new one in its place.");
        },
        cancel);

    /// <summary>What is wrong with a price, whoever sets it; null: nothing.</summary>
    public static string? Wrong(Money amount, bool forMembers) =>
        amount.IsNegative || amount.Minor % amount.Currency.StepMinor != 0 ? "Type an amount such as 12.50."
        : amount.Minor > amount.Currency.MaximumChargeMinor ? $"At most {new Money(amount.Currency.MaximumChargeMinor, amount.Currency)} can be charged at once."
        : amount.Minor < amount.Currency.MinimumChargeMinor && !(forMembers && amount.IsZero)
            ? $"Less than {new Money(amount.Currency.MinimumChargeMinor, amount.Currency)} cannot be charged."
        : null;

    private static DateTimeOffset FromOf(NewPrice price, DateTimeOffset now) =>
        price.From is { } day && day > DateOnly.FromDateTime(now.UtcDateTime) ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : now;

    private static Edit.Refused? Refuse(ProductChange change, NewPrice price, Currency currency, int variants)
    {
        var today = DateOnly.FromDateTime(change.Now.UtcDateTime);
        var isMembership = change.Product.Shelf == Shelf.Membership;
        return variants == 0 ? new Edit.Refused("PriceOf", "This size is not there any more. Load the page again.")
            : price.From < today ? new Edit.Refused("From", "A price begins today or later; what was paid before stays as it was.")
            : price.From > today.AddYears(MostYears) ? new Edit.Refused("From", $"A price begins within {MostYears} years.")
            : isMembership == (price.Interval == Price.Once) ? new Edit.Refused("Payer", isMembership ? "A membership is paid by the month or by the year." : "This is paid once.")
            : isMembership && price.ForMembers ? new Edit.Refused("Payer", "A membership has no price for members.")
            : price.Amount is null && !price.ForMembers ? new Edit.Refused("Amount", "Type an amount such as 12.50.")
            : price.Amount is { } amount && Wrong(amount, price.ForMembers) is { } why ? new Edit.Refused("Amount", why)
            : price.Amount is { } other && other.Currency != currency ? new Edit.Refused("Amount", "Type an amount such as 12.50.")
            : null;
    }

    private static string Of(bool forMembers, string interval) =>
        forMembers ? "Price for members" : interval == Price.Once ? "Price" : $"Price by the {interval}";

    // Not filled by its constructor: SQLite tells no types of what a DELETE returns.
    private sealed record Gone
    {
        public string Interval { get; init; } = "";

        public long? AmountMinor { get; init; }

        public DateTimeOffset FromAt { get; init; }
    }
}
