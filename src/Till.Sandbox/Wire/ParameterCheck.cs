using System.Globalization;

namespace Till.Sandbox.Wire;

/// <summary>
/// Checks a request's parameters against an operation's list and gives them their types, in Stripe's order: unknown names first,
/// then missing ones, then values. An emptied parameter keeps its empty string, so that the operation can unset it.
/// </summary>
/// <param name="version">The version of the request.</param>
/// <param name="publishable">Asked by a browser, whose scripts send some parameters of their own.</param>
internal sealed class ParameterCheck(ApiVersion version, bool publishable = false)
{
    /// <summary>Text that Stripe lets be emptied although its description does not say so.</summary>
    private static readonly HashSet<string> EmptiedInPractice = new(StringComparer.Ordinal)
    {
        "city", "country", "description", "email", "line1", "line2", "name", "phone", "postal_code", "receipt_email", "state",
        "carrier", "tracking_number", "footer", "customer", "statement_descriptor", "nickname", "url", "coupon",
    };

    /// <summary>What Stripe's script sends along with every call, and what a sandbox has no use for.</summary>
    private static readonly HashSet<string> Chatter = new(StringComparer.Ordinal)
    {
        "client_attribution_metadata", "elements_session_config_id", "expected_payment_method_type", "guid", "muid", "pasted_fields",
        "payment_user_agent", "referrer", "sid", "time_on_page", "version",
    };

    public static bool IsChatter(string parameter) => Chatter.Contains(parameter);

    public Doc Check(Parameter operation, Doc given) => CheckHash(operation, given, "");

    private Doc CheckHash(Parameter of, Doc given, string at)
    {
        RefuseUnknown(of, given, at);
        foreach (var child in of.Children.Values)
        {
            if (child.Required && !given.Has(child.Name) && !version.Forgives(child.Name))
            {
                var name = Within(at, child.Name);
                throw new StripeError(400, $"Missing required param: {name}.", "parameter_missing", name) { BeforeExecution = true };
            }
        }
        var typed = new Doc(Math.Max(given.Count, 1));
        foreach (var (name, value) in given)
        {
            typed[name] = of.Children.TryGetValue(name, out var child) ? CheckValue(child, child.Type, value, Within(at, name)) : Loose(value);
        }
        return typed;
    }

    private void RefuseUnknown(Parameter of, Doc given, string at)
    {
        List<string>? unknown = null;
        foreach (var (name, _) in given)
        {
            if (!of.Children.ContainsKey(name) && !version.Knows(name) && !(publishable && IsChatter(name)))
            {
                (unknown ??= []).Add(Within(at, name));
            }
        }
        if (unknown is not null)
        {
            var message = unknown.Count == 1
                ? "Received unknown parameter: " + unknown[0]
                : "Received unknown parameters: " + string.Join(", ", unknown);
            throw new StripeError(400, message, "parameter_unknown", unknown[0]) { BeforeExecution = true };
        }
    }

    private object? CheckValue(Parameter of, ParameterType type, object? value, string at)
    {
        if (value is "" && type is not ParameterType.Any)
        {
            return Emptied(of, type, at);
        }
        return type switch
        {
            ParameterType.Integer => Integer(value, at),
            ParameterType.Moment => value is string word && of.Choices.Contains(word, StringComparer.Ordinal) ? word : Integer(value, at),
            ParameterType.Flag => Flag(value, at),
            ParameterType.Text or ParameterType.Decimal => value as string ?? throw Bad("Invalid string", value, at),
            ParameterType.Choice => Choice(of, value, at),
            ParameterType.Map => value as Doc ?? throw Bad("Invalid object", value, at),
            ParameterType.Hash => CheckHash(of, value as Doc ?? throw Bad("Invalid object", value, at), at),
            ParameterType.List => CheckList(of, value, at),
            _ => Loose(value),
        };
    }

    private static string Emptied(Parameter of, ParameterType type, string at)
    {
        if (of.Emptyable || type == ParameterType.Map || type == ParameterType.List
            || (type == ParameterType.Text && EmptiedInPractice.Contains(of.Name)))
        {
            return "";
        }
        throw new StripeError(400,
            $"You passed an empty string for '{at}'. We assume empty values are an attempt to unset a parameter; however '{at}' cannot "
            + $"be unset. You should remove '{at}' from your request or supply a non-empty value.",
            "parameter_invalid_empty", at) { BeforeExecution = true };
    }

    private List<object?> CheckList(Parameter of, object? value, string at)
    {
        // A lone value is taken as a list of one, as Stripe does for expand=… and the like.
        if (value is string && of.ItemType is (ParameterType.Text or ParameterType.Choice))
        {
            return [CheckValue(of, of.ItemType, value, at)];
        }
        var items = Numbered(value) ?? throw Bad("Invalid array", value, at);
        return items.ConvertAll(item => CheckValue(of, of.ItemType, item.Value, $"{at}[{item.Name}]"));
    }

    private static List<(string Name, object? Value)>? Numbered(object? value)
    {
        if (value is not Doc numbered)
        {
            return null;
        }
        var items = new List<(int Index, string Name, object? Value)>(numbered.Count);
        foreach (var (name, item) in numbered)
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                return null;
            }
            items.Add((index, name, item));
        }
        items.Sort((a, b) => a.Index.CompareTo(b.Index));
        return items.ConvertAll(item => (item.Name, item.Value));
    }

    private static object Integer(object? value, string at) =>
        value is string text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : value is "now" && at.EndsWith("_at", StringComparison.Ordinal)
                ? "now"
                : throw new StripeError(400, $"Invalid integer: {Shown(value)}", "parameter_invalid_integer", at) { BeforeExecution = true };

    private static bool Flag(object? value, string at) => value switch
    {
        "true" or "1" or "True" => true,
        "false" or "0" or "False" => false,
        _ => throw Bad("Invalid boolean", value, at),
    };

    private string Choice(Parameter of, object? value, string at)
    {
        if (value is string text && (of.Choices.Contains(text, StringComparer.Ordinal) || version.KnowsChoice(of.Name, text)))
        {
            return text;
        }
        throw new StripeError(400, $"Invalid {at}: must be {OneOf(of.Choices)}", null, at) { BeforeExecution = true };
    }

    private static string OneOf(IReadOnlyList<string> choices) => choices.Count switch
    {
        1 => choices[0],
        2 => $"one of {choices[0]} or {choices[1]}",
        _ => $"one of {string.Join(", ", choices.Take(choices.Count - 1))}, or {choices[^1]}",
    };

    /// <summary>What no list describes: numbered names become a list, everything else stays text.</summary>
    private static object? Loose(object? value)
    {
        if (value is not Doc doc)
        {
            return value;
        }
        if (doc.Count > 0 && Numbered(doc) is { } items)
        {
            return items.ConvertAll(item => Loose(item.Value));
        }
        var loose = new Doc(Math.Max(doc.Count, 1));
        foreach (var (name, item) in doc)
        {
            loose[name] = Loose(item);
        }
        return loose;
    }

    private static StripeError Bad(string what, object? value, string at) =>
        new(400, value is string text ? $"{what}: {text}" : what, null, at) { BeforeExecution = true };

    private static string Shown(object? value) => value as string ?? "{}";

    private static string Within(string at, string name) => at.Length == 0 ? name : $"{at}[{name}]";
}
