namespace Till.Sandbox.Webhooks;

/// <summary>A delivery and when it is to be tried, in Unix milliseconds.</summary>
internal readonly record struct Due(string Event, string Endpoint, long At);
