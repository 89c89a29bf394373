using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Till.Accounts;
using Till.Catalogue;
using Till.Core;
using Till.Layout;
using Till.Storage;

namespace Till.Memberships;

/// <summary><c>/membership</c>: the plans side by side. The same for all who are not signed in; a member sees which one is theirs.</summary>
[OutputCache(PolicyName = PageCache.Guests)]
internal sealed class PlanPageModel(Listings listings, ShopSettings settings, Assets assets, TimeProvider time) : PageModel
{
    private const int Row = 4;

    public IReadOnlyList<Plan> Plans { get; private set; } = [];

    /// <summary>Of the plans, by product.</summary>
    public IReadOnlyDictionary<Guid, string> Descriptions { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Some of what is for members only.</summary>
    public IReadOnlyList<Card> MemberOnly { get; private set; } = [];

    /// <summary>The product of the plan that the visitor has now; null if they have none.</summary>
    public Guid? Mine { get; private set; }

    public Currency Currency => settings.Currency;

    public bool CanPay => settings.Stripe.HasKeys;

    public IReadOnlyList<string> Styles => [assets.Url("catalogue.css"), assets.Url("membership.css")];

    /// <summary>What the plans give, a row each: in words, or yes and no.</summary>
    public IEnumerable<(string What, IReadOnlyList<string> Cells)> Rows
    {
        get
        {
            yield return ("What is for members only: to buy, play and download", Cells(plan => plan.OpensMemberOnly));
            yield return ("Members’ prices", Cells(plan => plan.MemberPrices));
            foreach (var benefit in Plans.SelectMany(plan => plan.Benefits).Distinct())
            {
                yield return (benefit, Cells(plan => plan.Benefits.Contains(benefit)));
            }

            yield return ("Free at first", Cells(plan => plan.TrialDays == 0 ? PlanWords.No : Catalogue.Words.Count(plan.TrialDays, "day")));
            yield return ("Badge beside your name", Cells(plan => plan.Badge ?? PlanWords.No));
            yield return ("By the month", Cells(plan => plan.PriceBy(Plan.Month)?.ToString() ?? PlanWords.No));
            yield return ("By the year", Cells(plan => plan.PriceBy(Plan.Year)?.ToString() ?? PlanWords.No));
            yield return ("A year saves", Cells(plan => plan.YearSaves?.ToString() ?? PlanWords.No));
        }
    }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var account = User.AccountId();
        var (_, until) = await listings.ReadAsync(
            async (db, now) =>
            {
                Plans = await Plan.ListAsync(db, settings.Currency, now);
                Descriptions = await ProductDetails.DescriptionsAsync(db, Shelf.Membership);
                MemberOnly = await ListQueries.MemberOnlyAsync(db, Row);
                Mine = account is { } id && await MembershipRow.FindAsync(db, id, settings.Access, now) is { } row && row.IsLiving ? row.ProductId : null;
                return true;
            },
            cancel);
        CataloguePages.Remember(HttpContext, Plans.Select(plan => plan.Product.Id).Concat(MemberOnly.Select(card => card.ProductId)), until, time.Now());
        if (account is not null)
        {
            Response.Headers.CacheControl = "no-store";
        }
    }

    private IReadOnlyList<string> Cells(Func<Plan, bool> gives) => Cells(plan => gives(plan) ? PlanWords.Yes : PlanWords.No);

    private IReadOnlyList<string> Cells(Func<Plan, string> say) => [.. Plans.Select(say)];
}

/// <summary>How a comparison says what is so and what is not, to the eye; <see cref="Aloud"/> to the ear.</summary>
internal static class PlanWords
{
    public const string Yes = "✓";
    public const string No = "–";

    public static string? Aloud(string cell) => cell switch { Yes => "yes", No => "no", _ => null };
}
