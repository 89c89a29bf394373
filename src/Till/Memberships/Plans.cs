using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till.Memberships;

/// <summary>A plan as the owner sees it.</summary>
internal sealed record PlanRow
{
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required bool Published { get; init; }

    public required int Position { get; init; }

    public required int TrialDays { get; init; }

    public string? Badge { get; init; }

    public required bool OpensMemberOnly { get; init; }

    public required bool MemberPrices { get; init; }

    public required string Benefits { get; init; }

    /// <summary>How many are in, or may be: subscriptions that live.</summary>
    public required int Members { get; init; }
}

/// <summary>What is to be another way about a plan; null: stays as it is.</summary>
/// <param name="Badge">Empty: none.</param>
internal sealed record PlanChange(
    int? Position, int? TrialDays, string? Badge, bool? OpensMemberOnly, bool? MemberPrices, IReadOnlyList<string>? Benefits);

/// <summary>What the owner does with plans and with what members pay. What a membership costs is a price of its product.</summary>
internal sealed class Plans(Database database, ProductDesk desk, TimeProvider time, Chance chance)
{
    public const int MaxBadge = 24;

    public const int MaxBenefit = 120;

    /// <summary>Stripe's own limit for a trial.</summary>
    public const int MaxTrialDays = 730;

    /// <summary>More are not told apart by anybody.</summary>
    public const int MostBenefits = 20;

    public const int LastPosition = 1000;

    private const string Rows =
        """
        SELECT p.slug, p.title, p.published, COALESCE(l.position, 1000) AS position, COALESCE(l.trial_days, 0) AS trial_days, l.badge,
               COALESCE(l.opens_member_only, @yes) AS opens_member_only, COALESCE(l.member_prices, @yes) AS member_prices,
               COALESCE(l.benefits, '') AS benefits,
               (SELECT COUNT(*) FROM memberships m
                WHERE m.product_id = p.id AND m.role = 'member' AND m.status NOT IN ('canceled', 'incomplete_expired')) AS members
        FROM products p LEFT JOIN plans l ON l.product_id = p.id
        WHERE p.kind = 'membership'
        """;

    public async Task<IReadOnlyList<PlanRow>> ListAsync(CancellationToken cancel) =>
        [.. await database.ReadAsync(db => db.QueryAsync<PlanRow>($"{Rows} ORDER BY 4, p.title", new { yes = true }), cancel)];

    /// <summary>What a membership gives; what the owner has said nothing of gives all that one can.</summary>
    public static Task<PlanRow?> FindAsync(DbConnection db, Guid productId) =>
        db.QuerySingleOrDefaultAsync<PlanRow?>($"{Rows} AND p.id = @productId", new { productId, yes = true });

    /// <returns>False if there is no membership of that slug.</returns>
    public async Task<bool> SetAsync(string slug, PlanChange change, Actor by, CancellationToken cancel)
    {
        var id = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM products WHERE slug = @slug AND kind = 'membership'", new { slug }), cancel);
        return id is { } known && await SaveAsync(known, null, change, by, cancel) is Edit.Done;
    }

    /// <param name="version">Of the product, as the form was shown; null: whatever it is.</param>
    public Task<Edit> SaveAsync(Guid productId, int? version, PlanChange change, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        productId,
        by,
        async under =>
        {
            if (under.Product.Kind != "membership")
            {
                return new Edit.NotFound();
            }

            if (version is not null && version != under.Product.Version)
            {
                return await OwnerDesk.StaleAsync(under.Transaction, under.Subject, under.Now);
            }

            var before = (await FindAsync(under.Db, productId))!;
            await WriteAsync(under.Db, productId, change);
            var what = Compare(before, (await FindAsync(under.Db, productId))!);
            if (what.Any)
            {
                await ProductDesk.TouchAsync(under, text: true);
                await desk.AuditAsync(under, Audit.PlanChanged, what);
            }

            return new Edit.Done(productId);
        },
        cancel);

    private static Task WriteAsync(DbConnection db, Guid productId, PlanChange change) => db.ExecuteAsync(
        """
        INSERT INTO plans (product_id, position, trial_days, badge, opens_member_only, member_prices, benefits)
        VALUES (@productId, COALESCE(@Position, 1000), COALESCE(@TrialDays, 0), @badge, COALESCE(@OpensMemberOnly, @yes), COALESCE(@MemberPrices, @yes),
                COALESCE(@benefits, ''))
        ON CONFLICT (product_id) DO UPDATE
        SET position = COALESCE(@Position, plans.position), trial_days = COALESCE(@TrialDays, plans.trial_days),
            badge = CASE WHEN @keepsBadge THEN plans.badge ELSE excluded.badge END,
            opens_member_only = COALESCE(@OpensMemberOnly, plans.opens_member_only),
            member_prices = COALESCE(@MemberPrices, plans.member_prices), benefits = COALESCE(@benefits, plans.benefits)
        """,
        new
        {
            productId,
            change.Position,
            change.TrialDays,
            badge = string.IsNullOrEmpty(change.Badge) ? null : change.Badge,
            keepsBadge = change.Badge is null,
            change.OpensMemberOnly,
            change.MemberPrices,
            benefits = change.Benefits is null ? null : string.Join('\n', change.Benefits),
            yes = true,
        });

    private static Differences Compare(PlanRow before, PlanRow after)
    {
        var what = new Differences(after.Title);
        what.Compare("Place in the comparison", before.Position, after.Position);
        what.Compare("Free days", before.TrialDays, after.TrialDays);
        what.Compare("Badge", before.Badge ?? "", after.Badge ?? "");
        what.Compare("Opens what is for members only", before.OpensMemberOnly, after.OpensMemberOnly);
        what.Compare("Members’ prices", before.MemberPrices, after.MemberPrices);
        what.Compare("Gives", before.Benefits, after.Benefits);
        return what;
    }

    /// <summary>What members pay for a thing from now on, by its slug in all its sizes, or by its sku.</summary>
    /// <param name="price">Null: what all pay.</param>
    /// <returns>How many variants it was set for; zero: there is no such thing, or it is a membership.</returns>
    public Task<int> PriceAsync(string thing, Currency currency, Money? price, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            var variants = (await transaction.Db.QueryAsync<Guid>(
                """
                SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id
                WHERE (p.slug = @thing OR v.sku = @thing) AND p.kind <> 'membership' ORDER BY v.position
                """,
                new { thing })).AsList();
            return await transaction.Db.ExecuteAsync(
                "INSERT INTO member_prices (id, variant_id, currency, amount_minor, from_at) VALUES (@id, @variant, @Code, @minor, @now)",
                variants.Select(variant => new { id = chance.NewId(now), variant, currency.Code, minor = price?.Minor, now }));
        },
        cancel);
}
