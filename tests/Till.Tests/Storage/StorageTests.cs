using Dapper;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Storage;

/// <summary>What both engines must do alike.</summary>
public sealed class StorageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Values_come_back_as_they_were_written(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var at = new DateTimeOffset(2026, 11, 20, 23, 59, 59, TimeSpan.Zero).AddTicks(1_234_560);
        var written = new Sample(Chance.Secure.NewId(at), "naïve “text” ☂", 3, long.MaxValue, true, at, null);
        await test.Database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                test.Database.Engine == Engine.Postgres
                    ? "CREATE TABLE samples (id uuid, name text, small integer, big bigint, flag boolean, made_at timestamptz, gone_at timestamptz)"
                    : "CREATE TABLE samples (id text, name text, small integer, big integer, flag integer, made_at text, gone_at text)"),
            Cancel);
        await test.Database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                "INSERT INTO samples VALUES (@Id, @Name, @Small, @Big, @Flag, @MadeAt, @GoneAt)", written),
            Cancel);

        var read = await test.Database.ReadAsync(db => db.QuerySingleAsync<Sample>("SELECT * FROM samples WHERE id = @Id AND made_at <= @MadeAt", written), Cancel);

        Assert.Equal(written, read);
    }

    [Theory, BothEngines]
    public async Task A_write_under_way_ends_before_its_database_is_closed_and_later_ones_are_refused(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var started = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Task AddAsync(string name, Task wait) => test.Database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync("INSERT INTO counters (name, value) VALUES (@name, 1)", new { name });
                started.TrySetResult();
                await wait;
                await transaction.Db.ExecuteAsync("UPDATE counters SET value = 2 WHERE name = @name", new { name });
            },
            Cancel);

        var underWay = AddAsync("first", goOn.Task);
        await started.Task;
        var closing = test.Database.DisposeAsync().AsTask();
        goOn.SetResult();
        await underWay;
        await closing;

        await Assert.ThrowsAsync<ObjectDisposedException>(() => AddAsync("second", Task.CompletedTask));
        using var signals = new Signals();
        await using var again = Database.Open(test.Options, signals, TimeProvider.System);
        var written = await again.ReadAsync(db => db.QueryAsync<long>("SELECT value FROM counters WHERE name IN ('first', 'second')"), Cancel);
        Assert.Equal(2, Assert.Single(written));
    }

    [Theory, BothEngines]
    public async Task A_batch_writes_in_order_and_tells_how_many_rows_each_statement_has_changed(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var changed = await test.Database.WriteAsync(
            async transaction =>
            {
                var batch = new Batch(transaction);
                batch.Add("INSERT INTO counters (name, value) VALUES (@name, @value)", new { name = "samples", value = 1L });
                batch.Add("UPDATE counters SET value = value + @more WHERE name = @name", new { name = "samples", more = 2L });
                batch.Add("UPDATE counters SET value = 0 WHERE name = @none", new { none = (string?)null });
                batch.Add("DELETE FROM counters WHERE name = @name", new { name = "absent" }, wake: "absent");
                var first = await batch.RunAsync();
                return (first, second: await batch.RunAsync(), woken: transaction.Woken.Count);
            },
            Cancel);

        Assert.Equal([1, 1, 0, 0], changed.first);
        Assert.Empty(changed.second); // what has been sent is not sent again
        Assert.Equal(0, changed.woken);
        Assert.Equal(3, await test.Database.ReadAsync(db => db.QuerySingleAsync<long>("SELECT value FROM counters WHERE name = 'samples'"), Cancel));
    }

    [Theory, BothEngines]
    public async Task A_single_command_is_a_transaction_of_its_own_and_wakes_whom_it_concerns(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => test.Database.WriteOneAsync(
            transaction =>
            {
                var batch = new Batch(transaction);
                batch.Add("INSERT INTO counters (name, value) VALUES ('samples', 1)", new { }, wake: "samples");
                batch.Add("INSERT INTO counters (name, value) VALUES ('samples', 2)", new { });
                return batch.RunAsync();
            },
            Cancel));
        Assert.Equal(0, await test.Database.ReadAsync(db => db.QuerySingleAsync<long>("SELECT COUNT(*) FROM counters WHERE name = 'samples'"), Cancel));

        await test.Database.WriteOneAsync(
            transaction =>
            {
                var batch = new Batch(transaction);
                batch.Add("INSERT INTO counters (name, value) VALUES ('samples', 1)", new { }, wake: "samples");
                return batch.RunAsync();
            },
            Cancel);
        await test.Signals.WaitAsync("samples", TimeSpan.FromDays(1), TimeProvider.System, Cancel);
        Assert.Equal(1, await test.Database.ReadAsync(db => db.QuerySingleAsync<long>("SELECT value FROM counters WHERE name = 'samples'"), Cancel));
    }

    [Theory, BothEngines]
    public async Task A_single_value_that_is_not_there_is_null(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);

        Assert.Null(await test.Database.ReadAsync(db => db.QuerySingleAsync<DateTimeOffset?>("SELECT MIN(created_at) FROM orders"), Cancel));
        Assert.Null(await test.Database.ReadAsync(db => db.QuerySingleAsync<Guid?>("SELECT MIN(sku) FROM variants"), Cancel));
        Assert.Null(await test.Database.ReadAsync(db => db.QuerySingleAsync<int?>("SELECT MAX(position) FROM variants"), Cancel));
    }

    [Theory, BothEngines]
    public async Task Migrations_run_once_however_many_processes_start(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine, migrate: false);
        await using var second = Database.Open(test.Options, test.Signals, TimeProvider.System);

        var ran = await Task.WhenAll(
            Migrations.RunAsync(test.Database, TimeProvider.System, Cancel),
            Migrations.RunAsync(second, TimeProvider.System, Cancel));

        Assert.Contains(0, ran);
        Assert.Contains(ran, count => count > 0);
    }

    [Theory, BothEngines]
    public async Task A_database_of_a_newer_version_is_refused(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await test.Database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync("INSERT INTO schema_migrations (number, name, run_at) VALUES (9999, 'future', '')"), Cancel);

        var refusal = await Assert.ThrowsAsync<NewerDatabaseException>(() => Migrations.RunAsync(test.Database, TimeProvider.System, Cancel));

        Assert.Contains("9999", refusal.Message);
    }

    [Theory, BothEngines]
    public async Task A_settlement_finds_its_payment_without_reading_all_that_the_shop_ever_took(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);

        Assert.Contains("payments_order", await PlanAsync(test, "order_id"));
        Assert.Contains("payments_attempt", await PlanAsync(test, "attempt_id"));
    }

    [Theory, BothEngines]
    public async Task A_write_that_throws_leaves_nothing(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);

        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync("INSERT INTO settings (name, value) VALUES ('half', 'done')");
                transaction.Wake(Signals.Outbox);
                throw new InvalidOperationException("power cut");
            },
            Cancel));

        Assert.Null(await Settings.FindAsync(test.Database, "half", Cancel));
    }

    [Theory, BothEngines]
    public async Task Of_writes_that_wait_for_one_commit_those_that_throw_leave_nothing_and_the_others_count(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var gate = new TaskCompletionSource();
        var first = test.Database.WriteAsync(_ => gate.Task, Cancel);

        var others = Enumerable.Range(0, 100).Select(i => test.Database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync("INSERT INTO settings (name, value) VALUES (@name, 'here')", new { name = $"write-{i:00}" });
                if (i % 3 == 0)
                {
                    throw new InvalidOperationException($"power cut {i}");
                }
            },
            Cancel)).ToList();
        gate.SetResult();
        await first;
        await Task.WhenAll(others).ContinueWith(static _ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.All(others.Index().Where(one => one.Index % 3 == 0), one => Assert.Equal($"power cut {one.Index}", one.Item.Exception!.InnerException!.Message));
        Assert.All(others.Index().Where(one => one.Index % 3 != 0), one => Assert.True(one.Item.IsCompletedSuccessfully));
        Assert.Equal(
            Enumerable.Range(0, 100).Where(i => i % 3 != 0).Select(i => $"write-{i:00}"),
            await test.Database.ReadAsync(db => db.QueryAsync<string>("SELECT name FROM settings WHERE value = 'here' ORDER BY name"), Cancel));
    }

    [Theory, BothEngines]
    public async Task Writes_from_many_sides_all_count(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await using var second = Database.Open(test.Options, test.Signals, TimeProvider.System);

        var numbers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? test.Database : second).WriteAsync(
            transaction => transaction.Db.QuerySingleAsync<long>("UPDATE counters SET value = value + 1 WHERE name = 'order' RETURNING value"),
            Cancel)));

        Assert.Equal(Enumerable.Range(1001, 40).Select(n => (long)n), numbers.Order());
    }

    [Theory, BothEngines]
    public async Task A_value_made_by_two_processes_at_once_is_one_value(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);

        var values = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Settings.GetOrAddAsync(test.Database, Settings.SigningKey, Chance.Secure.NewKey, Cancel)));

        Assert.Single(values.Distinct());
    }

    /// <summary>How the engine would look for a payment by this column, if there were many.</summary>
    private static Task<string> PlanAsync(TestDatabase test, string column) => test.Database.WriteAsync(
        async transaction =>
        {
            var postgres = transaction.Engine == Engine.Postgres;
            if (postgres)
            {
                await transaction.Db.ExecuteAsync("SET LOCAL enable_seqscan = off"); // or it would just read a table that is empty
            }

            await using var rows = await transaction.Db.ExecuteReaderAsync(
                $"EXPLAIN {(postgres ? "" : "QUERY PLAN")} SELECT role FROM payments WHERE {column} = '{Guid.Empty}'");
            var plan = new List<string>();
            while (await rows.ReadAsync(Cancel))
            {
                plan.Add(rows.GetString(rows.FieldCount - 1));
            }

            return string.Join('\n', plan);
        },
        Cancel);

    private sealed record Sample(Guid Id, string Name, int Small, long Big, bool Flag, DateTimeOffset MadeAt, DateTimeOffset? GoneAt);
}
