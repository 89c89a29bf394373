using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Orders;

/// <summary>An order as its page, its mails and its invoice show it: what was bought and paid then, not what things cost today.</summary>
internal sealed record OrderView(
    OrderHead Head, IReadOnlyList<OrderLine> Lines, IReadOnlyList<OrderTax> Taxes, IReadOnlyList<OrderRefund> Refunds,
    IReadOnlyList<Shipment> Shipments, IReadOnlyList<OrderDownload> Downloads)
{
    public bool IsPaid => Head.State == "paid";

    /// <summary>Replaced by a newer draft of the same bag.</summary>
    public bool IsRetired => Head.State == "retired";

    /// <summary>Without a cookie, by a key that only the buyer has.</summary>
    public string Path => $"/orders/{Head.Id}/{Head.LinkKey}";

    public Currency Currency => Currency.Parse(Head.Currency);

    public Money Total => In(Head.TotalMinor);

    /// <summary>What a person would call the order.</summary>
    public string Title => Lines.Count == 1 ? Lines[0].Title : $"{Lines[0].Title} and {Lines.Count - 1} more";

    /// <summary>Paid back in full: the downloads are closed.</summary>
    public bool IsRefunded => IsPaid && Head.TotalMinor > 0 && Head.RefundedMinor >= Head.TotalMinor;

    public Money Refunded => In(Head.RefundedMinor);

    /// <summary>Something of it goes by post.</summary>
    public bool IsDelivered => Lines.Any(line => line.Delivered);

    public bool IsCancelled => Head.CancelledAt is not null;

    /// <summary>All that is to go has gone.</summary>
    public bool IsShipped => Head.ShippedAt is not null;

    /// <summary>What has gone counts as arrived.</summary>
    public bool HasArrived => IsShipped && Head.CompletedAt is not null;

    /// <summary>Something has gone, and more is to go.</summary>
    public bool IsShippedInPart => Shipments.Count > 0 && !IsShipped && ToGo.Any();

    /// <summary>What is still to be sent.</summary>
    public IEnumerable<OrderLine> ToGo => Lines.Where(line => line.ToGo > 0);

    /// <summary>What was paid and not given back.</summary>
    public Money Left => In(Head.TotalMinor - Head.RefundedMinor);

    /// <summary>The delivery with its tax, as far as nobody gave it back.</summary>
    public Money DeliveryLeft => In(
        Head.DeliveryMinor + Head.TaxMinor - Lines.Sum(line => line.TaxMinor) - Refunds.Sum(refund => refund.DeliveryMinor));

    /// <summary>Made in the back office, and paid by a link.</summary>
    public bool IsByLink => Head.PayUntil is not null;

    /// <summary>The last parcel that left.</summary>
    public Shipment? Shipment => Shipments.Count > 0 ? Shipments[^1] : null;

    /// <summary>Null for what is only downloaded.</summary>
    public PostalAddress? Address => Head.Street1 is null && Head.Town is null
        ? null
        : new PostalAddress(Head.Name, Head.Street1, Head.Street2, Head.Town, Head.County, Head.Postcode, Head.Country);

    /// <summary>Bought after the shelf was empty: it comes later, or is paid back.</summary>
    public IEnumerable<OrderLine> BackOrdered => Lines.Where(line => line.Waiting > 0);

    /// <summary>Tax that comes on top of the prices, by rate; an order from before rates were kept has one sum.</summary>
    public IEnumerable<(string Name, Money Amount)> TaxOnTop => Taxes.Count == 0 && Head.TaxMinor > 0
        ? [("Tax", In(Head.TaxMinor))]
        : Taxes.Where(tax => !tax.Included && tax.TaxMinor > 0).Select(tax => (tax.Title, In(tax.TaxMinor)));

    /// <summary>Tax that the prices contain, by rate.</summary>
    public IEnumerable<(string Name, Money Amount)> TaxIncluded =>
        Taxes.Where(tax => tax.Included && tax.TaxMinor > 0).Select(tax => (tax.Title, In(tax.TaxMinor)));

    /// <summary>The amounts between the lines and the total; an order of nothing but its lines has none.</summary>
    public IReadOnlyList<(string Name, string Amount)> Sums
    {
        get
        {
            var sums = new List<(string, string)>();
            if (Head.DiscountMinor > 0)
            {
                sums.Add(($"Discount {Head.DiscountCode}".TrimEnd(), In(-Head.DiscountMinor).ToString()));
            }

            if (IsDelivered || Head.DeliveryMinor > 0)
            {
                sums.Add(("Delivery", Head.DeliveryMinor > 0 ? In(Head.DeliveryMinor).ToString() : "free"));
            }

            sums.AddRange(TaxOnTop.Select(tax => (tax.Name, tax.Amount.ToString())));
            return sums.Count == 0 ? sums : [("Subtotal", In(Head.SubtotalMinor).ToString()), .. sums];
        }
    }

    /// <summary>An amount whose currency cannot be mistaken: "$23.00 USD"; one that bears its code already stays as it is.</summary>
    public string Exact(Money amount) => amount.Currency.Prefix.StartsWith(Currency.Code, StringComparison.OrdinalIgnoreCase)
        ? amount.ToString()
        : $"{amount} {Currency.Code.ToUpperInvariant()}";

    /// <summary>A time as HTML's <c>datetime</c> takes it.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>What was bought with a file, as its button names it.</summary>
    public string TitleOf(OrderDownload file) => Lines.FirstOrDefault(line => line.ProductId == file.ProductId)?.Title ?? file.Name;

    public Money In(long minor) => new(minor, Currency);

    /// <summary>What is in a parcel, as people say it: "2 × Linen shirt, size M".</summary>
    public IEnumerable<string> In(Shipment parcel) => parcel.Lines.Select(one => LineAt(one.Position).Counted(one.Quantity));

    public OrderLine LineAt(int position) => Lines.First(line => line.Position == position);

    /// <summary>The order, if the key is its own.</summary>
    public static async Task<OrderView?> FindAsync(Database database, Guid id, string key, CancellationToken cancel)
    {
        var order = await FindAsync(database, id, cancel);
        return order is not null && IsKey(order.Head.LinkKey, key) ? order : null;
    }

    /// <summary>Whether the order's key is the one that was given, in the same time however much of it is right.</summary>
    public static bool IsKey(string linkKey, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(linkKey), Encoding.UTF8.GetBytes(given));

    /// <summary>In one round trip.</summary>
    public static Task<OrderView?> FindAsync(Database database, Guid id, CancellationToken cancel) => database.ReadAsync(db => FindAsync(db, id), cancel);

    /// <inheritdoc cref="FindAsync(Database, Guid, CancellationToken)"/>
    public static async Task<OrderView?> FindAsync(DbConnection db, Guid id)
    {
        await using var rows = await db.QueryMultipleAsync(OrderQueries.All, new { id });
        if (await rows.ReadSingleOrDefaultAsync<OrderHead?>() is not { } head)
        {
            return null;
        }

        var (lines, taxes, refunds) = (await ReadAsync<OrderLine>(rows), await ReadAsync<OrderTax>(rows), await ReadAsync<OrderRefund>(rows));
        var shipments = await ReadAsync<Shipment>(rows);
        var parcels = (await rows.ReadAsync<Parcel>()).ToLookup(one => one.ShipmentId, one => new ParcelLine(one.Position, one.Quantity));
        return new OrderView(
            head, lines, taxes, refunds, [.. shipments.Select(one => one with { Lines = [.. parcels[one.Id]] })], await ReadAsync<OrderDownload>(rows));
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(SqlMapper.GridReader rows) => (await rows.ReadAsync<T>()).AsList();

    private sealed record Parcel(Guid ShipmentId, int Position, int Quantity);
}

/// <param name="Disputed">The bank has the money until it has decided.</param>
/// <param name="DisputeLost">The bank has given the money back to the buyer.</param>
internal sealed record OrderHead(
    Guid Id, long? Number, string State, string LinkKey, Guid? AccountId, string? Email, string? Name, string? Phone, string? Street1,
    string? Street2, string? Town, string? County, string? Postcode, string? Country, string? TaxCountry, string Currency,
    long SubtotalMinor, string? DiscountCode, long DiscountMinor, long DeliveryMinor, long TaxMinor, long TaxIncludedMinor, long TotalMinor,
    DateTimeOffset CreatedAt, DateTimeOffset? PaidAt, DateTimeOffset? PreparingAt, DateTimeOffset? ShippedAt, DateTimeOffset? CancelledAt,
    DateTimeOffset? CompletedAt,
    DateTimeOffset? PayUntil, DateTimeOffset? ErasedAt, Guid? SingleVariantId, string? StripePaymentIntentId, string? Method, string? CardBrand,
    string? CardLast4, string? ReceiptUrl, long RefundedMinor, bool Disputed, bool DisputeLost);

/// <param name="Delivered">Goes by post.</param>
/// <param name="DiscountMinor">This line's share of the discount.</param>
/// <param name="Short">How many of it were bought after the shelf was empty.</param>
/// <param name="Sent">How many have left.</param>
/// <param name="Returned">How many were given back, by refunds that stand or are under way.</param>
/// <param name="Unsent">How many of those had not left, and never will.</param>
/// <param name="Restocked">How many of those are back on the shelf.</param>
/// <param name="ReturnedMinor">What was given back for them.</param>
internal sealed record OrderLine(
    int Position, Guid ProductId, Guid VariantId, string Kind, string Sku, string Title, string Maker, string Size, string? Slug, bool Delivered,
    int Quantity, long UnitMinor, long LineMinor, long DiscountMinor, long TaxMinor, long TaxIncludedMinor, int Short,
    int Sent, int Returned, int Unsent, int Restocked, long ReturnedMinor)
{
    /// <summary>How many can still be given back.</summary>
    public int Left => Quantity - Returned;

    /// <summary>What they cost, with this line's share of discount and tax.</summary>
    public long LeftMinor => LineMinor - DiscountMinor + TaxMinor - ReturnedMinor;

    /// <summary>How many are still to be sent.</summary>
    public int ToGo => Delivered ? Quantity - Sent - Unsent : 0;

    /// <summary>How many of them wait for new stock.</summary>
    public int Waiting => Math.Min(Short, ToGo);

    /// <summary>"2 × Linen shirt, size M"</summary>
    public string Counted(int count) => $"{count} × {Title}{(Size.Length > 0 ? $", size {Size}" : "")}";

    /// <summary>"The Owls · size M", as far as it applies.</summary>
    public string Facts => string.Join(" · ", new[] { Maker, Size.Length > 0 ? $"size {Size}" : "" }.Where(fact => fact.Length > 0));
}

/// <param name="BaseMinor">What the tax is taken of, without the tax.</param>
internal sealed record OrderTax(string Name, int BasisPoints, bool Included, long BaseMinor, long TaxMinor)
{
    /// <summary>"VAT 20%", "Sales tax 7.25%".</summary>
    public string Title => BasisPoints % 100 == 0
        ? $"{Name} {BasisPoints / 100}%"
        : $"{Name} {BasisPoints / 100}.{(BasisPoints % 100).ToString("00").TrimEnd('0')}%";
}

/// <summary>A refund that stands or is under way.</summary>
/// <param name="DeliveryMinor">What of it is delivery, with its tax.</param>
internal sealed record OrderRefund(Guid Id, string State, long AmountMinor, long DeliveryMinor, DateTimeOffset CreatedAt);

/// <summary>A file that the order gives: a whole product's (zip) or one track.</summary>
internal sealed record OrderDownload(
    Guid EntitlementId, int Track, int Position, string Name, string Sha256, long SizeBytes, string ContentType, Guid ProductId)
{
    public bool IsTrack => Track == 1;

    /// <summary>The file's name on the buyer's disk.</summary>
    public string FileName => IsTrack ? $"{Position:00} {Name}{Extension}" : Name;

    /// <summary>For people: "ZIP, 12.4 MB".</summary>
    public string Facts => System.IO.Path.GetExtension(FileName) is { Length: > 1 } extension
        ? $"{extension[1..].ToUpperInvariant()}, {Size}"
        : Size;

    /// <summary>For people: "12.4 MB".</summary>
    public string Size => SizeBytes < 1_000_000 ? $"{SizeBytes / 1000.0:0} kB" : $"{SizeBytes / 1_000_000.0:0.0} MB";

    private string Extension => ContentType switch { "audio/wav" => ".wav", "audio/mpeg" => ".mp3", "audio/flac" => ".flac", _ => "" };
}
