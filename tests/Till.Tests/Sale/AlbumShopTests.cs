using System.Net;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>The album shop as its visitors and its owner would judge it.</summary>
public sealed class AlbumShopTests
{
    [Theory, BothEngines]
    public async Task Nineteen_ninety_nine_is_charged_as_1999_and_shown_as_19_99_everywhere(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        var variant = await shop.AddAlbumAsync("Night Trains", 1999);
        var confirm = await buyer.PostAsync("/buy", ("variant", variant.ToString()));
        Assert.Contains("$19.99", confirm.Words, StringComparison.Ordinal);

        var paid = await buyer.PayAsync((await buyer.SubmitAsync(confirm, "/buy")).Location!);
        var page = await buyer.GetAsync(paid.Location!);
        await shop.WorkAsync();

        var intent = (await shop.StripeAsync("/v1/payment_intents")).GetProperty("data")[0];
        Assert.Equal((1999, "usd", "Purchase album: Night Trains"), (
            intent.GetProperty("amount").GetInt32(), intent.GetProperty("currency").GetString(), intent.GetProperty("description").GetString()));
        Assert.Contains("$19.99 USD", page.Words, StringComparison.Ordinal);
        Assert.Contains("Night Trains", page.Words, StringComparison.Ordinal);
        Assert.Contains("Visa ending in 4242", page.Words, StringComparison.Ordinal);
        Assert.Contains("$19.99", await File.ReadAllTextAsync(shop.Mails().Single(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(
            (1999L, "usd", "Purchase album: Night Trains", "ada@example.com"),
            await shop.SingleAsync<(long, string, string, string)>("SELECT total_minor, currency, description, email FROM orders"));
    }

    [Theory]
    [InlineData(435, "$4.35")]
    [InlineData(115, "$1.15")]
    [InlineData(820, "$8.20")]
    public async Task Prices_that_binary_fractions_get_wrong_are_right(int minor, string shown)
    {
        await using var shop = await SaleShop.OpenAsync("Sqlite");
        using var buyer = shop.NewBuyer();
        var paid = await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync(priceMinor: minor)));

        var page = await buyer.GetAsync(paid.Location!);

        Assert.Contains(shown, page.Words, StringComparison.Ordinal);
        Assert.Equal(minor, (await shop.StripeAsync("/v1/charges")).GetProperty("data")[0].GetProperty("amount").GetInt32());
    }

    [Theory]
    [InlineData("4000000000000002", "declined the card and gave no reason")]
    [InlineData("4000000000009995", "does not have enough money")]
    [InlineData("4000000000000127", "security code is not right")]
    [InlineData("4000000000000069", "has expired")]
    [InlineData("4000000000000119", "error while processing")]
    public async Task A_failed_card_ends_on_a_page_with_the_reason_and_a_way_to_try_again(string card, string reason)
    {
        await using var shop = await SaleShop.OpenAsync("Sqlite");
        using var buyer = shop.NewBuyer();
        var url = await buyer.BuyAsync(await shop.AddAlbumAsync());
        await buyer.PayAsync(url, card);
        var cancel = (await shop.StripeAsync("/v1/checkout/sessions")).GetProperty("data")[0].GetProperty("cancel_url").GetString()!;

        var failed = await buyer.GetAsync(cancel);

        Assert.Contains(reason, failed.Words, StringComparison.Ordinal);
        Assert.Contains("Nothing was charged", failed.Words, StringComparison.Ordinal);
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM payments"));
        var again = await buyer.SubmitAsync(failed, "/buy");
        Assert.Equal(url, again.Location);
        await buyer.PayAsync(again.Location!);
        await shop.WorkAsync();
        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
    }

    [Theory, BothEngines]
    public async Task What_is_not_for_sale_cannot_be_bought(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        var hidden = await shop.AddAlbumAsync(published: false);

        foreach (var variant in new[] { hidden.ToString(), Guid.Empty.ToString(), "", "1 OR 1=1", new string('x', 5000) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await buyer.PostAsync("/buy", ("variant", variant))).Status);
        }

        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM orders"));
    }

    [Theory, BothEngines]
    public async Task A_post_without_a_token_asks_and_changes_nothing(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();

        var asked = await buyer.PostAsync("/buy", ("variant", (await shop.AddAlbumAsync()).ToString()), ("__RequestVerificationToken", "forged"));

        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Contains("Continue to payment", asked.Words, StringComparison.Ordinal);
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM orders"));
        Assert.Empty((await shop.StripeAsync("/v1/checkout/sessions")).GetProperty("data").EnumerateArray());
    }

    [Theory, BothEngines]
    public async Task Owning_an_album_is_said_before_it_is_bought_again(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        var variant = await shop.AddAlbumAsync();
        await buyer.PayAsync(await buyer.BuyAsync(variant));
        await shop.WorkAsync();

        var told = await buyer.PostAsync("/buy", ("variant", variant.ToString()));

        Assert.Contains("You own this album already", told.Words, StringComparison.Ordinal);
        var again = await buyer.SubmitAsync(told, "/buy");
        await buyer.PayAsync(again.Location!);
        await shop.WorkAsync();
        Assert.Equal(2, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE state = 'paid'"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Orders_open_by_their_own_link_only(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        var paid = await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        var id = await shop.SingleAsync<Guid>("SELECT id FROM orders");

        Assert.Equal(HttpStatusCode.OK, (await buyer.GetAsync(paid.Location!)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await buyer.GetAsync(paid.Location![..^1] + "x")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await buyer.GetAsync($"/orders/{id}/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await buyer.GetAsync("/orders/nonsense/key")).Status);
    }

    [Theory, BothEngines]
    public async Task Downloads_resume_are_counted_expire_and_stop_when_refunded(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock);
        using var buyer = shop.NewBuyer();
        var paid = await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        var page = await buyer.GetAsync(paid.Location!);
        var link = page.Document.QuerySelector(".downloads a")!.GetAttribute("href")!;
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = shop.Address };

        var whole = await client.GetByteArrayAsync(new Uri(link, UriKind.Relative), TestContext.Current.CancellationToken);
        using var rest = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new(10, null) } };
        using var resumed = await client.SendAsync(rest, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, resumed.StatusCode);
        Assert.Equal(whole[10..], await resumed.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM downloads"));
        var parts = link.Split('/');
        parts[5] = (string)(parts[5][0] == 'A' ? "B" : "A") + parts[5][1..];
        Assert.Equal(HttpStatusCode.NotFound, (await buyer.GetAsync(string.Join('/', parts))).Status);

        clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(HttpStatusCode.Gone, (await buyer.GetAsync(link)).Status);
        var fresh = (await buyer.GetAsync(paid.Location!)).Document.QuerySelector(".downloads a")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.OK, (await buyer.GetAsync(fresh)).Status);

        var intent = (await shop.StripeAsync("/v1/payment_intents")).GetProperty("data")[0].GetProperty("id").GetString()!;
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", intent));
        await shop.ReconcileAsync();
        var refused = await buyer.GetAsync(fresh);
        Assert.Equal(HttpStatusCode.Gone, refused.Status);
        Assert.Contains("refunded", refused.Words, StringComparison.Ordinal);
        Assert.Empty((await buyer.GetAsync(paid.Location!)).Document.QuerySelectorAll(".downloads a"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_refund_that_fails_later_opens_the_purchase_again_and_tells_the_owner(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()), Cards.RefundFails);
        await shop.WorkAsync();
        var intent = (await shop.StripeAsync("/v1/payment_intents")).GetProperty("data")[0].GetProperty("id").GetString()!;
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", intent));
        await shop.ReconcileAsync();
        Assert.Equal("succeeded", await shop.SingleAsync<string>("SELECT state FROM refunds"));

        clock.Advance(TimeSpan.FromDays(2));
        await shop.ReconcileAsync();

        Assert.Equal("failed", await shop.SingleAsync<string>("SELECT state FROM refunds"));
        Assert.Equal("failed_refund", await shop.SingleAsync<string>("SELECT kind FROM attention"));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM entitlements WHERE revoked_at IS NULL"));
        await shop.AssertBooksAsync();

        // What the owner has dealt with stays so, however often the payment is looked at afterwards.
        var filed = await shop.SingleAsync<Guid>("SELECT id FROM attention");
        await shop.Get<Database>().WriteAsync(transaction => shop.Get<Attention>().ResolveAsync(transaction, filed, Actor.CommandLine), TestContext.Current.CancellationToken);
        await shop.Get<Settle>().RunAsync(await shop.SingleAsync<Guid>("SELECT id FROM payment_attempts"), new StripeHint(IsRefund: true), TestContext.Current.CancellationToken);
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM attention WHERE resolved_at IS NULL"));
    }

    [Theory, BothEngines]
    public async Task A_session_that_expired_is_said_and_the_next_click_makes_a_new_one(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock);
        using var buyer = shop.NewBuyer();
        var old = await buyer.BuyAsync(await shop.AddAlbumAsync());
        var cancel = (await shop.StripeAsync("/v1/checkout/sessions")).GetProperty("data")[0].GetProperty("cancel_url").GetString()!;
        clock.Advance(TimeSpan.FromHours(2));

        var page = await buyer.GetAsync(cancel);

        Assert.Contains("open for too long", page.Words, StringComparison.Ordinal);
        var fresh = await buyer.SubmitAsync(page, "/buy");
        Assert.NotEqual(old, fresh.Location);
        Assert.Equal(["closed", "open"], (await shop.QueryAsync<string>("SELECT state FROM payment_attempts ORDER BY number")).AsEnumerable());
    }
}
