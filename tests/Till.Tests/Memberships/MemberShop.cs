using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Mail;
using Till.Memberships;
using Till.Payments;
using Till.Storage;
using Till.Tests.Sale;

namespace Till.Tests.Memberships;

/// <summary>
/// A shop that sells memberships, with the local Stripe beside it. Shop and Stripe live by one clock that a test moves; members whose time runs
/// by one of Stripe's own test clocks are moved with it.
/// </summary>
internal sealed class MemberShop : IAsyncDisposable
{
    private readonly List<string> clocks = [];

    private MemberShop(SaleShop shop, StandingClock clock) => (Sale, Clock) = (shop, clock);

    public SaleShop Sale { get; }

    public StandingClock Clock { get; }

    public DateTimeOffset Now => Clock.Now();

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="webhooks">Whether Stripe knows an endpoint; it delivers when it likes, so a test that counts on an order fetches events instead.</param>
    public static async Task<MemberShop> OpenAsync(
        string engine, bool webhooks = false, IReadOnlyDictionary<string, string?>? settings = null, DelegatingHandler? network = null)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        var shop = new MemberShop(await SaleShop.OpenAsync(engine, clock, webhooks, settings, network), clock);
        if (webhooks)
        {
            await shop.Sale.LoseWebhooksAsync();
        }

        return shop;
    }

    public T Get<T>()
        where T : notnull => Sale.Get<T>();

    /// <summary>Puts a plan on sale by month and by year.</summary>
    /// <returns>The product's id.</returns>
    public async Task<Guid> AddPlanAsync(
        string title = "Friend", long monthMinor = 1500, long? yearMinor = 15_000, int trialDays = 0, bool published = true)
    {
        var from = Now.AddMinutes(-1);
        var (product, variant) = (Chance.Secure.NewId(from), Chance.Secure.NewId(from));
        await Get<Database>().WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO products (id, kind, slug, title, maker, published, created_at, updated_at)
                    VALUES (@product, 'membership', @slug, @title, 'The Club', @published, @from, @from)
                    """,
                    new { product, slug = $"plan-{product:N}", title, published, from });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO variants (id, product_id, sku, position) VALUES (@variant, @product, @sku, 1)", new { variant, product, sku = $"SKU-{variant:N}" });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO plans (product_id, position, trial_days, badge, benefits) VALUES (@product, 1, @trialDays, @title, 'Early tickets')",
                    new { product, trialDays, title });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO prices (id, variant_id, currency, amount_minor, interval, from_at) VALUES (@id, @variant, 'usd', @minor, @interval, @from)",
                    new[] { ("month", (long?)monthMinor), ("year", yearMinor) }.Where(one => one.Item2 is not null)
                        .Select(one => new { id = Chance.Secure.NewId(from), variant, minor = one.Item2, interval = one.Item1, from }));
            },
            Cancel);
        return product;
    }

    /// <summary>Opens an account whose address is confirmed: the same transaction notes that its customer is to be made.</summary>
    public async Task<Member> SignUpAsync(string email = "ada@example.com")
    {
        var account = new Account
        {
            Id = Chance.Secure.NewId(Now), Email = email, EmailKey = Email.Key(email), EmailConfirmed = true, Name = "Ada", SecurityStamp = "stamp", CreatedAt = Now,
        };
        await Get<Database>().WriteAsync(
            async transaction =>
            {
                await AccountStore.InsertAsync(transaction, account);
                await StripeCustomers.NoteAsync(transaction, Chance.Secure.NewId(Now), account.Id, Now);
            },
            Cancel);
        return new Member(this, account);
    }

    /// <summary>Signs up and joins, by a test clock, with a card that pays.</summary>
    public async Task<Member> JoinAsync(Guid plan, string interval = "month", string card = Cards.Good, string email = "ada@example.com")
    {
        var member = await SignUpAsync(email);
        await WorkAsync();
        await member.LiveByTestClockAsync();
        await member.PayAsync(await member.JoinAsync(plan, interval), card);
        await CatchUpAsync();
        return member;
    }

    /// <summary>Moves time on, for the shop, for Stripe and for every test clock.</summary>
    public async Task AdvanceAsync(TimeSpan span)
    {
        var to = (Now + span).ToUnixTimeSeconds();
        foreach (var clock in clocks)
        {
            await Sale.StripePostAsync($"/v1/test_helpers/test_clocks/{clock}/advance", ("frozen_time", to.ToString()));
            Assert.Equal("ready", (await Sale.StripeAsync($"/v1/test_helpers/test_clocks/{clock}")).GetProperty("status").GetString());
        }

        Clock.Advance(span);
    }

    public Task AdvanceDaysAsync(double days) => AdvanceAsync(TimeSpan.FromDays(days));

    public async Task AddClockAsync(string customerId)
    {
        var clock = await Sale.StripePostAsync("/v1/test_helpers/test_clocks", ("frozen_time", Now.ToUnixTimeSeconds().ToString()), ("customer", customerId));
        clocks.Add(clock.GetProperty("id").GetString()!);
    }

    /// <summary>Lets the workers do all that is due.</summary>
    public async Task WorkAsync(WebApplication? process = null)
    {
        var services = (process ?? Sale.App).Services;
        while (await services.GetRequiredService<InboxWorker>().DrainAsync(Cancel) > 0)
        {
        }

        await services.GetRequiredService<OutboxWorker>().DrainAsync(Cancel);
        while (await services.GetRequiredService<InboxWorker>().DrainAsync(Cancel) > 0)
        {
        }
    }

    /// <summary>Fetches what has happened at Stripe, and works through it.</summary>
    public async Task CatchUpAsync(WebApplication? process = null)
    {
        await (process ?? Sale.App).Services.GetRequiredService<PullEvents>().RunAsync(Cancel);
        await WorkAsync(process);
    }

    /// <summary>Delivers an event as Stripe would, at this moment.</summary>
    public Task<System.Net.HttpStatusCode> DeliverAsync(string payload) => Sale.DeliverAsync(payload, Now.ToUnixTimeSeconds());

    /// <summary>Letters noted so far, by kind.</summary>
    public async Task<IReadOnlyList<string>> LettersAsync() => await Sale.QueryAsync<string>(
        "SELECT kind FROM outbox WHERE kind LIKE 'mail:member%' OR kind LIKE 'mail:renewal%' OR kind LIKE 'mail:trial%' OR kind LIKE 'mail:auth%' ORDER BY kind");

    public Task<IReadOnlyList<JsonElement>> ListAsync(string path) => Sale.StripeListAsync(path);

    /// <summary>
    /// The promise, checked against both stores: the record of each subscription is what Stripe holds, each of its invoices is known as it
    /// stands, each payment that Stripe took is booked once, and the books add up to what Stripe's balance is.
    /// </summary>
    public async Task AssertAgreesAsync()
    {
        var subscriptions = (await ListAsync("/v1/subscriptions?status=all")).Where(one => one.GetProperty("metadata").TryGetProperty("account", out _)).ToList();
        Assert.Equal(
            subscriptions.Select(Holds).Order(StringComparer.Ordinal),
            (await Sale.QueryAsync<MembershipRow>($"SELECT {MembershipRow.Columns} FROM memberships m")).Select(Holds).Order(StringComparer.Ordinal));
        var invoices = new List<JsonElement>();
        foreach (var subscription in subscriptions)
        {
            invoices.AddRange(await ListAsync($"/v1/invoices?subscription={subscription.GetProperty("id").GetString()}"));
        }

        Assert.Equal(
            invoices.Select(one => $"{one.GetProperty("id")} {one.GetProperty("status")} {one.GetProperty("total")}").Order(StringComparer.Ordinal),
            (await Sale.QueryAsync<(string Id, string State, long Total)>("SELECT stripe_invoice_id, state, total_minor FROM membership_invoices"))
                .Select(one => $"{one.Id} {one.State} {one.Total}").Order(StringComparer.Ordinal));
        await Sale.AssertBooksAsync();
    }

    public ValueTask DisposeAsync() => Sale.DisposeAsync();

    private static string Holds(JsonElement subscription)
    {
        var item = subscription.GetProperty("items").GetProperty("data")[0];
        return string.Join(
            ' ', subscription.GetProperty("id"), subscription.GetProperty("status"), Time(subscription.GetProperty("cancel_at")),
            Time(subscription.GetProperty("ended_at")), Time(item.GetProperty("current_period_end")), item.GetProperty("price").GetProperty("unit_amount"),
            item.GetProperty("price").GetProperty("recurring").GetProperty("interval"));

        static string Time(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "-" : value.ToString();
    }

    private static string Holds(MembershipRow row)
    {
        return string.Join(
            ' ', row.StripeSubscriptionId, row.Status, Time(row.CancelAt), Time(row.EndedAt), Time(row.PeriodEndsAt), row.AmountMinor, row.Interval);

        static string Time(DateTimeOffset? value) => value?.ToUnixTimeSeconds().ToString() ?? "-";
    }
}

/// <summary>Somebody with an account.</summary>
internal sealed class Member(MemberShop shop, Account account)
{
    public Guid Id => account.Id;

    public Account Account => account;

    public Task<string> CustomerIdAsync() => shop.Sale.SingleAsync<string>("SELECT stripe_customer_id FROM accounts WHERE id = @Id", account);

    public async Task LiveByTestClockAsync() => await shop.AddClockAsync(await CustomerIdAsync());

    public Task<Join.Outcome> AskToJoinAsync(Guid plan, string interval = "month", WebApplication? process = null) =>
        (process ?? shop.Sale.App).Services.GetRequiredService<Join>().RunAsync(Id, plan, interval, MemberShop.Cancel);

    /// <returns>The page to pay on.</returns>
    public async Task<string> JoinAsync(Guid plan, string interval = "month") => Assert.IsType<Join.Outcome.Pay>(await AskToJoinAsync(plan, interval)).Url;

    /// <summary>Fills in Stripe's page and presses the button.</summary>
    public async Task<Answer> PayAsync(string url, string card = Cards.Good)
    {
        using var buyer = shop.Sale.NewBuyer();
        return await buyer.PayAsync(url, card, account.Email);
    }

    /// <summary>Opens Stripe's page twice, and presses both buttons at once.</summary>
    public async Task PayInTwoTabsAsync(string url)
    {
        using var buyer = shop.Sale.NewBuyer();
        var tabs = new[] { await buyer.GetAsync(url), await buyer.GetAsync(url) };
        await Task.WhenAll(tabs.Select(tab => buyer.PayAsync(tab, email: account.Email)));
    }

    /// <summary>Pays with a card whose bank asks, and ends its question so: <c>complete</c> or <c>fail</c>.</summary>
    public async Task AuthenticateAsync(string url, string outcome)
    {
        using var buyer = shop.Sale.NewBuyer();
        var asked = await buyer.PayAsync(url, Cards.Authenticate, account.Email);
        var question = await buyer.GetAsync(asked.Location!);
        await buyer.SubmitAsync(question, "/3d_secure_2/hosted", ("outcome", outcome));
    }

    /// <summary>Lets Stripe know of another way to pay for the plan, as the portal does when it is opened.</summary>
    public async Task KnowPriceAsync(Guid plan, string interval) => await shop.Get<StripePlans>().EnsureAsync(
        (await shop.Get<Database>().ReadAsync(
            db => PlanOffer.FindAsync(db, plan, interval, shop.Get<ShopSettings>().Currency, shop.Now), MemberShop.Cancel))!,
        MemberShop.Cancel);

    /// <summary>Chooses another interval of the plan, as the portal does.</summary>
    public async Task SwitchAsync(string interval)
    {
        var id = await SubscriptionIdAsync();
        var item = (await shop.Sale.StripeAsync($"/v1/subscriptions/{id}")).GetProperty("items").GetProperty("data")[0].GetProperty("id").GetString()!;
        var price = await shop.Sale.SingleAsync<string>(
            "SELECT s.stripe_price_id FROM stripe_prices s JOIN prices p ON p.id = s.price_id WHERE p.interval = @interval", new { interval });
        await shop.Sale.StripePostAsync(
            $"/v1/subscriptions/{id}", ("items[0][id]", item), ("items[0][price]", price), ("proration_behavior", "always_invoice"));
    }

    /// <summary>Gives Stripe another card, as the portal does.</summary>
    public async Task UseCardAsync(string paymentMethod)
    {
        var (customer, subscription) = (await CustomerIdAsync(), await SubscriptionIdAsync());
        var method = (await shop.Sale.StripePostAsync($"/v1/payment_methods/{paymentMethod}/attach", ("customer", customer))).GetProperty("id").GetString()!;
        await shop.Sale.StripePostAsync($"/v1/customers/{customer}", ("invoice_settings[default_payment_method]", method));
        await shop.Sale.StripePostAsync($"/v1/subscriptions/{subscription}", ("default_payment_method", method));
    }

    /// <summary>Pays what is owed with the card that Stripe has.</summary>
    public async Task PayOwedAsync()
    {
        var owed = (await shop.ListAsync($"/v1/invoices?subscription={await SubscriptionIdAsync()}&status=open"))[0];
        await shop.Sale.StripePostAsync($"/v1/invoices/{owed.GetProperty("id").GetString()}/pay");
    }

    public Task<string> SubscriptionIdAsync() => shop.Sale.SingleAsync<string>(
        "SELECT stripe_subscription_id FROM memberships WHERE account_id = @Id AND role = 'member' ORDER BY created_at DESC LIMIT 1", account);

    public async Task<MembershipRow> RowAsync() => (await shop.Get<Database>().ReadAsync(
        db => MembershipRow.FindAsync(db, Id, shop.Get<ShopSettings>().Access, shop.Now), MemberShop.Cancel))!;

    /// <summary>What the member may now.</summary>
    public async Task<Till.Core.Memberships.Access> AccessAsync() => (await shop.Get<Database>().ReadAsync(
        db => Till.Memberships.Member.FindAsync(db, Id, shop.Get<ShopSettings>().Access, shop.Now), MemberShop.Cancel)).Access;

    /// <summary>What has happened, in order.</summary>
    public Task<IReadOnlyList<string>> HistoryAsync() => shop.Sale.QueryAsync<string>(
        "SELECT c.cause FROM membership_changes c JOIN memberships m ON m.id = c.membership_id WHERE m.account_id = @Id AND m.role = 'member' ORDER BY m.created_at, m.joined_at, c.membership_id, c.number", account);
}
