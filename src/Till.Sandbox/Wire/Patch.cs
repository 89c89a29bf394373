namespace Till.Sandbox.Wire;

/// <summary>Applies parameters to an object the way Stripe does: what is given replaces, what is emptied becomes null.</summary>
internal static class Patch
{
    private const int MostKeys = 50;
    private const int LongestKey = 40;
    private const int LongestValue = 500;

    /// <summary>Takes over the named parameters that were given.</summary>
    public static void Fields(Doc target, Doc parameters, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (parameters.Has(name))
            {
                target[name] = parameters[name] is "" ? null : parameters[name];
            }
        }
    }

    /// <summary>Merges key by key; an empty value deletes its key, and an empty string deletes them all.</summary>
    public static void Metadata(Doc target, Doc parameters)
    {
        if (!parameters.Has("metadata"))
        {
            return;
        }
        var merged = target.Part("metadata") is { } before && parameters["metadata"] is Doc ? before : [];
        foreach (var (key, value) in parameters.Part("metadata") ?? [])
        {
            if (value is "" or null)
            {
                merged.Remove(key);
                continue;
            }
            if (key.Length > LongestKey)
            {
                throw StripeError.Invalid(
                    $"Metadata keys can be a maximum of {LongestKey} characters: {key[..LongestKey]}…", "metadata");
            }
            var text = value as string ?? throw StripeError.Invalid("Metadata values must be strings.", $"metadata[{key}]");
            if (text.Length > LongestValue)
            {
                throw StripeError.Invalid(
                    $"Metadata values can have up to {LongestValue} characters, but you passed in a value that is {text.Length} characters. Invalid "
                    + $"value: {text}", $"metadata[{key}]");
            }
            merged[key] = text;
        }
        if (merged.Count > MostKeys)
        {
            throw StripeError.Invalid($"You can only have up to {MostKeys} metadata keys.", "metadata");
        }
        target["metadata"] = merged;
    }

    /// <summary>All six lines of an address, null where not given; null for no address.</summary>
    public static Doc? Address(object? given)
    {
        if (given is not Doc parts)
        {
            return null;
        }
        var address = EmptyAddress();
        Fields(address, parts, "city", "country", "line1", "line2", "postal_code", "state");
        return address;
    }

    public static Doc EmptyAddress() => new(6)
    {
        ["city"] = null, ["country"] = null, ["line1"] = null, ["line2"] = null, ["postal_code"] = null, ["state"] = null,
    };

    /// <summary>Where a payment is sent to.</summary>
    public static Doc? PaymentShipping(object? given)
    {
        if (given is not Doc parts)
        {
            return null;
        }
        var shipping = new Doc(5)
        {
            ["address"] = Address(parts["address"]), ["carrier"] = null, ["name"] = null, ["phone"] = null, ["tracking_number"] = null,
        };
        Fields(shipping, parts, "carrier", "name", "phone", "tracking_number");
        return shipping;
    }

    /// <summary>The earlier values of the fields in which two states of an object differ.</summary>
    public static Doc Previous(Doc before, Doc after)
    {
        var previous = new Doc();
        foreach (var (name, value) in before)
        {
            if (!Same(value, after[name]))
            {
                previous[name] = value;
            }
        }
        return previous;
    }

    private static bool Same(object? a, object? b) => (a, b) switch
    {
        (Doc x, Doc y) => x.Count == y.Count && x.All(pair => y.Has(pair.Key) && Same(pair.Value, y[pair.Key])),
        (List<object?> x, List<object?> y) => x.Count == y.Count && x.Zip(y).All(pair => Same(pair.First, pair.Second)),
        _ => Equals(a, b),
    };
}
