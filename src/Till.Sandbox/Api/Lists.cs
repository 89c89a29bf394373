using System.Globalization;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>Pages of a list as Stripe cuts them: newest first, 10 to a page, at most 100.</summary>
internal static class Lists
{
    public static Doc Of(string url, List<object?> data, bool more) =>
        new(4) { ["object"] = "list", ["data"] = data, ["has_more"] = more, ["url"] = url };

    /// <summary>One page by the usual parameters, over what <paramref name="selection"/> narrows further.</summary>
    public static Doc Page(Call call, string url, Selection selection)
    {
        var limit = Limit(call.Parameters);
        var (after, before) = (Cursor(call, "starting_after", selection.Kind), Cursor(call, "ending_before", selection.Kind));
        if (after is not null && before is not null)
        {
            throw StripeError.Invalid("You cannot parameterize both starting_after and ending_before.", "starting_after");
        }
        var (from, to) = Range(call.Parameters["created"], "created");
        var found = call.Unit.Select(selection with
        {
            Limit = limit + 1, StartingAfter = after, EndingBefore = before, CreatedFrom = from, CreatedTo = to,
        });
        var more = found.Count > limit;
        if (more)
        {
            // The one too many lies at the far end of the direction that was read in.
            found.RemoveAt(before is null ? limit : 0);
        }
        return Of(url, [.. found], more);
    }

    /// <summary>Whether a time lies within what a parameter says: a time, or a range as in <c>created</c>; true when it says nothing.</summary>
    public static bool Within(Doc parameters, string name, long time) =>
        !parameters.Has(name) || (Range(parameters[name], name) is var (from, to) && time >= from && time <= to);

    private static int Limit(Doc parameters)
    {
        if (!parameters.Has("limit"))
        {
            return 10;
        }
        var limit = parameters.Number("limit");
        if (limit < 1)
        {
            throw StripeError.Invalid("This value must be greater than or equal to 1.", "limit", "parameter_invalid_integer");
        }
        return limit <= 100
            ? (int)limit
            : throw StripeError.Invalid("This value must be less than or equal to 100.", "limit", "parameter_invalid_integer");
    }

    private static string? Cursor(Call call, string name, string kind)
    {
        var id = call.Parameters.Text(name);
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }
        return call.Unit.Find(kind, id) is not null ? id : throw StripeError.Missing(Names.InErrors(kind), id, name);
    }

    private static (long From, long To) Range(object? given, string param)
    {
        if (given is string exact)
        {
            var at = Second(exact, param);
            return (at, at);
        }
        long from = 0, to = long.MaxValue;
        if (given is Doc range)
        {
            foreach (var (name, value) in range)
            {
                var at = Second(value as string, param);
                switch (name)
                {
                    case "gt": from = Math.Max(from, at + 1); break;
                    case "gte": from = Math.Max(from, at); break;
                    case "lt": to = Math.Min(to, at - 1); break;
                    case "lte": to = Math.Min(to, at); break;
                    default: throw StripeError.Invalid($"Received unknown parameter: {param}[{name}]", $"{param}[{name}]", "parameter_unknown");
                }
            }
        }
        return (from, to);
    }

    private static long Second(string? text, string param) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var second) && second < long.MaxValue
            ? second
            : throw StripeError.Invalid("Invalid integer: " + text, param, "parameter_invalid_integer");
}
