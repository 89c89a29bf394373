namespace Till.Mail;

/// <summary>What a mail about a membership says. All addresses are absolute.</summary>
/// <param name="Name">Empty when unknown.</param>
/// <param name="Rows">Amounts, where there are any.</param>
/// <param name="Total">With its currency; null where nothing is summed up.</param>
/// <param name="TotalName">"Paid", "To be paid".</param>
/// <param name="Closing">In small print; null for none.</param>
/// <param name="Links">Beside the button, by name.</param>
public sealed record MembershipModel(
    string ShopName, string Name, string Title, IReadOnlyList<string> Paragraphs, IReadOnlyList<(string Name, string Amount)> Rows, string? Total,
    string TotalName, string Button, string Url, string? Closing, IReadOnlyList<(string Name, string Url)> Links)
{
    /// <summary>As the outbox has it.</summary>
    public string Kind { get; init; } = "";

    public string Plan { get; init; } = "";

    /// <summary>Of the next renewal.</summary>
    public string Price { get; init; } = "";

    public Wording Words { get; init; } = Wording.None;

    public IReadOnlyDictionary<string, string> Fields => new Dictionary<string, string> { ["shop"] = ShopName, ["name"] = Name, ["plan"] = Plan, ["price"] = Price };

    public string Greeting => Words.Greeting ?? (Name.Length > 0 ? $"Hello {Name}," : "Hello,");
}
