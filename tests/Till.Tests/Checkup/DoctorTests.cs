using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Backups;
using Till.Checkup;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Checkup;

/// <summary>What is not well is said in plain words, with what to do.</summary>
public sealed class DoctorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_shop_that_lacks_nothing_is_well(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await OwnerAccount.CreateAsync(shop.App.Services, "owner@till.example", Cancel);

        var findings = await LookAsync(shop);

        Assert.DoesNotContain(findings, one => one.Verdict == Verdict.Bad);
        Assert.All(["Database", "Stripe", "Clock", "Webhooks", "Inbox", "Outbox", "Owners", "Backup", "Address", "Mail", "Disk"], area => Assert.Contains(findings, one => one.Area == area));
        Assert.All(findings, one => Assert.Equal(one.Verdict == Verdict.Good, one.ToDo.Length == 0));
        Assert.Contains("with the right events", Says(findings, "Webhooks"));
        Assert.DoesNotContain(findings, one => one.Says.Contains(shop.Sandbox.SecretKey, StringComparison.Ordinal));
    }

    [Theory, BothEngines]
    public async Task An_endpoint_that_is_off_deaf_or_of_another_version_is_told_apart(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var id = await Settings.FindAsync(shop.Get<Database>(), Settings.WebhookEndpoint, Cancel);
        await shop.StripePostAsync($"/v1/webhook_endpoints/{id}", ("disabled", "true"));
        Assert.Contains("is switched off", Bad(await LookAsync(shop), "Webhooks"));

        await shop.StripePostAsync($"/v1/webhook_endpoints/{id}", ("disabled", "false"), ("enabled_events[0]", "charge.refunded"));
        Assert.Contains("leaves out", Bad(await LookAsync(shop), "Webhooks"));

        await shop.StripeDeleteAsync($"/v1/webhook_endpoints/{id}");
        Assert.Contains("No endpoint at Stripe calls", Bad(await LookAsync(shop), "Webhooks"));

        await shop.StripePostAsync("/v1/webhook_endpoints", ("url", new Uri(shop.Address, "/webhooks/stripe").ToString()), ("enabled_events[0]", "*"), ("api_version", "2020-08-27"));
        Assert.Contains("speaks version 2020-08-27", Bad(await LookAsync(shop), "Webhooks"));
    }

    [Theory, BothEngines]
    public async Task What_was_refused_and_what_was_given_up_is_not_well(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.DeliverAsync("{}", secret: "whsec_wrong");
        var old = TimeProvider.System.GetUtcNow().AddHours(-3);
        await shop.Get<Database>().WriteAsync(
            transaction => Dapper.SqlMapper.ExecuteAsync(
                transaction.Db,
                """
                INSERT INTO outbox (id, kind, subject, payload, state, due_at, created_at) VALUES (@dead, 'mail:confirm', 'a', '{}', 'dead', @old, @old);
                INSERT INTO outbox (id, kind, subject, payload, state, due_at, created_at) VALUES (@late, 'mail:confirm', 'b', '{}', 'waiting', @old, @old);
                """,
                new { dead = Chance.Secure.NewId(old), late = Chance.Secure.NewId(old), old }),
            Cancel);

        var findings = await LookAsync(shop);

        Assert.Contains("was refused", Bad(findings, "Webhooks"));
        Assert.Contains("has waited for 3 hours", Bad(findings, "Outbox"));
        Assert.Contains(findings, one => one.Says == "1 effect could not be carried out and was given up.");
        Assert.Contains("has no owner", Bad(findings, "Owners"));
    }

    [Theory, BothEngines]
    public async Task Where_real_money_is_taken_a_shop_without_a_new_backup_is_not_well(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var backups = new BackupRecord(shop.Get<Database>());
        var live = shop.Get<ShopSettings>() with { Stripe = shop.Get<ShopSettings>().Stripe with { SecretKey = "sk_live_1" } };
        async Task<(Verdict Test, Verdict Live)> VerdictsAsync() => (
            (await new BackupCheck(backups, shop.Get<ShopSettings>(), TimeProvider.System).LookAsync(Cancel)).Verdict,
            (await new BackupCheck(backups, live, TimeProvider.System).LookAsync(Cancel)).Verdict);

        Assert.Equal((Verdict.Note, Verdict.Bad), await VerdictsAsync());
        await backups.NoteAsync(new LastBackup(TimeProvider.System.Now().AddDays(-8), "/backups/till-1.tar.gz", 2_000_000), Cancel);
        Assert.Equal((Verdict.Note, Verdict.Bad), await VerdictsAsync());
        await backups.NoteAsync(new LastBackup(TimeProvider.System.Now().AddDays(-6), "/backups/till-2.tar.gz", 2_000_000), Cancel);
        Assert.Equal((Verdict.Good, Verdict.Good), await VerdictsAsync());
        Assert.Contains("/backups/till-2.tar.gz, 2.0 MB", Says(await LookAsync(shop), "Backup"));
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_seen_by_what_Stripe_answers()
    {
        await using var shop = await SaleShop.OpenAsync("Sqlite", clock: new VirtualClock());

        Assert.Contains("seconds", Bad(await LookAsync(shop), "Clock"));
    }

    [Fact]
    public async Task Without_keys_without_a_mail_server_and_without_an_address_that_answers_each_is_said()
    {
        await using var shop = await AccountsShop.OpenAsync("Sqlite", settings: new Dictionary<string, string?>
        {
            ["Till:Mail:Smtp:Host"] = "127.0.0.1",
            ["Till:Mail:Smtp:Port"] = "1",
            ["Till:PublicUrl"] = "http://127.0.0.1:1",
        });

        var findings = await shop.Services.GetRequiredService<Doctor>().LookAsync(Cancel);

        Assert.Contains("No keys are set", Bad(findings, "Stripe"));
        Assert.Contains("cannot be reached", Bad(findings, "Mail"));
        Assert.Contains("cannot be reached", Bad(findings, "Address"));
    }

    [Fact]
    public async Task Stripe_that_does_not_answer_or_know_the_key_is_said_and_nothing_else_fails()
    {
        await using var shop = await AccountsShop.OpenAsync("Sqlite", settings: new Dictionary<string, string?>
        {
            ["Stripe:SecretKey"] = "sk_test_nobody",
            ["Stripe:PublishableKey"] = "pk_test_nobody",
            ["Stripe:ApiBase"] = "http://127.0.0.1:1",
        });

        var findings = await shop.Clock.RunAsync(shop.Services.GetRequiredService<Doctor>().LookAsync(Cancel), TimeSpan.FromMinutes(5));

        Assert.Contains("Stripe cannot be asked", Bad(findings, "Stripe"));
        Assert.Contains(findings, one => one is { Area: "Disk", Verdict: Verdict.Good });
    }

    private static Task<IReadOnlyList<Finding>> LookAsync(SaleShop shop) => shop.Get<Doctor>().LookAsync(Cancel);

    private static string Bad(IEnumerable<Finding> findings, string area) =>
        string.Join('\n', findings.Where(one => one.Area == area && one.Verdict == Verdict.Bad).Select(one => one.Says));

    private static string Says(IEnumerable<Finding> findings, string area) => string.Join('\n', findings.Where(one => one.Area == area).Select(one => one.Says));
}
