namespace Till.Catalogue;

/// <summary>A step on the way from the front page to where the visitor stands.</summary>
internal sealed record Crumb(string Name, string Path);
