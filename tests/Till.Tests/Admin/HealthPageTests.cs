using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Till.Payments;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Memberships;
using Till.Tests.Sale;

namespace Till.Tests.Admin;

/// <summary>The owner looks whether all is well, mends the endpoint, and has what was given up taken up again.</summary>
public sealed class HealthPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task The_endpoint_is_made_and_mended_by_a_button(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var page = await owner.GetAsync("/admin/webhooks");
        Assert.Contains("events are fetched every few seconds instead", page.Text);

        Assert.Contains("with the right events", (await owner.SubmitFormAsync(page, Office.Form("Repair"))).Text);
        var endpoint = Assert.Single(await shop.StripeListAsync("/v1/webhook_endpoints"));
        Assert.Equal(Till.Stripe.StripeConfiguration.ApiVersion, endpoint.GetProperty("api_version").GetString());
        await shop.StripePostAsync($"/v1/webhook_endpoints/{endpoint.GetProperty("id").GetString()}", ("disabled", "true"), ("enabled_events[0]", "charge.refunded"));
        Assert.Contains("One thing needs you.", (await owner.GetAsync("/admin/webhooks")).Text);
        var mended = await owner.SubmitFormAsync(page, Office.Form("Repair"));

        Assert.Contains("All is well.", mended.Text);
        Assert.Equal("enabled", Assert.Single(await shop.StripeListAsync("/v1/webhook_endpoints")).GetProperty("status").GetString());
        Assert.Equal(2, (await owner.ChangesAsync()).Count(row => row.Contains("Set up the webhook endpoint", StringComparison.Ordinal)));
    }

    [Theory, BothEngines]
    public async Task A_rolled_secret_holds_at_once_in_every_process_and_the_old_one_for_a_day(string engine)
    {
        var clock = new StandingClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock);
        await using var second = await shop.StartSecondAsync();
        var old = await Settings.FindAsync(shop.Get<Database>(), Settings.WebhookSecret, Cancel);
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(shop, clock, "evt_1", old, new Uri(second.Urls.First()))); // knows the old one by now
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);

        var rolled = await owner.SubmitFormAsync(await owner.GetAsync("/admin/webhooks"), Office.Form("Roll"));

        Assert.Contains("There is a new secret.", rolled.Text);
        var fresh = await Settings.FindAsync(shop.Get<Database>(), Settings.WebhookSecret, Cancel);
        Assert.NotEqual(old, fresh);
        Assert.DoesNotContain(fresh!, rolled.Html);
        Assert.Single(await shop.StripeListAsync("/v1/webhook_endpoints"));
        foreach (var process in (Uri[])[shop.Address, new Uri(second.Urls.First())])
        {
            Assert.Equal(HttpStatusCode.OK, await DeliverAsync(shop, clock, "evt_2", fresh, process));
            Assert.Equal(HttpStatusCode.OK, await DeliverAsync(shop, clock, "evt_3", old, process));
            Assert.Equal(HttpStatusCode.BadRequest, await DeliverAsync(shop, clock, "evt_4", "whsec_guessed", process));
        }

        clock.Advance(WebhookSecrets.Overlap);
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(shop, clock, "evt_5", fresh));
        Assert.Equal(HttpStatusCode.BadRequest, await DeliverAsync(shop, clock, "evt_6", old));
    }

    [Theory, BothEngines]
    public async Task What_was_given_up_is_replayed_and_its_case_put_away(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.DeliverAsync("""{"id":"evt_dead","object":"event","type":"charge.refunded","created":1790000000,"livemode":false,"data":{"object":{"id":"ch_foreign","object":"charge"}}}""");
        var effect = Chance.Secure.NewId(TimeProvider.System.GetUtcNow());
        await shop.Get<Database>().WriteAsync(
            async transaction =>
            {
                await Dapper.SqlMapper.ExecuteAsync(
                    transaction.Db,
                    """
                    UPDATE inbox SET state = 'dead', tries = 16, last_error = 'It was <b>broken</b>.' WHERE event_id = 'evt_dead';
                    INSERT INTO outbox (id, kind, subject, payload, state, tries, due_at, created_at, last_error)
                    VALUES (@effect, 'mail:confirm', 'email:x', '{"EmailKey":"nobody@till.example"}', 'dead', 12, @now, @now, 'No way.');
                    """,
                    new { effect, now = TimeProvider.System.GetUtcNow() });
                await shop.Get<Attention>().FileAsync(transaction, "dead_event", "evt_dead", "a", "b", "c");
                await shop.Get<Attention>().FileAsync(transaction, "outbox_dead", $"outbox:{effect:D}", "a", "b", "c");
            },
            Cancel);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var page = await owner.GetAsync("/admin/webhooks");
        Assert.Contains("It was <b>broken</b>.", page.Text);
        Assert.DoesNotContain("<b>broken", page.Html);

        Assert.Contains("It is taken up again", (await owner.SubmitFormAsync(page, Office.Form("Event"))).Text);
        Assert.Contains("It is taken up again", (await owner.SubmitFormAsync(page, Office.Form("Effect"))).Text);
        await shop.WorkAsync();

        Assert.Equal("foreign", await shop.SingleAsync<string>("SELECT state FROM inbox WHERE event_id = 'evt_dead'"));
        Assert.Equal("done", await shop.SingleAsync<string>($"SELECT state FROM outbox WHERE id = '{effect}'"));
        Assert.Equal(0L, await shop.SingleAsync<long>("SELECT COUNT(*) FROM attention WHERE resolved_at IS NULL"));
        Assert.Equal(404, (await owner.SubmitFormAsync(page, Office.Form("Event"))).Status); // twice
        Assert.Equal(404, (await owner.SubmitFormAsync(page, Office.Form("Effect"), ("id", "nonsense"))).Status);
        Assert.Equal(2, (await owner.ChangesAsync()).Count(row => row.Contains(" again ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_secret_that_the_operator_has_set_is_theirs_to_roll()
    {
        await using var shop = await SaleShop.OpenAsync("Sqlite", webhooks: false, settings: new Dictionary<string, string?> { ["Stripe:WebhookSecret"] = "whsec_set" });
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var page = await owner.GetAsync("/admin/webhooks");

        Assert.Null(page.Page.QuerySelector(Office.Form("Roll")));
        Assert.DoesNotContain("whsec_set", page.Html);
        await owner.SubmitFormAsync(page, Office.Form("Repair"));
        Assert.Empty(await shop.StripeListAsync("/v1/webhook_endpoints")); // its secret would not be known
    }

    private static Task<HttpStatusCode> DeliverAsync(SaleShop shop, StandingClock clock, string id, string? secret, Uri? to = null) => shop.DeliverAsync(
        $$"""{"id":"{{id}}","object":"event","type":"charge.refunded","created":1790000000,"livemode":false,"data":{"object":{"id":"ch_foreign","object":"charge"} } }""",
        clock.GetUtcNow().ToUnixTimeSeconds(), secret, to);
}
