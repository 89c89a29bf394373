using System.Security.Cryptography;

namespace Till.Sandbox.Wire;

/// <summary>
/// Where ids, secrets and numbers come from. Without a seed it is the system's generator; with one, the same requests in the same
/// order get the same ids.
/// </summary>
internal sealed class Chance
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private readonly Lock _gate = new();
    private readonly Random? _seeded;

    /// <param name="seed">Null for unpredictable.</param>
    /// <param name="run">How often the store was opened, so that a restart with the same seed makes no id twice.</param>
    public Chance(int? seed, long run) => _seeded = seed is { } given ? new Random(unchecked((int)((given * 31L) + run))) : null;

    public string Letters(int length)
    {
        if (_seeded is null)
        {
            return RandomNumberGenerator.GetString(Alphabet, length);
        }
        lock (_gate)
        {
            return new string(_seeded.GetItems<char>(Alphabet, length));
        }
    }

    public int Below(int limit)
    {
        if (_seeded is null)
        {
            return RandomNumberGenerator.GetInt32(limit);
        }
        lock (_gate)
        {
            return _seeded.Next(limit);
        }
    }

    /// <summary><c>cus_</c> and the like: 14 letters.</summary>
    public string ShortId(string prefix) => prefix + "_" + Letters(14);

    /// <summary><c>pm_1…</c>: what belongs to no payment carries a 1, then 23 letters.</summary>
    public string LongId(string prefix) => prefix + "_1" + Letters(23);

    /// <summary><c>pi_3…</c>: what belongs to a payment carries a 3.</summary>
    public string PaymentId(string prefix) => prefix + "_3" + Letters(23);

    public string Digits(int length) => string.Create(length, this, static (span, chance) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = (char)('0' + chance.Below(10));
        }
    });
}
