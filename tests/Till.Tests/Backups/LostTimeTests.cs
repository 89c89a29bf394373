using System.Net;
using Till.Backups;
using Till.Core;
using Till.Payments;
using Till.Storage;
using Till.Tests.Admin;
using Till.Tests.Harness;
using Till.Tests.Memberships;
using Till.Tests.Sale;

namespace Till.Tests.Backups;

/// <summary>An old backup is restored, and Stripe is asked about what was sold since: nothing that Stripe took is lost, and nothing is done twice.</summary>
public sealed class LostTimeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task An_order_that_was_paid_since_on_Stripes_page_comes_back_whole_under_its_old_link(string engine)
    {
        using var backups = new TemporaryFolder();
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var album = await shop.AddAlbumAsync("Night Trains");
        var backup = await BackUpAsync(shop, backups);
        using var buyer = shop.NewBuyer();
        var paid = await buyer.PayAsync(await buyer.BuyAsync(album));
        await shop.CatchUpAsync();
        var before = await OrderAsync(shop);

        await shop.RestoreAsync(backup);
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM orders"));
        var report = await shop.ReconcileAsync();
        await shop.WorkAsync();

        Assert.Equal((1L, 1, 0L), (report.OrdersHealed, report.OrdersRemade, report.Imbalance));
        Assert.Equal(before, await OrderAsync(shop));
        Assert.Equal(["restored"], await KindsAsync(shop));
        Assert.Single(await shop.QueryAsync<Guid>("SELECT id FROM entitlements WHERE revoked_at IS NULL"));
        using var elsewhere = shop.NewBuyer();
        Assert.Contains("Night Trains", (await elsewhere.GetAsync(new Uri(paid.Location!).AbsolutePath.Replace("/return", "", StringComparison.Ordinal))).Words);
        await shop.AssertBooksAsync();
        Assert.Equal(0, (await shop.ReconcileAsync()).DifferencesFound);
    }

    [Theory, BothEngines]
    public async Task One_that_was_paid_on_the_shops_page_comes_back_with_its_address_and_what_is_not_certain_is_a_case(string engine)
    {
        using var backups = new TemporaryFolder();
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var towel = await shop.AddGoodAsync("Tea Towel", 1699, stock: 10);
        var apron = await shop.AddGoodAsync("Apron", 2999);
        var backup = await BackUpAsync(shop, backups);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(towel, 2);
        await buyer.FillAsync(apron);
        await buyer.PayWithAddressAsync();
        var other = shop.NewBagBuyer("eve@example.com");
        await other.FillAsync(apron, 2);
        await other.PayWithAddressAsync();
        await shop.CatchUpAsync();

        await shop.RestoreAsync(backup);
        var report = await shop.ReconcileAsync();
        await shop.WorkAsync();

        Assert.Equal((2L, 2, 0L), (report.OrdersHealed, report.OrdersRemade, report.Imbalance));
        Assert.Equal(
            ["1 × Apron 2999", "2 × Apron 5998", "2 × Tea Towel 3398"],
            await shop.QueryAsync<string>("SELECT quantity || ' × ' || title || ' ' || line_minor FROM order_lines ORDER BY 1"));
        Assert.Equal(8, await shop.SingleAsync<int>("SELECT stock FROM variants WHERE id = @towel", new { towel }));
        // Fifty and more go for free, so all of the first is goods; of the second as well.
        Assert.All(
            await shop.QueryAsync<string>("SELECT name || ', ' || street1 || ', ' || town || ', ' || country FROM orders ORDER BY number"),
            address => Assert.Equal("Ada Lovelace, 12 Analytical Way, London, GB", address));
        Assert.Equal(["ada@example.com", "eve@example.com"], await shop.QueryAsync<string>("SELECT email FROM orders ORDER BY number"));
        Assert.Equal(["done", "done"], await shop.QueryAsync<string>("SELECT state FROM outbox WHERE kind = 'mail:receipt'"));
        Assert.Equal(["restored"], await KindsAsync(shop));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Where_Stripe_knows_only_a_sentence_the_order_comes_back_as_that_with_a_case_that_says_what_to_find_out(string engine)
    {
        using var backups = new TemporaryFolder();
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var backup = await BackUpAsync(shop, backups);
        var unknown = await shop.AddGoodAsync("Tea Towel", 1699); // put on the shelf after the backup
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(unknown, 3);
        await buyer.PayAsync();
        await shop.CatchUpAsync();
        var total = await shop.SingleAsync<long>("SELECT total_minor FROM orders");

        await shop.RestoreAsync(backup);
        var report = await shop.ReconcileAsync();

        Assert.Equal(1, report.OrdersRemade);
        Assert.True(report.NeedsAttention);
        Assert.Equal($"Purchase: 3 × Tea Towel {total}", await shop.SingleAsync<string>("SELECT l.title || ' ' || l.line_minor FROM order_lines l"));
        Assert.Equal(["order_remade", "restored"], await KindsAsync(shop));
        var (happened, leftToDo) = await shop.SingleAsync<(string, string)>("SELECT happened, left_to_do FROM attention WHERE kind = 'order_remade'");
        Assert.Contains("3 × Tea Towel", happened);
        Assert.Contains("which pieces were bought at what price", leftToDo);
        Assert.Contains("where it goes", leftToDo);
        await shop.AssertBooksAsync();
        // The buyer and the owner can look at it like at any other, with its invoice and its case.
        var (id, path) = await shop.SingleAsync<(Guid, string)>("SELECT id, '/orders/' || id || '/' || link_key FROM orders");
        using var visitor = shop.NewBuyer();
        Assert.Contains("Purchase: 3 × Tea Towel", (await visitor.GetAsync(path)).Words);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"{path}/invoice.pdf")).Status);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        Assert.Contains("Purchase: 3 × Tea Towel", (await owner.GetAsync($"/admin/orders/{id}")).Text);
        Assert.Contains("Order remade", (await owner.GetAsync("/admin/attention")).Text);
    }

    [Theory, BothEngines]
    public async Task An_attempt_that_is_newer_than_its_draft_and_refunds_and_disputes_made_since_are_booked(string engine)
    {
        using var backups = new TemporaryFolder();
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var towel = await shop.AddGoodAsync("Tea Towel", 1699, stock: 5);
        var apron = await shop.AddGoodAsync("Apron", 6000);
        var known = shop.NewBagBuyer();
        await known.FillAsync(towel);
        var bought = await known.PayAsync();
        await shop.CatchUpAsync();
        var drafted = shop.NewBagBuyer("eve@example.com");
        await drafted.FillAsync(towel, 2);
        await drafted.ReadyAsync();
        await shop.ExecuteAsync("UPDATE payment_attempts SET state = 'closed' WHERE state = 'open'");
        await shop.ExecuteAsync("UPDATE stock_holds SET state = 'returned' WHERE state = 'held'");
        await shop.ExecuteAsync("UPDATE variants SET stock = 4 WHERE stock IS NOT NULL");
        var backup = await BackUpAsync(shop, backups);

        await drafted.PayAsync();
        var angry = shop.NewBagBuyer("bob@example.com");
        await angry.FillAsync(apron);
        await angry.ConfirmAsync(await angry.ReadyAsync(), "pm_card_createDispute");
        await shop.CatchUpAsync();
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", BagBuyer.IntentOf(bought)), ("amount", "500"));
        await shop.CatchUpAsync();

        await shop.RestoreAsync(backup);
        // Not even an event tells: they are all gone.
        await shop.ExecuteAsync("UPDATE settings SET value = @last WHERE name LIKE 'stripe_event_cursor%'", new { last = await NewestEventAsync(shop) });
        var report = await shop.ReconcileAsync();

        Assert.Equal((2L, 1L, 2, 0L), (report.OrdersHealed, report.RefundsHealed, report.OrdersRemade, report.Imbalance));
        Assert.Equal(6000, await shop.SingleAsync<long>("SELECT amount_minor FROM disputes"));
        Assert.Equal(["1 ada@example.com", "2 eve@example.com"], await shop.QueryAsync<string>(
            "SELECT l.quantity || ' ' || o.email FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.state = 'paid' AND l.title = 'Tea Towel' ORDER BY o.number"));
        Assert.Equal(2, await shop.SingleAsync<int>("SELECT stock FROM variants WHERE id = @towel", new { towel }));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_refund_that_waited_in_the_backup_and_was_made_since_is_not_made_again(string engine)
    {
        using var backups = new TemporaryFolder();
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync("Tea Towel", 1699));
        await buyer.PayAsync();
        await shop.CatchUpAsync();
        var payment = await shop.SingleAsync<Guid>("SELECT id FROM payments");
        await shop.Get<Database>().WriteAsync(
            transaction => shop.Get<Booking>().ReturnAsync(transaction, payment, new Money(500, Currency.Parse("usd")), clock.Now()), Cancel);
        var backup = await BackUpAsync(shop, backups);
        await shop.WorkAsync();
        Assert.Single(await shop.StripeListAsync("/v1/refunds"));

        await shop.RestoreAsync(backup);
        clock.Advance(TimeSpan.FromDays(3)); // Stripe has forgotten the key
        await shop.WorkAsync();

        Assert.Single(await shop.StripeListAsync("/v1/refunds"));
        Assert.Equal("succeeded", await shop.SingleAsync<string>("SELECT state FROM refunds"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_member_who_joined_since_is_a_member_again_and_is_not_taken_for_one_who_was_erased(string engine)
    {
        using var backups = new TemporaryFolder();
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var old = await shop.JoinAsync(plan, email: "bea@example.com");
        var backup = await BackUpAsync(shop.Sale, backups);
        await shop.AdvanceDaysAsync(1);
        await shop.JoinAsync(plan, email: "ada@example.com");
        await shop.AdvanceDaysAsync(31);
        await shop.CatchUpAsync();
        Assert.Equal(2, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM memberships WHERE status = 'active'"));
        var invoices = await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM membership_invoices WHERE state = 'paid'");

        await shop.Sale.RestoreAsync(backup);
        await shop.Get<Reconcile>().RunAsync(null, _ => { }, Cancel);
        await shop.WorkAsync();

        Assert.Equal(
            ["ada@example.com active member", "bea@example.com active member"],
            await shop.Sale.QueryAsync<string>("SELECT a.email || ' ' || m.status || ' ' || m.role FROM memberships m JOIN accounts a ON a.id = m.account_id ORDER BY 1"));
        Assert.Equal(invoices, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM membership_invoices WHERE state = 'paid'"));
        Assert.Equal(["account_remade", "restored"], await KindsAsync(shop.Sale));
        Assert.All(await shop.Sale.StripeListAsync("/v1/subscriptions"), one => Assert.Equal("active", one.GetProperty("status").GetString()));
        Assert.Empty(await shop.Sale.StripeListAsync("/v1/refunds"));
        Assert.Equal(old.Id, await shop.Sale.SingleAsync<Guid>("SELECT id FROM accounts WHERE email = 'bea@example.com'"));
        Assert.Null(await shop.Sale.SingleAsync<string?>("SELECT password_hash FROM accounts WHERE email = 'ada@example.com'"));
    }

    [Theory, BothEngines]
    public async Task A_subscription_of_which_nobody_can_tell_whose_it_is_is_a_case_and_goes_on(string engine)
    {
        using var backups = new TemporaryFolder();
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        await shop.JoinAsync(plan, email: "bea@example.com");
        var backup = await BackUpAsync(shop.Sale, backups);
        var ada = await shop.JoinAsync(plan, email: "ada@example.com");
        var subscription = await shop.Sale.SingleAsync<string>("SELECT stripe_subscription_id FROM memberships WHERE account_id = @Id", ada);

        await shop.Sale.RestoreAsync(backup);
        await shop.SignUpAsync("ada@example.com"); // another account of that address, before anybody asked Stripe
        await shop.Sale.ExecuteAsync("UPDATE accounts SET email_confirmed = @no WHERE email = 'ada@example.com'", new { no = false });
        await shop.Get<Reconcile>().RunAsync(null, _ => { }, Cancel);
        await shop.WorkAsync();

        Assert.Contains("membership_lost", await KindsAsync(shop.Sale));
        Assert.Equal("active", (await shop.Sale.StripeAsync($"/v1/subscriptions/{subscription}")).GetProperty("status").GetString());
        Assert.Empty(await shop.Sale.StripeListAsync("/v1/refunds"));
    }

    [Theory, BothEngines]
    public async Task What_was_never_this_shops_stays_so_also_in_a_shop_that_was_restored(string engine)
    {
        using var backups = new TemporaryFolder();
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var backup = await BackUpAsync(shop, backups);
        await shop.RestoreAsync(backup);
        await shop.StripePostAsync(
            "/v1/payment_intents", ("amount", "700"), ("currency", "usd"), ("payment_method", "pm_card_visa"), ("confirm", "true"),
            ("automatic_payment_methods[enabled]", "true"), ("automatic_payment_methods[allow_redirects]", "never"), ("description", "Somebody else's"));

        var report = await shop.ReconcileAsync();

        Assert.Equal((1, 1, 0, 0L), (report.PaymentsSeen, report.ForeignPayments, report.OrdersRemade, report.DifferencesFound));
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM orders"));
    }

    [Theory, BothEngines]
    public async Task Orders_come_back_in_the_order_in_which_they_were_paid_under_their_old_numbers_and_days(string engine)
    {
        using var backups = new TemporaryFolder();
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var towel = await shop.AddGoodAsync("Tea Towel", 5000);
        var backup = await BackUpAsync(shop, backups);
        var slow = shop.NewBagBuyer("slow@example.com");
        await slow.FillAsync(towel);
        var pay = await slow.ReadyAsync();
        foreach (var email in new[] { "one@example.com", "two@example.com" })
        {
            clock.Advance(TimeSpan.FromMinutes(2));
            var quick = shop.NewBagBuyer(email);
            await quick.FillAsync(towel);
            await quick.PayWithAddressAsync();
            await shop.CatchUpAsync();
        }

        clock.Advance(TimeSpan.FromMinutes(2));
        await slow.ConfirmAsync(pay);
        await shop.CatchUpAsync();
        var before = await shop.QueryAsync<string>("SELECT number || ' ' || p.stripe_payment_intent_id FROM orders o JOIN payments p ON p.order_id = o.id ORDER BY number");
        var day = await shop.SingleAsync<DateTimeOffset>("SELECT paid_at FROM orders WHERE number = 1001");

        clock.Advance(TimeSpan.FromDays(4));
        await shop.RestoreAsync(backup);
        Assert.Equal(3, (await shop.ReconcileAsync()).OrdersRemade);

        Assert.Equal(before, await shop.QueryAsync<string>("SELECT number || ' ' || p.stripe_payment_intent_id FROM orders o JOIN payments p ON p.order_id = o.id ORDER BY number"));
        Assert.Equal(day, await shop.SingleAsync<DateTimeOffset>("SELECT paid_at FROM orders WHERE number = 1001"), TimeSpan.FromSeconds(1));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_dry_run_says_what_would_be_healed_and_changes_nothing(string engine)
    {
        using var backups = new TemporaryFolder();
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var album = await shop.AddAlbumAsync("Night Trains");
        var backup = await BackUpAsync(shop, backups);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(album));
        await shop.RestoreAsync(backup);
        var before = await Shops.EverythingAsync(shop.Get<Database>());

        var report = await shop.Get<Reconcile>().CompareAsync(null, _ => { }, Cancel);

        var found = Assert.Single(report.Differences);
        Assert.Equal((true, "payment", true), (report.DryRun, found.Kind, report.NeedsAttention));
        Assert.Contains("its order was made after the backup", found.Says);
        Assert.Equal(before, await Shops.EverythingAsync(shop.Get<Database>()));
    }

    private static async Task<string> BackUpAsync(SaleShop shop, TemporaryFolder to) =>
        (await shop.Get<MakeBackup>().RunAsync(new MakeBackup.Wish(to.Path, null, null), _ => { }, Cancel)).Path;

    /// <summary>All that a buyer and the books know of the one order.</summary>
    private static Task<string> OrderAsync(SaleShop shop) => shop.SingleAsync<string>(
        """
        SELECT o.id || ' ' || o.number || ' ' || o.link_key || ' ' || o.email || ' ' || o.total_minor || ' ' || o.description || ' ' || l.title || ' ' || l.maker
            || ' ' || l.sku || ' ' || l.kind || ' ' || l.unit_minor || ' ' || p.stripe_payment_intent_id || ' ' || p.fee_minor || ' ' || a.id
        FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN payments p ON p.order_id = o.id JOIN payment_attempts a ON a.id = p.attempt_id
        """);

    private static Task<IReadOnlyList<string>> KindsAsync(SaleShop shop) =>
        shop.QueryAsync<string>("SELECT kind FROM attention WHERE resolved_at IS NULL ORDER BY kind");

    private static async Task<string> NewestEventAsync(SaleShop shop) =>
        (await shop.StripeAsync("/v1/events?limit=1")).GetProperty("data")[0].GetProperty("id").GetString()!;
}
