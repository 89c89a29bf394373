using Till.Sandbox;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>
/// Failure 12, with the real process: <c>kill -9</c> at ten different moments of a sale under way. Each moment is reached by a
/// signal (a call that Stripe has answered, a delivery on its way), never by waiting a while.
/// </summary>
public sealed class Failure12KilledProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task After_ten_kills_a_restart_and_a_reconciliation_each_payment_has_one_order(string engine)
    {
        var storage = await TestDatabase.OptionsAsync(engine);
        using var calls = new Calls();
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                DataFolder = Path.Combine(storage.DataFolder, "stripe"), Urls = "http://127.0.0.1:0", WebhookTransport = calls, Log = calls.Told,
            },
            Cancel);
        await using var shop = new KilledShop(storage, sandbox, calls);
        await shop.StartAsync();
        var variant = await shop.AddAlbumAsync();

        // 1 Stripe has answered the creation of the session; the shop may or may not have read it.
        await shop.SellAsync(variant, async buyer =>
        {
            var click = shop.TryAsync(() => buyer.BuyAsync(variant));
            await calls.UntilAsync("POST /v1/checkout/sessions");
            await shop.KillAsync();
            await click;
        });

        // 2 The buyer is on Stripe's page.
        await shop.SellAsync(variant, async buyer =>
        {
            var url = await buyer.BuyAsync(variant);
            await shop.KillAsync();
            await buyer.PayAsync(url);
        });

        // 3 The delivery is about to leave Stripe.
        await shop.SellAsync(variant, async buyer =>
        {
            var url = await buyer.BuyAsync(variant);
            var paying = calls.BeforeNext(shop.KillAsync);
            await buyer.PayAsync(url);
            await paying;
        });

        // 4 The delivery is with the shop, and its answer is not awaited.
        await shop.SellAsync(variant, async buyer =>
        {
            var url = await buyer.BuyAsync(variant);
            var paying = calls.DuringNext(shop.KillAsync);
            await buyer.PayAsync(url);
            await paying;
        });

        // 5 The shop has just answered 200.
        await shop.SellAsync(variant, async buyer =>
        {
            var url = await buyer.BuyAsync(variant);
            var paying = calls.AfterNext(shop.KillAsync);
            await buyer.PayAsync(url);
            await paying;
        });

        // 6 The inbox worker is asking Stripe what became of the session.
        await shop.SellAsync(variant, async buyer =>
        {
            var url = await buyer.BuyAsync(variant);
            var paid = buyer.PayAsync(url);
            await calls.UntilAsync("GET /v1/checkout/sessions/");
            await shop.KillAsync();
            await paid;
        });

        // 7 The buyer's return is asking Stripe, while no webhook comes at all.
        await shop.SellAsync(variant, async buyer =>
        {
            calls.Deliver = false;
            var paid = await buyer.PayAsync(await buyer.BuyAsync(variant));
            var back = shop.TryAsync(() => buyer.GetAsync(paid.Location!));
            await calls.UntilAsync("GET /v1/checkout/sessions/");
            await shop.KillAsync();
            await back;
            calls.Deliver = true;
        });

        // 8 The order is paid and its receipt is just being written.
        await shop.SellAsync(variant, async buyer =>
        {
            var paid = await buyer.PayAsync(await buyer.BuyAsync(variant));
            await buyer.GetAsync(paid.Location!);
            await shop.KillAsync();
        });

        // 9 A reconciliation is under way in a process of its own, and dies as well.
        await shop.SellAsync(variant, async buyer =>
        {
            calls.Deliver = false;
            await buyer.PayAsync(await buyer.BuyAsync(variant));
            await shop.KillAsync();
            await using var reconcile = shop.Reconcile();
            await calls.UntilAsync("GET /v1/checkout/sessions");
            await reconcile.SendAsync("KILL");
            await reconcile.EndAsync();
            calls.Deliver = true;
        });

        // 10 Two clicks at once, killed between them.
        await shop.SellAsync(variant, async buyer =>
        {
            var confirm = await buyer.PostAsync("/buy", ("variant", variant.ToString()));
            var clicks = Enumerable.Range(0, 2).Select(_ => shop.TryAsync(() => buyer.SubmitAsync(confirm, "/buy"))).ToArray();
            await calls.UntilAsync("POST /v1/checkout/sessions");
            await shop.KillAsync();
            await Task.WhenAll(clicks);
        });

        await shop.AssertAllWellAsync();
    }
}
