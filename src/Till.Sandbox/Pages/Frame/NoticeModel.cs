namespace Till.Sandbox.Pages.Frame;

/// <summary>Where a page leads on.</summary>
public sealed record PageLink(string Address, string Words);

/// <summary>A page that says one thing.</summary>
public sealed record NoticeModel(string Title, string Text, PageLink? Link = null);
