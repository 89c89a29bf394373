namespace Till.Sandbox.Wire;

internal enum ParameterType
{
    Any,
    Text,
    Integer,
    Decimal,
    Flag,
    Choice,
    Map,
    Hash,
    List,
    /// <summary>A time, or one of the words that stand for one.</summary>
    Moment,
}

/// <summary>One parameter of an operation, as the lines of <c>parameters.txt</c> describe it.</summary>
internal sealed class Parameter(string name, ParameterType type, bool required, bool emptyable)
{
    public string Name => name;

    public ParameterType Type => type;

    public bool Required => required;

    /// <summary>An empty string unsets it.</summary>
    public bool Emptyable => emptyable;

    /// <summary>Of what a list is made.</summary>
    public ParameterType ItemType { get; init; }

    public IReadOnlyList<string> Choices { get; init; } = [];

    public Dictionary<string, Parameter> Children { get; } = new(StringComparer.Ordinal);
}

/// <summary>
/// The parameters of every operation. A line is <c>METHOD /path</c>, or indented beneath it by one space a level:
/// <c>name[!][?] type</c>, where <c>!</c> is required, <c>?</c> may be emptied, and type is string, int, decimal, bool, map, any, hash,
/// <c>enum a b c</c>, <c>moment</c> and the words that may stand for a time, or <c>list</c> of one of these.
/// </summary>
internal sealed class ParameterLists
{
    private readonly Dictionary<string, Parameter> _operations = new(StringComparer.Ordinal);

    public static ParameterLists Load()
    {
        using var stream = typeof(ParameterLists).Assembly.GetManifestResourceStream("Till.Sandbox.Wire.parameters.txt")!;
        using var reader = new StreamReader(stream);
        var lists = new ParameterLists();
        var open = new List<Parameter>();
        while (reader.ReadLine() is { } line)
        {
            var depth = line.AsSpan().IndexOfAnyExcept(' ');
            if (depth < 0)
            {
                continue;
            }
            var parameter = depth == 0 ? new Parameter(line, ParameterType.Hash, false, false) : Read(line.Trim().Split(' '));
            open.RemoveRange(depth, open.Count - depth);
            if (depth == 0)
            {
                lists._operations.Add(line, parameter);
            }
            else
            {
                open[depth - 1].Children[parameter.Name] = parameter;
            }
            open.Add(parameter);
        }
        return lists;
    }

    public Parameter? Of(string operation) => _operations.GetValueOrDefault(operation);

    private static Parameter Read(string[] words)
    {
        var name = words[0].TrimEnd('?').TrimEnd('!');
        var flags = words[0].AsSpan(name.Length);
        var list = words[1] == "list";
        var type = TypeOf(list ? words[2] : words[1]);
        return new Parameter(name, list ? ParameterType.List : type, flags.Contains('!'), flags.Contains('?'))
        {
            ItemType = list ? type : ParameterType.Any,
            Choices = type is ParameterType.Choice or ParameterType.Moment ? words[(list ? 3 : 2)..] : [],
        };
    }

    private static ParameterType TypeOf(string word) => word switch
    {
        "string" => ParameterType.Text,
        "int" => ParameterType.Integer,
        "decimal" => ParameterType.Decimal,
        "bool" => ParameterType.Flag,
        "enum" => ParameterType.Choice,
        "map" => ParameterType.Map,
        "hash" => ParameterType.Hash,
        "moment" => ParameterType.Moment,
        _ => ParameterType.Any,
    };
}
