using System.Globalization;
using Microsoft.Data.Sqlite;
using Till.Sandbox.Webhooks;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Storage;

/// <summary>What happens by itself when its time has come.</summary>
/// <param name="Happen">Carries out an action on its subject.</param>
/// <param name="SetAside">Says what is to be said where it could not be carried out.</param>
internal sealed record Schedule(Action<Unit, string, string> Happen, Action<Unit, string, string> SetAside);

/// <summary>Something that was due.</summary>
internal sealed record Happening(string Subject, string Action, long Due);

/// <summary>
/// The sandbox's account. One lock and one connection: a unit of work sees what the last one did, and its writes, the events it caused
/// and their pending deliveries become true together, before the answer is sent. Units that wait for each other are committed together.
/// </summary>
internal sealed class Store : IDisposable
{
    private const int MostTogether = 64;

    /// <summary>In seconds.</summary>
    public const long UsualSettling = 5;

    public const string UsualEnd = "cancel";

    private const string AfterRetriesFact = "after_retries";

    /// <summary>Scheduled changes that happen in one unit of work; a sandbox that slept long catches up in several.</summary>
    private const int MostAtOnce = 200;

    private readonly Lock _gate = new();
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly Schedule _schedule;
    private readonly Action<string> _alarm;
    private long _nextDue;
    private long _seq;
    private int _waiting;
    private Group? _group;

    /// <param name="alarm">Told what went wrong in the sandbox itself.</param>
    public Store(string file, TimeProvider time, int? seed, Schedule schedule, Action<string> alarm)
    {
        _database = new Database(file);
        _time = time;
        _schedule = schedule;
        _alarm = alarm;
        var run = long.Parse(Fact("runs") ?? "0", CultureInfo.InvariantCulture) + 1;
        SetFact("runs", run.ToString(CultureInfo.InvariantCulture));
        Chance = new Chance(seed, run);
        Account = Account.Open(Fact, SetFact, Chance);
        AfterRetries = Fact(AfterRetriesFact) ?? UsualEnd;
        _nextDue = ReadNextDue();
        _seq = _database.Scalar("SELECT max(seq) FROM objects") is long last ? last : 0;
    }

    public Chance Chance { get; }

    public Account Account { get; private set; }

    /// <summary>Switches the account's payment methods, for whatever is made from now on.</summary>
    public void UseMethods(IReadOnlyList<string> methods)
    {
        lock (_gate)
        {
            SetFact("payment_methods", string.Join(' ', methods));
            Account = Account with { Methods = methods };
        }
    }

    /// <summary>Where the sandbox listens, and its hosted pages are; known once it has started.</summary>
    public string BaseAddress { get; set; } = "";

    /// <summary>How long a delayed payment is processed before it is decided, in seconds; null until somebody decides it by hand.</summary>
    public long? SettleAfter { get; set; } = UsualSettling;

    /// <summary>What becomes of a subscription whose payments have failed to the last retry: cancel, unpaid or past_due.</summary>
    public string AfterRetries { get; private set; }

    /// <summary>Kept, as the settings of an account are.</summary>
    public void UseAfterRetries(string end)
    {
        lock (_gate)
        {
            SetFact(AfterRetriesFact, end);
            AfterRetries = end;
        }
    }

    /// <summary>The webhook endpoints as they were last committed; null when that has to be read. Only under the lock, and not to be changed.</summary>
    public IReadOnlyList<Doc>? Endpoints { get; set; }

    /// <summary>
    /// Called after a commit, outside the lock, with the deliveries that it made due; with none where something was scheduled sooner than
    /// what was next, so that who rests until then looks again.
    /// </summary>
    public Action<IReadOnlyList<Due>>? Committed { get; set; }

    /// <summary>When the next scheduled change is due, in Unix seconds; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue => Volatile.Read(ref _nextDue);

    public long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    public DateTimeOffset Instant => _time.GetUtcNow();

    /// <summary>
    /// Runs one unit of work. What throws leaves no trace. Scheduled changes that have come due happen first, so that time passes
    /// for whoever asks, whether or not the background clock was quicker.
    /// </summary>
    public T Run<T>(Func<Unit, T> work, Caller? caller = null)
    {
        T result;
        IReadOnlyList<Due> due;
        bool sooner;
        Group group;
        Interlocked.Increment(ref _waiting);
        lock (_gate)
        {
            var waiting = Interlocked.Decrement(ref _waiting);
            group = Open();
            try
            {
                if (NextDue <= Now)
                {
                    HappenWhatIsDue();
                }
                var next = NextDue;
                (result, due) = Transact(work, caller);
                sooner = NextDue < next;
            }
            finally
            {
                // Whoever is last commits for all; the next one in the queue is sure to come.
                if (waiting == 0 || group.Units >= MostTogether)
                {
                    Commit(group);
                }
            }
        }
        group.Committed.Wait();
        if (group.Failure is not null)
        {
            throw new IOException("The sandbox's store could not be written.", group.Failure);
        }
        if (due.Count > 0 || sooner)
        {
            Committed?.Invoke(due);
        }
        return result;
    }

    /// <summary>The place of the next object in the order of creation. Only under the lock.</summary>
    public long NextSeq() => ++_seq;

    /// <summary>Lets scheduled changes happen that are due by now.</summary>
    public void Tick() => Run(static _ => true);

    /// <summary>Empties the account. Its id and keys stay.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            if (_group is { } open)
            {
                Commit(open);
            }
            _database.Execute("BEGIN");
            foreach (var table in (ReadOnlySpan<string>)["objects", "scheduled", "set_aside", "clocked", "answers", "deliveries", "attempts"])
            {
                _database.Execute("DELETE FROM " + table);
            }
            _database.Execute("COMMIT");
            Endpoints = null;
            Volatile.Write(ref _nextDue, long.MaxValue);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _database.Dispose();
        }
    }

    private Group Open()
    {
        if (_group is null)
        {
            _group = new Group();
            _database.Execute("BEGIN");
        }
        _group.Units++;
        return _group;
    }

    private void Commit(Group group)
    {
        _group = null;
        try
        {
            _database.Execute("COMMIT");
        }
        catch (SqliteException failed)
        {
            // A full disk, say. Nobody's work is kept, and everybody is told.
            group.Failure = failed;
            Endpoints = null;
            _database.Execute("ROLLBACK");
        }
        group.Committed.Set();
    }

    private (T Result, IReadOnlyList<Due> Due) Transact<T>(Func<Unit, T> work, Caller? caller)
    {
        _database.Execute("SAVEPOINT unit");
        try
        {
            var unit = new Unit(_database, this, caller);
            var result = work(unit);
            unit.Flush();
            _database.Execute("RELEASE unit");
            if (unit.ChangedSchedule)
            {
                Volatile.Write(ref _nextDue, ReadNextDue());
            }
            return (result, unit.DeliveriesDue);
        }
        catch
        {
            Endpoints = null;
            _database.Execute("ROLLBACK TO unit");
            _database.Execute("RELEASE unit");
            throw;
        }
    }

    /// <summary>What cannot happen is set aside, so that it fails once and loudly, and not whoever asks for something else afterwards.</summary>
    private void HappenWhatIsDue()
    {
        while (HappenUntilOneFails() is var (failed, why))
        {
            Transact(
                unit =>
                {
                    unit.SetAside(failed, why);
                    _schedule.SetAside(unit, failed.Action, failed.Subject);
                    return true;
                },
                caller: null);
            _alarm($"The sandbox could not carry out {failed.Action} of {failed.Subject}, and has set it aside: {why}");
        }
    }

    /// <returns>What failed; nothing of its unit of work was kept. Null where nothing did.</returns>
    private (Happening Failed, Exception Why)? HappenUntilOneFails()
    {
        Happening? current = null;
        try
        {
            var (_, due) = Transact(
                unit =>
                {
                    // Each at the time for which it was meant, and what it schedules in turn in its place among the others.
                    var until = unit.Now;
                    for (var i = 0; i < MostAtOnce && unit.TakeDue(until) is var (subject, action, due); i++)
                    {
                        current = new Happening(subject, action, due);
                        unit.Follow(null, due);
                        _schedule.Happen(unit, action, subject);
                        unit.RunAfterAnswer();
                        current = null;
                    }
                    return true;
                },
                caller: null);
            if (due.Count > 0)
            {
                Committed?.Invoke(due);
            }
            return null;
        }
        catch (Exception why) when (current is not null && why is not SqliteException) // a store that cannot be written is nobody's fault
        {
            return (current, why);
        }
    }

    private long ReadNextDue() => _database.Scalar("SELECT min(due) FROM scheduled") is long due ? due : long.MaxValue;

    private string? Fact(string name) => _database.Scalar("SELECT value FROM facts WHERE name = @1", name) as string;

    private void SetFact(string name, string value) =>
        _database.Execute("INSERT INTO facts (name, value) VALUES (@1, @2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);

    /// <summary>Units of work that are committed together.</summary>
    private sealed class Group
    {
        public int Units { get; set; }

        public Exception? Failure { get; set; }

        /// <summary>Never disposed: nobody waits on its handle, so that it has none.</summary>
        public ManualResetEventSlim Committed { get; } = new();
    }
}
