using Npgsql;

namespace Till;

/// <summary>Reads settings and collects what is wrong with them, so that one start tells all of it.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    public delegate bool Parse<T>(string? text, out T value);

    private readonly List<string> wrong = [];

    public bool IsMalformed => wrong.Count > 0;

    public string? Text(string name) => configuration[name]?.Trim() is { Length: > 0 } text ? text : null;

    public T Parsed<T>(string name, T otherwise, Parse<T> parse, string expected)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (parse(text, out var value))
        {
            return value;
        }

        Refuse(name, $"“{text}” is not {expected}");
        return otherwise;
    }

    /// <summary>An absolute http or https address without its closing slash.</summary>
    public string? Url(string name) => Parsed<string?>(
        name,
        null,
        (string? text, out string? url) =>
        {
            var valid = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
            url = text?.TrimEnd('/');
            return valid;
        },
        "an address such as https://shop.example");

    /// <summary>PostgreSQL's address. What is wrong is said without showing the text, which may hold a password.</summary>
    public string? Connection(string name)
    {
        var text = Text(name);
        try
        {
            _ = new NpgsqlConnectionStringBuilder(text);
            return text;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            Refuse(name, "is not a connection string such as Host=localhost;Database=till;Username=till");
            return null;
        }
    }

    /// <summary>A Stripe key with one of the given beginnings. What is wrong is said without showing the key.</summary>
    public string? Key(string name, params string[] beginnings)
    {
        var key = Text(name);
        if (key is not null && (!beginnings.Any(one => key.StartsWith(one, StringComparison.Ordinal)) || key.Any(char.IsWhiteSpace)))
        {
            Refuse(name, $"does not look like a key: it begins with {string.Join(" or ", beginnings)} and has no spaces");
            return null;
        }

        return key;
    }

    public void Refuse(string name, string why) => wrong.Add($"{name.Replace(":", "__")}: {why}");

    public void ThrowIfMalformed()
    {
        if (wrong.Count > 0)
        {
            throw new SettingsException(wrong);
        }
    }
}

/// <summary>Settings that cannot be used, each with its name and what is wrong with it.</summary>
internal sealed class SettingsException(IReadOnlyList<string> wrong) : Exception(
    "These settings cannot be used:" + string.Concat(wrong.Select(one => $"{Environment.NewLine}  {one}")));
