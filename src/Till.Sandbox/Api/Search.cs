using System.Globalization;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>
/// Stripe's search language: <c>field:'value'</c>, <c>metadata['key']:'value'</c>, <c>field~'part'</c>, <c>amount&gt;1000</c>, a minus
/// before a clause to negate it, clauses joined by AND or by OR. Unlike Stripe's, the index is never behind.
/// </summary>
internal static class Search
{
    public static Answer Page(Call call, string url, string kind)
    {
        var limit = call.Parameters.Has("limit") ? (int)Math.Clamp(call.Parameters.Number("limit"), 1, 100) : 10;
        var clauses = Parse(call.Parameters.Text("query") ?? "", out var all);
        var found = call.Unit.Select(new Selection(kind, limit + 1)
        {
            StartingAfter = call.Parameters.Text("page"),
            Where = doc => !doc.Flag("deleted") && (all ? clauses.TrueForAll(clause => clause.Holds(doc)) : clauses.Exists(clause => clause.Holds(doc))),
        });
        var more = found.Count > limit;
        if (more)
        {
            found.RemoveAt(limit);
        }
        return new Doc
        {
            ["object"] = "search_result",
            ["data"] = found.ConvertAll(doc => (object?)doc),
            ["has_more"] = more,
            ["next_page"] = more ? found[^1].Id : null,
            ["url"] = url,
        };
    }

    private static List<Clause> Parse(string query, out bool all)
    {
        var words = Words(query);
        all = !words.Exists(word => word.Equals("OR", StringComparison.OrdinalIgnoreCase));
        var joins = words.Where(word => word.Equals("AND", StringComparison.OrdinalIgnoreCase) || word.Equals("OR", StringComparison.OrdinalIgnoreCase)).ToList();
        if (joins.Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
        {
            throw StripeError.Invalid("You cannot combine AND and OR in one search query.", "query");
        }
        var clauses = words.Except(joins, StringComparer.Ordinal).Select(Clause.Read).ToList();
        return clauses.Count > 0 ? clauses : throw StripeError.Invalid("The search query is empty.", "query");
    }

    /// <summary>Split at spaces that stand outside quotes.</summary>
    private static List<string> Words(string query)
    {
        var words = new List<string>();
        var (start, quote) = (0, '\0');
        for (var i = 0; i <= query.Length; i++)
        {
            var at = i < query.Length ? query[i] : ' ';
            if (quote != '\0')
            {
                quote = at == quote ? '\0' : quote;
            }
            else if (at is '\'' or '"')
            {
                quote = at;
            }
            else if (at == ' ')
            {
                if (i > start)
                {
                    words.Add(query[start..i]);
                }
                start = i + 1;
            }
        }
        return words;
    }

    private sealed record Clause(string Field, string? Key, string Operator, string Value, bool Negated)
    {
        public static Clause Read(string text)
        {
            var negated = text.StartsWith('-');
            var clause = negated ? text[1..] : text;
            var bracket = clause.IndexOf("']", StringComparison.Ordinal);
            var at = clause.AsSpan(Math.Max(0, bracket)).IndexOfAny([':', '~', '>', '<']);
            if (at < 0)
            {
                throw StripeError.Invalid($"We were unable to parse your search query: {text}", "query");
            }
            at += Math.Max(0, bracket);
            var op = clause[at] is '>' or '<' && at + 1 < clause.Length && clause[at + 1] == '=' ? clause.Substring(at, 2) : clause.Substring(at, 1);
            var name = clause[..at];
            var open = name.IndexOf('[', StringComparison.Ordinal);
            return new Clause(
                open < 0 ? name : name[..open], open < 0 ? null : name[(open + 1)..^1].Trim('\'', '"'), op, clause[(at + op.Length)..].Trim('\'', '"'), negated);
        }

        public bool Holds(Doc doc) => Matches(Key is null ? doc[Field] : doc.Part(Field)?[Key]) != Negated;

        private bool Matches(object? value) => Operator switch
        {
            ":" when Value == "null" => value is null,
            ":" => string.Equals(Shown(value), Value, StringComparison.OrdinalIgnoreCase),
            "~" => Shown(value)?.Contains(Value, StringComparison.OrdinalIgnoreCase) ?? false,
            _ => value is long number && long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound) && Operator switch
            {
                ">" => number > bound,
                ">=" => number >= bound,
                "<" => number < bound,
                _ => number <= bound,
            },
        };

        private static string? Shown(object? value) => value switch
        {
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            _ => null,
        };
    }
}
