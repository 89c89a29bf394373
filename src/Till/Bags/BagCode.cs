using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Pricing;

namespace Till.Bags;

/// <summary>The discount code of a bag, and whether it counts.</summary>
/// <param name="Id">Null: there is none of that name.</param>
/// <param name="Text">As the owner spells it, or as it was typed.</param>
internal sealed record BagCode(Guid? Id, string Text, DiscountDecision Decision)
{
    public const int MaxLength = 40;

    /// <summary>Codes are found in any case.</summary>
    public static string KeyOf(string typed) => typed.Trim().ToUpperInvariant();

    /// <summary>
    /// A use that an attempt to pay for this very bag holds is left out: it is this one, and does not use the code up for itself.
    /// </summary>
    public static async Task<BagCode> ReadAsync(
        DbConnection db, Bag bag, string typed, BagTerms terms, Money subtotal, DateTimeOffset now)
    {
        var row = await db.QuerySingleOrDefaultAsync<Row?>(
            """
            WITH own AS (
                SELECT u.attempt_id FROM discount_uses u
                JOIN payment_attempts a ON a.id = u.attempt_id
                JOIN orders o ON o.id = a.order_id
                WHERE o.bag_id = @Id AND u.state = 'held'
            )
            SELECT c.id, c.code, c.kind, c.basis_points, c.amount_minor, c.currency, c.minimum_minor, c.first_order_only, c.starts_at,
                   c.ends_at, c.limit_total, c.limit_per_person,
                   c.used - (SELECT COUNT(*) FROM discount_uses u
                             WHERE u.code_id = c.id AND u.attempt_id IN (SELECT attempt_id FROM own)) AS used,
                   (SELECT COUNT(*) FROM discount_uses u
                    WHERE u.code_id = c.id AND u.person = @Person AND u.state <> 'returned'
                      AND u.attempt_id NOT IN (SELECT attempt_id FROM own)) AS used_by_person,
                   EXISTS (SELECT 1 FROM orders o
                           WHERE o.state = 'paid' AND (o.account_id = @AccountId OR o.email_key = @Person)) AS has_ordered
            FROM discount_codes c
            WHERE c.code_key = @key
            """,
            new { bag.Id, terms.Person, terms.AccountId, key = KeyOf(typed) });
        return row is null
            ? new BagCode(null, typed, DiscountDecision.Decide(null, new DiscountFacts(subtotal, now, 0, false)))
            : new BagCode(
                row.Id, row.Code, DiscountDecision.Decide(row.Rules(subtotal.Currency), new DiscountFacts(subtotal, now, row.UsedByPerson, row.HasOrdered)));
    }

    private sealed record Row : CodeRow
    {
        public required int UsedByPerson { get; init; }

        public required bool HasOrdered { get; init; }
    }
}
