using Till.Core;

namespace Till.Mail;

/// <summary>What a receipt says. All addresses are absolute.</summary>
/// <param name="BuyerName">Empty when unknown.</param>
/// <param name="PaidAt">UTC.</param>
/// <param name="Sums">The amounts between the lines and the total, in their order.</param>
/// <param name="Total">With its currency, such as "$23.00 USD".</param>
/// <param name="TaxIncluded">By rate, of what the prices contain.</param>
/// <param name="PaidWith">"Visa ending in 4242"; null when it is not known.</param>
/// <param name="Address">Where it goes, line by line; empty for what is only downloaded.</param>
/// <param name="OrderUrl">The order's page, which opens without a cookie.</param>
public sealed record ReceiptModel(
    string ShopName,
    string BuyerName,
    long OrderNumber,
    DateTimeOffset PaidAt,
    IReadOnlyList<ReceiptLine> Lines,
    IReadOnlyList<(string Name, string Amount)> Sums,
    string Total,
    IReadOnlyList<(string Name, string Amount)> TaxIncluded,
    string? PaidWith,
    IReadOnlyList<string> Address,
    string OrderUrl,
    IReadOnlyList<ReceiptDownload> Downloads)
{
    public string Date => PaidAt.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'");

    public Wording Words { get; init; } = Wording.None;

    /// <summary>What the owner's words may name.</summary>
    public IReadOnlyDictionary<string, string> Fields => new Dictionary<string, string>
    {
        ["shop"] = ShopName, ["name"] = BuyerName, ["order"] = $"{OrderNumber}", ["total"] = Total, ["date"] = Date,
    };

    public string Greeting => Words.Greeting ?? (BuyerName.Length > 0 ? $"Thank you, {BuyerName}" : "Thank you");

    /// <summary>Sold out while the buyer paid; it comes later.</summary>
    public IReadOnlyList<ReceiptLine> BackOrdered => [.. Lines.Where(line => line.Short > 0)];
}

/// <param name="Size">Empty when the product has none.</param>
/// <param name="Short">How many of it were sold out when the payment came.</param>
public sealed record ReceiptLine(string Title, string Maker, string Size, int Quantity, Money Unit, Money Total, int Short = 0)
{
    /// <summary>"by The Makers · size M · 2 × $9.99", as far as it applies.</summary>
    public string Facts => string.Join(" · ", new[]
    {
        Maker.Length > 0 ? $"by {Maker}" : "",
        Size.Length > 0 ? $"size {Size}" : "",
        Quantity != 1 ? $"{Quantity} × {Unit}" : "",
    }.Where(fact => fact.Length > 0));

    /// <summary>"2 × Shirt, size M"</summary>
    public string Counted(int count) => $"{count} × {Title}{(Size.Length > 0 ? $", size {Size}" : "")}";
}

/// <param name="Name">The file's name on the buyer's disk.</param>
public sealed record ReceiptDownload(string Name, long SizeBytes, string Url)
{
    /// <summary>"12.3 MB"</summary>
    public string Size => SizeBytes switch
    {
        < 1000 => $"{SizeBytes} bytes",
        < 1_000_000 => $"{SizeBytes / 1000.0:0.#} kB",
        < 1_000_000_000 => $"{SizeBytes / 1_000_000.0:0.#} MB",
        _ => $"{SizeBytes / 1_000_000_000.0:0.##} GB",
    };
}

/// <summary>What a mail about a refund says.</summary>
/// <param name="Amount">Of this refund.</param>
/// <param name="Total">What was paid.</param>
/// <param name="Refunded">What has gone back by now, this refund among it.</param>
/// <param name="OrderUrl">Absolute.</param>
public sealed record RefundModel(
    string ShopName, string BuyerName, long OrderNumber, Money Amount, Money Total, Money Refunded, string OrderUrl)
{
    /// <summary>What went back, such as "2 × Linen shirt, size M"; none where it was an amount.</summary>
    public IReadOnlyList<string> Pieces { get; init; } = [];

    public Wording Words { get; init; } = Wording.None;

    public IReadOnlyDictionary<string, string> Fields => new Dictionary<string, string>
    {
        ["shop"] = ShopName, ["name"] = BuyerName, ["order"] = $"{OrderNumber}", ["amount"] = $"{Amount}",
    };

    public string Greeting => Words.Greeting ?? (BuyerName.Length > 0 ? $"Hello {BuyerName}," : "Hello,");

    /// <summary>What the refund leaves of the order; said only where it is not everything at once.</summary>
    public string? Rest =>
        Refunded >= Total && Amount == Total ? null
        : Refunded >= Total ? $"With this, all {Total} that you paid have gone back."
        : Refunded == Amount ? $"You paid {Total}; {Amount} of it goes back, and the rest of the order stands."
        : $"You paid {Total}; with this, {Refunded} of it have gone back, and the rest of the order stands.";
}

/// <summary>A mail about how an order fares: a sentence or two, what is in it, where it goes, one button.</summary>
/// <param name="Url">Where the button leads; absolute.</param>
/// <param name="OrderUrl">Absolute.</param>
public sealed record NoticeModel(
    string ShopName, string BuyerName, string Title, IReadOnlyList<string> Paragraphs, IReadOnlyList<ReceiptLine> Lines,
    IReadOnlyList<string> Address, string Button, string Url, string OrderUrl)
{
    /// <summary>As the outbox has it.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Empty before it has one.</summary>
    public string OrderNumber { get; init; } = "";

    public Wording Words { get; init; } = Wording.None;

    public IReadOnlyDictionary<string, string> Fields => new Dictionary<string, string> { ["shop"] = ShopName, ["name"] = BuyerName, ["order"] = OrderNumber };

    public string Greeting => Words.Greeting ?? (BuyerName.Length > 0 ? $"Hello {BuyerName}," : "Hello,");
}

/// <summary>A mail that asks for one thing: a few sentences, a button, and what to do if it was not asked for.</summary>
/// <param name="Url">Absolute.</param>
public sealed record ActionModel(
    string ShopName, string Name, string Title, IReadOnlyList<string> Paragraphs, string Button, string Url, string Closing)
{
    /// <summary>As the outbox has it.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Empty where there is none.</summary>
    public string Amount { get; init; } = "";

    public Wording Words { get; init; } = Wording.None;

    public IReadOnlyDictionary<string, string> Fields => new Dictionary<string, string> { ["shop"] = ShopName, ["name"] = Name, ["amount"] = Amount };

    public string Greeting => Words.Greeting ?? (Name.Length > 0 ? $"Hello {Name}," : "Hello,");
}
