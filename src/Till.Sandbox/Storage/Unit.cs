using Microsoft.Data.Sqlite;
using Till.Sandbox.Webhooks;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Storage;

/// <summary>Who asked: an event names the request that caused it.</summary>
internal sealed record Caller(string RequestId, string? IdempotencyKey);

/// <summary>
/// One unit of work: what is loaded twice is the same document, and what was changed is written at the end.
/// </summary>
internal sealed class Unit(Database database, Store store, Caller? caller)
{
    private readonly Dictionary<string, Doc> _loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string? Customer, string? Payment, string? Owner)> _links = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private readonly List<(long Seq, Doc Doc)> _added = [];
    private readonly List<Action> _afterAnswer = [];
    private readonly List<Due> _deliveries = [];

    public Database Database => database;

    public Chance Chance => store.Chance;

    public Account Account => store.Account;

    /// <summary>Where the hosted pages are.</summary>
    public string BaseAddress => store.BaseAddress;

    /// <summary>See <see cref="Store.SettleAfter"/>.</summary>
    public long? SettleAfter => store.SettleAfter;

    public Caller? Caller => caller;

    /// <summary>See <see cref="Store.AfterRetries"/>.</summary>
    public string AfterRetries => store.AfterRetries;

    /// <summary>The time by which this unit works, in Unix seconds: the sandbox's own, or that of a test clock.</summary>
    public long Now { get; private set; } = store.Now;

    /// <summary>The sandbox's own time, in Unix seconds.</summary>
    public long OwnNow => store.Now;

    /// <summary>The test clock by which this unit works; null for the sandbox's own.</summary>
    public string? Clock { get; private set; }

    public DateTimeOffset Instant => store.Instant;

    public bool ChangedSchedule { get; private set; }

    public IReadOnlyList<Due> DeliveriesDue => _deliveries;

    /// <summary>The ids of the events that this unit caused, in order.</summary>
    public List<(string Id, string Type)> Events { get; } = [];

    public Doc? Find(string id)
    {
        if (_loaded.TryGetValue(id, out var loaded))
        {
            return loaded;
        }
        if (database.Scalar("SELECT body FROM objects WHERE id = @1", id) is not byte[] body)
        {
            return null;
        }
        var doc = Json.Parse(body);
        _loaded.Add(id, doc);
        _links[id] = Links.Of(doc);
        return doc;
    }

    public Doc? Find(string kind, string id) => Find(id) is { } doc && doc.Text("object") == kind ? doc : null;

    /// <summary>An object that another one refers to, and that is therefore there.</summary>
    public Doc Get(string id) => Find(id) ?? throw new InvalidOperationException($"{id} is referred to, but is not in the store.");

    public void Add(Doc doc)
    {
        // Its place in the order of creation is now; it is written once, as it is at the end.
        _added.Add((store.NextSeq(), doc));
        _loaded.Add(doc.Id, doc);
    }

    public void Changed(Doc doc)
    {
        _dirty.Add(doc.Id);
    }

    /// <summary>A page of objects, newest first. Changes of this unit are written before.</summary>
    public List<Doc> Select(Selection selection)
    {
        WriteChanges();
        return selection.Run(database, _loaded);
    }

    /// <summary>From here on it works by another clock, or at another time.</summary>
    public void Follow(string? clock, long now) => (Clock, Now) = (clock, now);

    /// <summary>What would become of something: all that the work does is undone, and only its answer is kept.</summary>
    public T Suppose<T>(Func<Unit, T> work)
    {
        WriteChanges();
        database.Execute("SAVEPOINT supposed");
        try
        {
            var supposed = new Unit(database, store, caller);
            supposed.Follow(Clock, Now);
            return work(supposed);
        }
        finally
        {
            database.Execute("ROLLBACK TO supposed");
            database.Execute("RELEASE supposed");
        }
    }

    public void Later(long due, string action, string subject)
    {
        if (Clock is not null)
        {
            database.Execute(
                "INSERT INTO clocked (clock, subject, action, due) VALUES (@1, @2, @3, @4) ON CONFLICT (subject, action) DO UPDATE SET due = excluded.due",
                Clock, subject, action, due);
            return;
        }
        ChangedSchedule = true;
        database.Execute(
            "INSERT INTO scheduled (subject, action, due) VALUES (@1, @2, @3) ON CONFLICT (subject, action) DO UPDATE SET due = excluded.due",
            subject, action, due);
    }

    public void NotLater(string action, string subject)
    {
        ChangedSchedule = true;
        database.Execute("DELETE FROM scheduled WHERE subject = @1 AND action = @2", subject, action);
        if (Clock is not null)
        {
            database.Execute("DELETE FROM clocked WHERE subject = @1 AND action = @2", subject, action);
        }
    }

    /// <summary>Takes the next change off the schedule that is due by then, by the sandbox's own clock; null for none.</summary>
    public (string Subject, string Action, long Due)? TakeDue(long until)
    {
        ChangedSchedule = true;
        return First(database.Query(
            "DELETE FROM scheduled WHERE (subject, action) = (SELECT subject, action FROM scheduled WHERE due <= @1 ORDER BY due, subject LIMIT 1) RETURNING subject, action, due",
            ReadDue, until));
    }

    /// <summary>Takes off the schedule what could not happen, and keeps it for whoever looks into it.</summary>
    public void SetAside(Happening failed, Exception why)
    {
        NotLater(failed.Action, failed.Subject);
        database.Execute(
            "INSERT INTO set_aside (subject, action, due, failed_at, error) VALUES (@1, @2, @3, @4, @5)",
            failed.Subject, failed.Action, failed.Due, OwnNow, why.ToString());
    }

    /// <summary>The same by a test clock.</summary>
    public (string Subject, string Action, long Due)? TakeDue(string clock, long until) => First(database.Query(
        "DELETE FROM clocked WHERE seq = (SELECT seq FROM clocked WHERE clock = @1 AND due <= @2 ORDER BY due, seq LIMIT 1) RETURNING subject, action, due",
        ReadDue, clock, until));

    /// <summary>
    /// What Stripe does in the moment after it has answered, such as booking a charge to the balance: same transaction, but the
    /// answer does not show it yet.
    /// </summary>
    public void AfterAnswer(Action then) => _afterAnswer.Add(then);

    /// <summary>Records that something happened to an object, as it is now, and makes the deliveries of it due.</summary>
    /// <param name="previous">For an update: the earlier values of what changed.</param>
    public string Emit(string type, Doc subject, Doc? previous = null)
    {
        var id = subject.Id.StartsWith("pi_", StringComparison.Ordinal) || subject.Id.StartsWith("ch_", StringComparison.Ordinal)
            ? Chance.PaymentId("evt")
            : Chance.LongId("evt");
        var data = new Doc(2) { ["object"] = subject };
        if (previous is not null)
        {
            data["previous_attributes"] = previous;
        }
        var body = new Doc(10)
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = ApiVersion.Current,
            ["created"] = Now,
            ["data"] = data,
            ["livemode"] = false,
            ["pending_webhooks"] = 0,
            ["request"] = new Doc(2) { ["id"] = caller?.RequestId, ["idempotency_key"] = caller?.IdempotencyKey },
            ["type"] = type,
        };
        database.Execute(
            "INSERT INTO objects (seq, id, kind, created, customer, payment_intent, owner, body) VALUES (@1, @2, 'event', @3, NULL, NULL, @4, @5)",
            // By a clock that stands in the past an event would be too old to be listed.
            store.NextSeq(), id, Math.Max(Now, store.Now), type, Json.ToStored(body));
        Events.Add((id, type));
        DueDeliveries(id, type);
        return id;
    }

    /// <summary>All webhook endpoints. Read them only: to change one, find it.</summary>
    public IReadOnlyList<Doc> Endpoints => store.Endpoints ??= Select(new Selection("webhook_endpoint", 100)).ConvertAll(endpoint => endpoint.Clone());

    public void EndpointsChanged() => store.Endpoints = null;

    /// <summary>Also used by a resend: the delivery begins anew.</summary>
    public void Deliver(string eventId, string endpointId)
    {
        var now = Instant.ToUnixTimeMilliseconds();
        database.Execute(
            """
            INSERT INTO deliveries (event, endpoint, next_at) VALUES (@1, @2, @3)
            ON CONFLICT (event, endpoint) DO UPDATE SET next_at = excluded.next_at
            """,
            eventId, endpointId, now);
        _deliveries.Add(new Due(eventId, endpointId, now));
    }

    public void RunAfterAnswer()
    {
        for (var i = 0; i < _afterAnswer.Count; i++)
        {
            _afterAnswer[i]();
        }
        _afterAnswer.Clear();
    }

    public void Flush()
    {
        RunAfterAnswer();
        WriteChanges();
    }

    private void WriteChanges()
    {
        foreach (var (seq, doc) in _added)
        {
            var links = Links.Of(doc);
            database.Execute(
                "INSERT INTO objects (seq, id, kind, created, customer, payment_intent, owner, body) VALUES (@1, @2, @3, @4, @5, @6, @7, @8)",
                seq, doc.Id, doc.Text("object"), doc.Has("created") ? doc.Number("created") : Now, links.Customer, links.Payment, links.Owner,
                Json.ToStored(doc));
            _links[doc.Id] = links;
            _dirty.Remove(doc.Id);
        }
        _added.Clear();
        foreach (var id in _dirty)
        {
            var doc = _loaded[id];
            var links = Links.Of(doc);
            if (_links.TryGetValue(id, out var before) && before == links)
            {
                // Columns that are not written leave their indexes in peace.
                database.Execute("UPDATE objects SET body = @2 WHERE id = @1", id, Json.ToStored(doc));
                continue;
            }
            _links[id] = links;
            database.Execute(
                "UPDATE objects SET customer = @2, payment_intent = @3, owner = @4, body = @5 WHERE id = @1",
                id, links.Customer, links.Payment, links.Owner, Json.ToStored(doc));
        }
        _dirty.Clear();
    }

    /// <summary>The same by the sandbox's clock, of one subscription and its invoices only.</summary>
    public (string Subject, string Action, long Due)? TakeDueOf(string subscription, long until)
    {
        ChangedSchedule = true;
        return First(database.Query(
            """
            DELETE FROM scheduled WHERE (subject, action) = (
                SELECT subject, action FROM scheduled
                WHERE due <= @1 AND (subject = @2 OR subject IN (SELECT id FROM objects WHERE owner = @2 AND kind = 'invoice'))
                ORDER BY due, subject LIMIT 1)
            RETURNING subject, action, due
            """,
            ReadDue, until, subscription));
    }

    private static (string Subject, string Action, long Due) ReadDue(SqliteDataReader row) => (row.GetString(0), row.GetString(1), row.GetInt64(2));

    private static (string Subject, string Action, long Due)? First(List<(string Subject, string Action, long Due)> taken) => taken.Count == 0 ? null : taken[0];

    private void DueDeliveries(string eventId, string type)
    {
        foreach (var endpoint in Endpoints)
        {
            if (WebhookEndpoint.Wants(endpoint, type))
            {
                Deliver(eventId, endpoint.Id);
            }
        }
    }
}
