using System.Collections;

namespace Till.Sandbox.Wire;

/// <summary>
/// One JSON object as Stripe writes it: <c>id</c>, <c>object</c>, then the other names in alphabetical order, whatever the order
/// in which they were set. Values are null, <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>,
/// <see cref="Doc"/> or <see cref="List{T}"/> of these.
/// </summary>
/// <remarks>Names that begin with an underscore are the sandbox's own notes: they are stored, and never sent.</remarks>
internal sealed class Doc : IEnumerable<KeyValuePair<string, object?>>
{
    private string[] _names;
    private object?[] _values;

    public Doc() : this(8)
    {
    }

    public Doc(int capacity)
    {
        _names = new string[capacity];
        _values = new object?[capacity];
    }

    public int Count { get; private set; }

    public string NameAt(int index) => _names[index];

    public object? ValueAt(int index) => _values[index];

    /// <summary>The value by that name, or null where there is none.</summary>
    public object? this[string name]
    {
        get => Find(name) is var at and >= 0 ? _values[at] : null;
        set => Set(name, value);
    }

    public bool Has(string name) => Find(name) >= 0;

    public void Add(string name, object? value) => Set(name, value);

    public string? Text(string name) => this[name] as string;

    /// <summary>A whole number; 0 where there is none.</summary>
    public long Number(string name) => this[name] is long number ? number : 0;

    public bool Flag(string name) => this[name] is true;

    public Doc? Part(string name) => this[name] as Doc;

    public List<object?>? Items(string name) => this[name] as List<object?>;

    /// <summary>The id of what a field refers to.</summary>
    public string Id => Text("id") ?? "";

    public bool Remove(string name)
    {
        var at = Find(name);
        if (at < 0)
        {
            return false;
        }
        Count--;
        Array.Copy(_names, at + 1, _names, at, Count - at);
        Array.Copy(_values, at + 1, _values, at, Count - at);
        return true;
    }

    public Doc Clone()
    {
        var copy = new Doc(Math.Max(Count, 1)) { Count = Count };
        Array.Copy(_names, copy._names, Count);
        for (var i = 0; i < Count; i++)
        {
            copy._values[i] = CloneValue(_values[i]);
        }
        return copy;
    }

    /// <summary>A copy without the sandbox's own notes, as another object embeds it.</summary>
    public Doc CloneShown()
    {
        var copy = Clone();
        for (var i = copy.Count - 1; i >= 0; i--)
        {
            if (copy._names[i].StartsWith('_'))
            {
                copy.Remove(copy._names[i]);
            }
        }
        return copy;
    }

    public static object? CloneValue(object? value) => value switch
    {
        Doc doc => doc.Clone(),
        List<object?> list => list.ConvertAll(CloneValue),
        _ => value,
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return new(_names[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Set(string name, object? value)
    {
        var kept = value is int small ? (long)small : value;
        // Templates and stored bodies come in order: the common case is an append.
        var at = Count == 0 || Compare(_names[Count - 1], name) < 0 ? ~Count : Find(name);
        if (at >= 0)
        {
            _values[at] = kept;
            return;
        }
        at = ~at;
        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Math.Max(4, Count * 2));
            Array.Resize(ref _values, _names.Length);
        }
        Array.Copy(_names, at, _names, at + 1, Count - at);
        Array.Copy(_values, at, _values, at + 1, Count - at);
        _names[at] = name;
        _values[at] = kept;
        Count++;
    }

    private int Find(string name)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = Compare(_names[middle], name);
            if (order == 0)
            {
                return middle;
            }
            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return ~low;
    }

    private static int Compare(string left, string right)
    {
        var (a, b) = (Rank(left), Rank(right));
        return a == b ? string.CompareOrdinal(left, right) : a - b;
    }

    private static int Rank(string name) => name switch { "id" => 0, "object" => 1, _ => 2 };
}
