using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>The first answer to a key, as it is given again.</summary>
internal sealed record KeptAnswer(string Fingerprint, string Path, string RequestId, int Status, byte[] Body);

/// <summary>
/// Idempotency keys: the first result of an execution is kept for a day and given again. Refused parameters and conflicts are not
/// kept.
/// </summary>
internal sealed class Idempotency
{
    private const long KeptFor = 86_400;
    private const int LongestKey = 255;
    private const int ForgetEvery = 500;
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);
    private int _kept;

    public static void Check(string key)
    {
        if (key.Length > LongestKey)
        {
            throw new StripeError(400, $"Invalid Idempotency-Key: keys can be at most {LongestKey} characters long, and this one has {key.Length}.",
                type: "idempotency_error") { BeforeExecution = true };
        }
    }

    public static string Fingerprint(string method, string path, string form) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{method} {path}\n{form}")).AsSpan(0, 16));

    /// <summary>Takes the key for one request; another one with the same key meanwhile gets a conflict.</summary>
    public void Enter(string key)
    {
        if (!_running.TryAdd(key, true))
        {
            throw new StripeError(409,
                "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other "
                + $"request is still going through): {key}. Please try again later.", "idempotency_key_in_use", type: "idempotency_error") { BeforeExecution = true };
        }
    }

    public void Leave(string key) => _running.TryRemove(key, out _);

    public static KeptAnswer? Find(Unit unit, string key, string fingerprint, string path)
    {
        var kept = unit.Database.Query(
            "SELECT fingerprint, path, request_id, status, body FROM answers WHERE key = @1 AND created > @2",
            row => new KeptAnswer(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), (byte[])row.GetValue(4)),
            key, unit.OwnNow - KeptFor);
        if (kept.Count == 0)
        {
            return null;
        }
        if (kept[0].Path != path)
        {
            throw new StripeError(400,
                $"Keys for idempotent requests can only be used for the same endpoint they were first used for ('{path}' vs '{kept[0].Path}'). Try using a key "
                + $"other than '{key}' if you meant to execute a different request.", type: "idempotency_error") { BeforeExecution = true };
        }
        return kept[0].Fingerprint == fingerprint
            ? kept[0]
            : throw new StripeError(400,
                $"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if "
                + "you meant to execute a different request.", type: "idempotency_error") { BeforeExecution = true };
    }

    /// <summary>Lets go of what is a day old. What a key finds is never older; this only keeps the table small.</summary>
    private static void Forget(Unit unit) => unit.Database.Execute(
        """
        DELETE FROM answers
        WHERE seq <= (SELECT max(seq) FROM (SELECT seq, created FROM answers ORDER BY seq LIMIT 1000) WHERE created <= @1)
        """,
        unit.OwnNow - KeptFor);

    public void Keep(Unit unit, string key, KeptAnswer answer)
    {
        if (Interlocked.Increment(ref _kept) % ForgetEvery == 0)
        {
            Forget(unit);
        }
        unit.Database.Execute(
            "INSERT OR REPLACE INTO answers (key, fingerprint, path, request_id, status, body, created) VALUES (@1, @2, @3, @4, @5, @6, @7)",
            key, answer.Fingerprint, answer.Path, answer.RequestId, answer.Status, answer.Body, unit.OwnNow);
    }
}
