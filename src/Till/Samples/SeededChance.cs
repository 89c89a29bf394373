using System.Numerics;

namespace Till.Samples;

/// <summary>
/// A small generator of chance seeded by a name (SplitMix64 over FNV-1a), so that the same name gives the same picture,
/// melody and text on every machine and every version of the runtime. Not for secrets.
/// </summary>
internal sealed class SeededChance
{
    private ulong _state;

    public SeededChance(string name)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var letter in name)
            {
                hash = (hash ^ letter) * 1099511628211UL;
            }

            _state = hash;
        }
    }

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>From 0 up to but not including 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Unit());

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Whole(int low, int high) => low + (int)Math.BigMul(Next(), (ulong)(high - low + 1), out _);

    public bool Odds(double chance) => Unit() < chance;

    public T Pick<T>(IReadOnlyList<T> from) => from[Whole(0, from.Count - 1)];

    /// <summary>White noise from -1 to 1.</summary>
    public double Noise() => (BitOperations.RotateLeft(Next(), 7) >> 11) * (2.0 / (1UL << 53)) - 1;
}
