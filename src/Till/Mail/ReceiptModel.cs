using Till.Core;

namespace Till.Mail;

/// <summary>What a receipt says. All addresses are absolute.</summary>
/// <param name="BuyerName">Empty when unknown.</param>
/// <param name="PaidAt">UTC.</param>
/// <param name="CardBrand">As Stripe names it (visa, mastercard …); null when it was no card.</param>
/// <param name="OrderUrl">The order's page, which opens without a cookie.</param>
public sealed record ReceiptModel(
    string ShopName,
    string BuyerName,
    long OrderNumber,
    DateTimeOffset PaidAt,
    IReadOnlyList<ReceiptLine> Lines,
    Money Subtotal,
    Money Discount,
    Money Delivery,
    Money Tax,
    Money Total,
    string? CardBrand,
    string? CardLast4,
    string OrderUrl,
    IReadOnlyList<ReceiptDownload> Downloads)
{
    public string Date => PaidAt.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'");

    /// <summary>"Visa ending in 4242", or null when it was no card.</summary>
    public string? Card => (CardBrand, CardLast4) switch
    {
        (null or "", _) or (_, null or "") => null,
        ("amex", var last4) => $"American Express ending in {last4}",
        ({ } brand, var last4) => $"{char.ToUpperInvariant(brand[0])}{brand[1..]} ending in {last4}",
    };

    /// <summary>The amounts between the lines and the total; those that are nothing are left out.</summary>
    public IEnumerable<(string Name, Money Amount)> Sums =>
        new (string Name, Money Amount)[] { ("Subtotal", Subtotal), ("Discount", -Discount), ("Delivery", Delivery), ("Tax", Tax) }
            .Where(sum => !sum.Amount.IsZero && sum.Amount != Total);
}

/// <param name="Size">Empty when the product has none.</param>
public sealed record ReceiptLine(string Title, string Maker, string Size, int Quantity, Money Unit, Money Total)
{
    /// <summary>"by The Makers · size M · 2 × $9.99", as far as it applies.</summary>
    public string Facts => string.Join(" · ", new[]
    {
        Maker.Length > 0 ? $"by {Maker}" : "",
        Size.Length > 0 ? $"size {Size}" : "",
        Quantity != 1 ? $"{Quantity} × {Unit}" : "",
    }.Where(fact => fact.Length > 0));
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
/// <param name="OrderUrl">Absolute.</param>
public sealed record RefundModel(string ShopName, string BuyerName, long OrderNumber, Money Amount, string OrderUrl);

/// <summary>A mail that asks for one thing: a few sentences, a button, and what to do if it was not asked for.</summary>
/// <param name="Url">Absolute.</param>
public sealed record ActionModel(
    string ShopName, string Name, string Title, IReadOnlyList<string> Paragraphs, string Button, string Url, string Closing)
{
    public string Greeting => Name.Length > 0 ? $"Hello {Name}," : "Hello,";
}
