using Dapper;
using Till.Commands;
using Till.Samples;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.CommandLine;

/// <summary><c>till seed --scale</c>: a large shop that is made up, with books that balance.</summary>
public sealed class SeedScaleTests
{
    [Theory, BothEngines]
    public async Task What_is_made_up_is_whole_and_the_same_at_each_run(string engine)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var test = await TestDatabase.CreateAsync(engine);
        var size = new ShopSize(50, 300, 40);

        await new ScaleSeed(test.Database, TimeProvider.System).RunAsync(size, _ => { }, cancel);

        async Task<long> CountAsync(string sql) => await test.Database.ReadAsync(db => db.QuerySingleAsync<long>(sql), cancel);
        Assert.Equal(50, await CountAsync("SELECT COUNT(*) FROM products"));
        Assert.Equal(20, await CountAsync("SELECT COUNT(*) FROM accounts"));
        Assert.Equal(300, await CountAsync("SELECT COUNT(*) FROM orders o JOIN payments p ON p.order_id = o.id AND p.role = 'order' AND p.amount_minor = o.total_minor"));
        Assert.Equal(300, await CountAsync("SELECT COUNT(DISTINCT number) FROM orders WHERE number BETWEEN 1001 AND 1300"));
        Assert.Equal(40, await CountAsync("SELECT COUNT(*) FROM orders WHERE awaits_post"));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM orders o WHERE subtotal_minor <> (SELECT SUM(l.line_minor) FROM order_lines l WHERE l.order_id = o.id)"));
        Assert.Equal(
            await CountAsync("SELECT CAST(SUM(amount_minor) AS bigint) FROM payments"),
            await CountAsync("SELECT CAST(SUM(amount_minor) AS bigint) FROM ledger WHERE debit = 'stripe_balance'"));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM order_lines l WHERE NOT EXISTS (SELECT 1 FROM variants v WHERE v.id = l.variant_id AND v.product_id = l.product_id)"));
        Assert.Equal(await CountAsync("SELECT COUNT(DISTINCT email_key) FROM orders"), await CountAsync("SELECT COUNT(*) FROM customers"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => new ScaleSeed(test.Database, TimeProvider.System).RunAsync(size, _ => { }, cancel));
    }

    [Theory]
    [InlineData("1000")]
    [InlineData("0,0,0")]
    [InlineData("10,10,0")]
    [InlineData("10,-1,5")]
    [InlineData("10,x,5")]
    public async Task What_is_no_size_is_refused(string typed)
    {
        using var folder = new TemporaryFolder();

        var ended = await TillProcess.RunAsync(["seed", "--scale", typed, "--data", folder.Path]);

        Assert.Equal((int)ExitCode.Usage, ended.Code);
        Assert.Contains("1000,10000,2000", ended.Error);
    }
}
