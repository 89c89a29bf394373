namespace Till.Sandbox.Pages.Dashboard;

/// <summary>A state in one word; <paramref name="Tone"/> is good, warn, bad or plain.</summary>
public sealed record StateMark(string Words, string Tone);

/// <summary>A time for people (in UTC) and for machines.</summary>
public sealed record When(string Words, string Machine);

/// <summary>Where a list goes on; nulls for nowhere.</summary>
public sealed record Paging(string? Newest, string? Older);

/// <summary>A name, what stands there, and where it leads.</summary>
public sealed record Fact(string Name, string Value, string? Link = null);
