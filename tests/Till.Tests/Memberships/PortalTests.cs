using System.Net;
using Till.Memberships;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>Stripe's customer portal, opened on demand for one member.</summary>
public sealed class PortalTests
{
    [Theory, BothEngines]
    public async Task Each_visit_has_a_page_of_its_own_and_the_plans_are_told_to_Stripe_once(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.JoinAsync(plan);
        var portal = shop.Get<MemberPortal>();

        var urls = new List<string>();
        foreach (var flow in Enum.GetValues<PortalFlow>())
        {
            urls.Add(Assert.IsType<string>(await portal.OpenAsync(member.Id, "/account/membership", flow, MemberShop.Cancel)));
        }

        Assert.Equal(4, urls.Distinct().Count());
        using var browser = shop.Sale.NewBuyer();
        var page = await browser.GetAsync(urls[0]);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Friend", page.Words, StringComparison.Ordinal);
        var features = Assert.Single(await OursAsync(shop)).GetProperty("features");
        Assert.True(features.GetProperty("subscription_update").GetProperty("enabled").GetBoolean());

        await shop.AddPlanAsync("Patron", 4000, 40_000);
        Assert.NotNull(await portal.OpenAsync(member.Id, "/account/membership", PortalFlow.ChangePlan, MemberShop.Cancel));
        Assert.Single(await OursAsync(shop));
        Assert.Equal(4, (await shop.ListAsync("/v1/prices")).Count);
    }

    [Theory, BothEngines]
    public async Task Without_Stripe_or_a_customer_there_is_no_portal_and_nothing_breaks(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var stranger = await shop.SignUpAsync("bob@example.com");
        var portal = shop.Get<MemberPortal>();
        Assert.Null(await portal.OpenAsync(stranger.Id, "/account/membership", PortalFlow.Home, MemberShop.Cancel));
        Assert.Null(await portal.OpenAsync(Chance.Secure.NewId(TimeProvider.System.Now()), "/account/membership", PortalFlow.Home, MemberShop.Cancel));

        var member = await shop.JoinAsync(plan);
        await shop.Sale.FaultAsync(new { requests = new[] { new { @do = "refuse", status = 500, times = 1000 } } });
        Assert.Null(await portal.OpenAsync(member.Id, "/account/membership", PortalFlow.Cancel, MemberShop.Cancel));
        await shop.Sale.NoFaultsAsync();
        Assert.NotNull(await portal.OpenAsync(member.Id, "/account/membership", PortalFlow.Cancel, MemberShop.Cancel));
    }

    /// <summary>Beside the one that every account has.</summary>
    private static async Task<IReadOnlyList<System.Text.Json.JsonElement>> OursAsync(MemberShop shop) =>
        [.. (await shop.ListAsync("/v1/billing_portal/configurations")).Where(one => !one.GetProperty("is_default").GetBoolean())];
}
