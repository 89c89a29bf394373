namespace Till.Sandbox.Api;

/// <summary>One thing that a test puts in the way of coming requests.</summary>
/// <param name="Path">Only requests whose path begins so; null for all.</param>
/// <param name="Method">Only this method; null for all.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Status">The status of a refusal.</param>
/// <param name="DelayMs">How long a delay is.</param>
internal sealed record RequestFault(string? Path, string? Method, FaultKind Kind, int Status, int DelayMs);

internal enum FaultKind
{
    /// <summary>Answer with a status, and do nothing.</summary>
    Refuse,
    /// <summary>Wait before the request is carried out.</summary>
    Delay,
    /// <summary>Carry the request out, and cut the connection instead of answering.</summary>
    LoseReply,
    /// <summary>Cut the connection before anything is done.</summary>
    LoseRequest,
}

/// <summary>The faults that are still to happen. Each is used up by the request it meets.</summary>
internal sealed class RequestFaults
{
    private readonly Lock _gate = new();
    private readonly List<RequestFault> _coming = [];
    private int _count;

    public void Add(RequestFault fault, int times)
    {
        lock (_gate)
        {
            for (var i = 0; i < times; i++)
            {
                _coming.Add(fault);
            }
            Volatile.Write(ref _count, _coming.Count);
        }
    }

    /// <summary>By the name that the knobs and the dashboard give it; null for none of them.</summary>
    public static FaultKind? KindOf(string? name) => name switch
    {
        "refuse" => FaultKind.Refuse,
        "delay" or "delay_request" => FaultKind.Delay,
        "lose_reply" => FaultKind.LoseReply,
        "lose_request" => FaultKind.LoseRequest,
        _ => null,
    };

    /// <summary>What is still to happen, and how often.</summary>
    public IReadOnlyList<(RequestFault Fault, int Times)> Coming()
    {
        lock (_gate)
        {
            return [.. _coming.CountBy(fault => fault).Select(pair => (pair.Key, pair.Value))];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _coming.Clear();
            Volatile.Write(ref _count, 0);
        }
    }

    public RequestFault? Take(string method, string path)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return null;
        }
        lock (_gate)
        {
            var at = _coming.FindIndex(fault =>
                (fault.Method is null || fault.Method == method) && (fault.Path is null || path.StartsWith(fault.Path, StringComparison.Ordinal)));
            if (at < 0)
            {
                return null;
            }
            var taken = _coming[at];
            _coming.RemoveAt(at);
            Volatile.Write(ref _count, _coming.Count);
            return taken;
        }
    }
}
