using System.Text.RegularExpressions;
using Till.Core;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Payments;

/// <summary>
/// What Stripe knows of an order that the shop does not. Of one paid on Stripe's own page that is every line with delivery and tax; of one paid on
/// the shop's, a sentence and the sum.
/// </summary>
/// <param name="Delivery">Of the total.</param>
/// <param name="Tax">Of the total, on top of prices.</param>
/// <param name="Unknown">What a person must find out; none: all is as it was.</param>
internal sealed partial record LostOrder(IReadOnlyList<LostOrder.Line> Lines, long Delivery, long Tax, IReadOnlyList<string> Unknown)
{
    private const string DeliveryName = "Delivery";
    private const string TaxName = "Tax";
    private const string AlbumBeginning = "Purchase album: ";
    private const string Beginning = "Purchase: ";

    public long Subtotal => Lines.Sum(line => line.UnitMinor * line.Quantity);

    internal enum Taxes
    {
        None,

        /// <summary>On top of the prices.</summary>
        OnTop,

        /// <summary>Contained in them.</summary>
        Included,
    }

    /// <param name="Of">What it is in the catalogue; null: it is only known by its name.</param>
    internal sealed record Line(string Name, int Quantity, long UnitMinor, CatalogueItem? Of);

    /// <param name="Prices">What it ever cost, without tax that comes on top.</param>
    internal sealed record CatalogueItem(
        Guid ProductId, Guid VariantId, string Kind, string Sku, string Title, string Maker, string Size, string Slug, IReadOnlyList<long> Prices)
    {
        public bool IsDelivered => Kind is "book" or "good";
    }

    /// <param name="intent">The payment.</param>
    /// <param name="session">Stripe's page on which it was made; null: on the shop's own.</param>
    /// <param name="items">The page's lines.</param>
    /// <param name="find">What of the catalogue is called so, size and all, or by its title alone.</param>
    /// <param name="taxes">Whether the shop takes tax.</param>
    public static LostOrder Read(
        PaymentIntent intent, Session? session, IReadOnlyList<LineItem> items, Func<string, IReadOnlyList<CatalogueItem>> find, Taxes taxes)
    {
        var read = session is null ? OfDescription(intent, find, taxes) : OfLines(items, find, taxes);
        var order = read is not null && read.Subtotal + read.Delivery + read.Tax == intent.AmountReceived ? read : AsOne(intent);
        return order.Lines.Any(line => line.Of is { IsDelivered: true } or null) && intent.Shipping?.Address?.Line1 is null
            ? order with { Unknown = [.. order.Unknown, "where it goes, if it goes by post"] }
            : order;
    }

    private static LostOrder OfLines(IReadOnlyList<LineItem> items, Func<string, IReadOnlyList<CatalogueItem>> find, Taxes taxes)
    {
        var (lines, unknown) = (new List<Line>(), new List<string>());
        foreach (var item in items.Where(item => item.Description is not (DeliveryName or TaxName)))
        {
            var (name, quantity) = (item.Description ?? "", (int)(item.Quantity ?? 1));
            var unit = item.AmountTotal / quantity;
            var of = Only(find(name), unit);
            lines.Add(new Line(name, quantity, unit, of));
            if (of is null || !of.Prices.Contains(unit))
            {
                unknown.Add(of is null ? $"which product “{name}” is" : $"why “{name}” cost {Difference.Amount(unit, item.Currency)}: another price, or a discount");
            }
        }

        var tax = Sum(items, TaxName);
        if (tax > 0 || taxes == Taxes.Included)
        {
            unknown.Add("at which rates its tax was reckoned");
        }

        return new LostOrder(lines, Sum(items, DeliveryName), tax, unknown);
    }

    /// <summary>A sentence such as “Purchase: Apron, 2 × Tea Towel” tells all where each title is one thing, and their prices are the sum.</summary>
    private static LostOrder? OfDescription(PaymentIntent intent, Func<string, IReadOnlyList<CatalogueItem>> find, Taxes taxes)
    {
        if (intent.Description is not { } text || text.EndsWith('…'))
        {
            return null;
        }

        string[] parts = text.StartsWith(AlbumBeginning, StringComparison.Ordinal) ? [text[AlbumBeginning.Length..]]
            : text.StartsWith(Beginning, StringComparison.Ordinal) ? text[Beginning.Length..].Split(", ")
            : [];
        var lines = new List<Line>();
        foreach (var part in parts)
        {
            var many = Many().Match(part);
            if (find(many.Success ? many.Groups["title"].Value : part) is not [{ Prices: [.., var price] } of])
            {
                return null; // two of that name, or several sizes
            }

            lines.Add(new Line(of.Title, many.Success ? int.Parse(many.Groups["many"].Value) : 1, price, of));
        }

        var rest = intent.AmountReceived - lines.Sum(line => line.UnitMinor * line.Quantity);
        if (lines.Count == 0 || rest < 0)
        {
            return null;
        }

        var amount = Difference.Amount(rest, intent.Currency);
        return new LostOrder(lines, rest, 0, (rest, taxes) switch
        {
            (0, not Taxes.Included) => [],
            (0, _) => ["at which rates its tax was reckoned"],
            (_, Taxes.None) => [$"whether {amount} beside the goods is delivery alone"],
            _ => [$"what of {amount} beside the goods is delivery and what is tax, and at which rates"],
        });
    }

    /// <summary>All that is certain is the sum.</summary>
    private static LostOrder AsOne(PaymentIntent intent) => new(
        [new Line(intent.Description ?? "Purchase", 1, intent.AmountReceived, null)], 0, 0,
        ["which pieces were bought at what price, and what of the total is delivery and tax"]);

    private static CatalogueItem? Only(IReadOnlyList<CatalogueItem> found, long unit) => found switch
    {
        [var one] => one,
        _ => found.Where(one => one.Prices.Contains(unit)).ToList() is [var priced] ? priced : null,
    };

    private static long Sum(IReadOnlyList<LineItem> items, string name) => items.Where(item => item.Description == name).Sum(item => item.AmountTotal);

    [GeneratedRegex("^(?<many>[0-9]{1,2}) × (?<title>.+)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Many();
}
