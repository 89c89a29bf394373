using Dapper;
using Till.Storage;

namespace Till.Samples;

/// <summary>
/// What the sample memberships give, and what their members pay: for samples that have none yet, so that a shop which was filled by an
/// earlier version gets it too, and what the owner has set or taken back stays so.
/// </summary>
internal static class SeedClub
{
    public static async Task AddAsync(Transaction transaction, Chance chance, DateTimeOffset now)
    {
        foreach (var (at, plan) in SampleShop.Memberships.Index())
        {
            await transaction.Db.ExecuteAsync(
                """
                INSERT INTO plans (product_id, position, trial_days, badge, opens_member_only, member_prices, benefits)
                SELECT p.id, @position, @TrialDays, @Badge, @Opens, @yes, @benefits
                FROM products p WHERE p.slug = @Slug AND p.kind = 'membership' AND p.sample
                ON CONFLICT (product_id) DO NOTHING
                """,
                new { position = at + 1, plan.TrialDays, plan.Badge, plan.Opens, yes = true, benefits = string.Join('\n', plan.Benefits), plan.Slug });
        }

        foreach (var (slug, cents) in SampleShop.MemberPrices)
        {
            var variants = await transaction.Db.QueryAsync<Guid>(
                """
                SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id
                WHERE p.slug = @slug AND p.sample AND NOT EXISTS (SELECT 1 FROM member_prices m WHERE m.variant_id = v.id)
                """,
                new { slug });
            await transaction.Db.ExecuteAsync(
                "INSERT INTO member_prices (id, variant_id, currency, amount_minor, from_at) VALUES (@id, @variant, 'usd', @cents, @now)",
                variants.Select(variant => new { id = chance.NewId(now), variant, cents, now }));
        }
    }
}
