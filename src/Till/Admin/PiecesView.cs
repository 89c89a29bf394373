namespace Till.Admin;

/// <summary>A field that asks how many of something.</summary>
internal sealed record PiecesView(string Name, string Label, string Value, string? Error, string? Hint = null);
