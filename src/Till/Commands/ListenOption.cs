using System.CommandLine;

namespace Till.Commands;

/// <summary>An option that takes addresses to listen on, and says at once which of them cannot be one.</summary>
internal static class ListenOption
{
    public static Option<string> Create(string name, string description, string standard)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            foreach (var wrong in Wrong(result.GetValue(option) ?? ""))
            {
                result.AddError($"{name}: {wrong}");
            }
        });
        return option;
    }

    private static IEnumerable<string> Wrong(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return addresses.Length == 0
            ? ["an address is needed, such as http://localhost:4000."]
            : addresses.Select(Why).OfType<string>();
    }

    private static string? Why(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return $"“{address}” is not an address such as http://localhost:4000.";
        }

        return parsed switch
        {
            { Scheme: "https" } => $"“{address}”: Till itself speaks http; let a proxy before it speak https.",
            { Scheme: not "http" } => $"“{address}” is not an address such as http://localhost:4000.",
            { Port: < 0 or > 65535 } => $"“{address}”: a port is a number up to 65535.",
            { Host: "localhost", Port: 0 } => $"“{address}”: for any free port, name the address, as in http://127.0.0.1:0.",
            { PathBase.Length: > 0 } => $"“{address}” has a path; the shop listens at the root.",
            _ => null,
        };
    }
}
