using System.Text.Json;
using Dapper;
using Till.Commands;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.CommandLine;

/// <summary><c>till membership</c>, as the owner types it and as a script reads it.</summary>
public sealed class MembershipCommandTests
{
    private const string Subscription = "sub_command1";

    [Fact]
    public async Task Memberships_are_listed_and_shown_with_what_happened_and_why()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("No memberships.", (await RunAsync(folder, "list")).Output.Trim());
        await FillAsync(folder.Path);

        var list = await RunAsync(folder, "list");
        Assert.Equal((int)ExitCode.Done, list.Code);
        Assert.All(["ada@example.com", "Friend", "$15.00 a month", "grace", Subscription], fact => Assert.Contains(fact, list.Output));
        Assert.Equal("No memberships.", (await RunAsync(folder, "list", "--state", "trial")).Output.Trim());
        var row = Assert.Single(JsonDocument.Parse((await RunAsync(folder, "list", "--state", "grace", "--json")).Output).RootElement.EnumerateArray());
        Assert.Equal(("ada@example.com", "past_due", 1500), (
            row.GetProperty("email").GetString(), row.GetProperty("status").GetString(), row.GetProperty("amountMinor").GetInt32()));

        foreach (var which in new[] { "Ada@Example.com", Subscription })
        {
            var shown = await RunAsync(folder, "show", which);
            Assert.Equal((int)ExitCode.Done, shown.Code);
            Assert.All(["Access        grace until", "visa ending in 4242", "F-0001", "Joined Friend: active", "A payment failed"], fact => Assert.Contains(fact, shown.Output));
        }

        var json = JsonDocument.Parse((await RunAsync(folder, "show", Subscription, "--json")).Output).RootElement;
        Assert.Equal(("grace", 2), (json.GetProperty("access").GetString(), json.GetProperty("membership").GetProperty("changes").GetArrayLength()));
    }

    [Fact]
    public async Task What_there_is_not_and_what_Stripe_does_not_know_is_said()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);

        var nobody = await RunAsync(folder, "show", "eve@example.com");
        Assert.Equal((int)ExitCode.Failed, nobody.Code);
        Assert.Contains("There is no membership of eve@example.com", nobody.Error);
        var unknown = await RunAsync(folder, "settle", Subscription);
        Assert.Equal((int)ExitCode.Failed, unknown.Code);
        Assert.Contains($"Stripe has no subscription {Subscription}", unknown.Error);
    }

    [Theory]
    [InlineData("lost", "list", "--state", "lost")]
    [InlineData("--most", "list", "--most", "0")]
    [InlineData("", "show")]
    [InlineData("", "settle")]
    public async Task What_is_not_understood_is_refused(string named, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var ended = await RunAsync(folder, arguments);

        Assert.Equal((int)ExitCode.Usage, ended.Code);
        Assert.Contains(named, ended.Error);
    }

    private static Task<Ended> RunAsync(TemporaryFolder folder, params string[] arguments) =>
        TillProcess.RunAsync(["membership", .. arguments, "--data", folder.Path]);

    /// <summary>One member whose last renewal failed an hour ago.</summary>
    private static async Task FillAsync(string folder)
    {
        using var signals = new Signals();
        await using var database = Database.Open(new StorageOptions(folder, null), signals, TimeProvider.System);
        await Migrations.RunAsync(database, TimeProvider.System, TestContext.Current.CancellationToken);
        var now = TimeProvider.System.Now();
        var (account, membership) = (Chance.Secure.NewId(now), Chance.Secure.NewId(now));
        await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO accounts (id, email, email_key, security_stamp, created_at) VALUES (@account, 'ada@example.com', 'ada@example.com', 'stamp', @now)",
                    new { account, now });
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO memberships (id, account_id, stripe_subscription_id, stripe_customer_id, role, status, product_id, plan, interval, currency,
                                             amount_minor, paid_through, past_due_since, card_brand, card_last4, card_expires, joined_at, checked_at, created_at)
                    VALUES (@membership, @account, @Subscription, 'cus_1', 'member', 'past_due', @membership, 'Friend', 'month', 'usd', 1500, @paid, @paid,
                            'visa', '4242', '2034-12', @joined, @now, @now)
                    """,
                    new { membership, account, Subscription, paid = now.AddHours(-1), joined = now.AddDays(-31), now });
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO membership_invoices (id, membership_id, stripe_invoice_id, number, state, billing_reason, currency, subtotal_minor, total_minor,
                                                     period_starts_at, period_ends_at, created_at)
                    VALUES (@id, @membership, 'in_1', 'F-0001', 'paid', 'subscription_create', 'usd', 1500, 1500, @joined, @now, @joined)
                    """,
                    new { id = Chance.Secure.NewId(now), membership, joined = now.AddDays(-31), now });
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO membership_changes (id, membership_id, access, status, plan, cause, number, at)
                    VALUES (@id, @membership, @access, 'past_due', 'Friend', @cause, @number, @now)
                    """,
                    new[] { ("active", "joined"), ("grace", "payment_failed") }.Select((one, i) =>
                        new { id = Chance.Secure.NewId(now), membership, access = one.Item1, cause = one.Item2, number = i + 1, now }));
            },
            TestContext.Current.CancellationToken);
    }
}
