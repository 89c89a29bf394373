namespace Till.Sandbox;

/// <summary>How a sandbox is started.</summary>
public sealed record SandboxOptions
{
    /// <summary>The folder that holds <c>sandbox.db</c>; made when it is not there.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where to listen, separated by semicolons. Port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://localhost:4001";

    /// <summary>The clock of everything: creation times, expiry, retries.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes ids and numbers repeatable; null for unpredictable.</summary>
    public int? Seed { get; init; }

    /// <summary>The way to webhook endpoints, which a test may stand in for; null for the network.</summary>
    public HttpMessageHandler? WebhookTransport { get; init; }

    /// <summary>Told of every API request: method, path, status, request id. Never keys or bodies.</summary>
    public Action<SandboxExchange>? Log { get; init; }

    /// <summary>Told what went wrong in the sandbox itself; null for the standard error output.</summary>
    public Action<string>? Alarm { get; init; }
}

/// <summary>One API request, as a log may show it.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Path">Without its query.</param>
/// <param name="Status">The HTTP status that was answered.</param>
/// <param name="RequestId">As in the <c>Request-Id</c> header.</param>
/// <param name="Took">From the reading of the request to the answer.</param>
public sealed record SandboxExchange(string Method, string Path, int Status, string RequestId, TimeSpan Took);
