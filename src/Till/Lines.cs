using System.Collections;

namespace Till;

/// <summary>A text line by line, without empty ones. Two of the same lines are the same.</summary>
internal sealed class Lines(string text) : IReadOnlyList<string>, IEquatable<Lines>
{
    private readonly string[] lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public int Count => lines.Length;

    public string this[int index] => lines[index];

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)lines).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(Lines? other) => other is not null && lines.SequenceEqual(other.lines);

    public override bool Equals(object? obj) => Equals(obj as Lines);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join('\n', lines);
}
