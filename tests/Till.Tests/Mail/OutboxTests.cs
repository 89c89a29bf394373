using System.Collections.Concurrent;
using Dapper;
using Till.Mail;
using Till.Tests.Harness;

namespace Till.Tests.Mail;

/// <summary>Each effect is carried out once, whatever fails, repeats or dies.</summary>
public sealed class OutboxTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task What_is_noted_twice_is_sent_once(string engine)
    {
        var sent = new ConcurrentBag<string>();
        await using var shop = await MailShop.CreateAsync(engine, [Records(sent)]);
        await shop.NoteAsync("ring", "order:1");
        await shop.NoteAsync("ring", "order:1");

        await shop.Worker.DrainAsync(Cancel);
        await shop.NoteAsync("ring", "order:1");
        await shop.Worker.DrainAsync(Cancel);

        Assert.Equal(["order:1"], sent);
        Assert.Equal(["done"], await shop.StatesAsync());
    }

    [Theory, BothEngines]
    public async Task A_failing_effect_is_tried_twelve_times_and_then_shown_to_the_owner(string engine)
    {
        var tries = 0;
        await using var shop = await MailShop.CreateAsync(engine, [new OutboxHandler("ring", (_, _, _) =>
        {
            tries++;
            throw new IOException("the bell is broken");
        })]);
        await shop.NoteAsync("ring", "order:1");

        await shop.Worker.DrainAsync(Cancel);
        Assert.Equal(0, await shop.Worker.DrainAsync(Cancel)); // not at once again
        for (var i = 1; i < OutboxStore.MaxTries; i++)
        {
            Assert.Equal(["waiting"], await shop.StatesAsync());
            shop.Clock.Advance(OutboxStore.BackOff(i));
            await shop.Worker.DrainAsync(Cancel);
        }

        shop.Clock.Advance(TimeSpan.FromDays(2));
        await shop.Worker.DrainAsync(Cancel);
        Assert.Equal(OutboxStore.MaxTries, tries);
        Assert.Equal(["dead"], await shop.StatesAsync());
        var happened = await shop.Database.ReadAsync(
            db => db.QuerySingleAsync<string>("SELECT happened FROM attention WHERE kind = 'outbox_dead' AND resolved_at IS NULL"), Cancel);
        Assert.Contains("order:1", happened);
        Assert.Contains("the bell is broken", happened);
    }

    [Theory, BothEngines]
    public async Task One_bad_row_holds_up_no_other(string engine)
    {
        var sent = new ConcurrentBag<string>();
        await using var shop = await MailShop.CreateAsync(
            engine, [Records(sent), new OutboxHandler("broken", (_, _, _) => throw new IOException("no"))]);
        await shop.NoteAsync("broken", "order:0");
        await shop.NoteAsync("unheard of", "order:0");
        for (var i = 1; i <= 100; i++)
        {
            await shop.NoteAsync("ring", $"order:{i}");
        }

        await shop.Worker.DrainAsync(Cancel);

        Assert.Equal(100, sent.Distinct().Count());
        Assert.Equal(100, sent.Count);
    }

    [Theory, BothEngines]
    public async Task Two_processes_at_once_send_each_row_once(string engine)
    {
        var sent = new ConcurrentBag<string>();
        await using var one = await MailShop.CreateAsync(engine, [Records(sent)]);
        await using var other = await MailShop.CreateAsync(engine, [Records(sent)], beside: one);
        for (var i = 1; i <= 200; i++)
        {
            await one.NoteAsync("ring", $"order:{i}");
        }

        await Task.WhenAll(one.Worker.DrainAsync(Cancel), other.Worker.DrainAsync(Cancel));

        Assert.Equal(200, sent.Distinct().Count());
        Assert.Equal(200, sent.Count);
    }

    [Theory, BothEngines]
    public async Task What_a_killed_process_was_doing_is_taken_up_again(string engine)
    {
        var sent = new ConcurrentBag<string>();
        var never = new TaskCompletionSource();
        await using var killed = await MailShop.CreateAsync(engine, [new OutboxHandler("ring", (_, _, _) => never.Task)]);
        await using var next = await MailShop.CreateAsync(engine, [Records(sent)], beside: killed);
        await killed.NoteAsync("ring", "order:1");
        // The row is claimed as the worker claims it, and then the process is no more.
        using var dead = new OutboxStore(killed.Database, killed.Clock, new Till.Storage.Attention(killed.Clock, Till.Storage.Chance.Secure));
        Assert.Single(await dead.ClaimAsync(32, Cancel));

        Assert.Equal(0, await next.Worker.DrainAsync(Cancel)); // it may still be at work
        killed.Clock.Advance(TimeSpan.FromSeconds(21));
        await next.Worker.DrainAsync(Cancel);

        Assert.Equal(["order:1"], sent);
        Assert.Equal(["done"], await next.StatesAsync());
    }

    [Theory, BothEngines]
    public async Task A_slow_effect_keeps_its_claim(string engine)
    {
        var sent = new ConcurrentBag<string>();
        var slow = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        await using var busy = await MailShop.CreateAsync(engine, [new OutboxHandler("ring", (_, row, _) =>
        {
            sent.Add(row.Subject);
            begun.SetResult();
            return slow.Task;
        })]);
        await using var other = await MailShop.CreateAsync(engine, [Records(sent)], beside: busy);
        await busy.NoteAsync("ring", "order:1");

        var draining = busy.Worker.DrainAsync(Cancel);
        await begun.Task;
        // The clock moves on to the next renewal once the one before is written, and no further.
        var end = busy.Clock.GetUtcNow() + TimeSpan.FromSeconds(25); // a claim alone holds for 20
        var moving = Task.Run(() => busy.Clock.RunAsync(slow.Task, patience: TimeSpan.FromSeconds(6)), Cancel);
        for (var seen = DateTimeOffset.MinValue; seen < end; seen = busy.Clock.GetUtcNow())
        {
            while (busy.Clock.GetUtcNow() == seen)
            {
                await Task.Yield(); // asking the database without pause would keep the renewal from it
            }

            Assert.Equal(0, await other.Worker.DrainAsync(Cancel));
        }

        slow.SetResult();
        await moving;
        await draining;
        Assert.Equal(["order:1"], sent);
    }

    [Theory, BothEngines]
    public async Task The_running_worker_is_woken_by_a_commit_and_by_the_clock(string engine)
    {
        var sent = new ConcurrentQueue<int>();
        var arrived = new SemaphoreSlim(0);
        await using var shop = await MailShop.CreateAsync(engine, [new OutboxHandler("ring", (_, row, _) =>
        {
            sent.Enqueue(row.Tries);
            arrived.Release();
            return row.Tries == 1 ? throw new IOException("not now") : Task.CompletedTask;
        })]);
        await shop.Worker.StartAsync(Cancel);
        await shop.NoteAsync("ring", "order:1");
        await arrived.WaitAsync(Cancel);
        while (!await arrived.WaitAsync(TimeSpan.FromMilliseconds(20), Cancel))
        {
            shop.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        await shop.Worker.StopAsync(Cancel);

        Assert.Equal([1, 2], sent);
        Assert.Equal(["done"], await shop.StatesAsync());
    }

    private static OutboxHandler Records(ConcurrentBag<string> sent) => new("ring", async (_, row, _) =>
    {
        await Task.Yield();
        sent.Add(row.Subject);
    });
}
