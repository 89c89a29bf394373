namespace Till.Stripe;

/// <summary>
/// A field that names another object: by id alone, or with the whole object where the call asked to
/// <c>expand</c> it. Neither is there when Stripe sent null.
/// </summary>
public readonly struct Expandable<T> : IEquatable<Expandable<T>>
    where T : StripeEntity
{
    public Expandable(string id) => Id = id;

    public Expandable(T expanded)
    {
        Id = expanded.Id;
        Object = expanded;
    }

    /// <summary>Null if the field names nothing.</summary>
    public string? Id { get; }

    /// <summary>Null unless expanded.</summary>
    public T? Object { get; }

    public override string ToString() => Id ?? "";

    public bool Equals(Expandable<T> other) => Id == other.Id && ReferenceEquals(Object, other.Object);

    public override bool Equals(object? obj) => obj is Expandable<T> other && Equals(other);

    public override int GetHashCode() => Id?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public static bool operator ==(Expandable<T> left, Expandable<T> right) => left.Equals(right);

    public static bool operator !=(Expandable<T> left, Expandable<T> right) => !left.Equals(right);
}
