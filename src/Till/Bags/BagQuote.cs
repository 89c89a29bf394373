using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Pricing;

namespace Till.Bags;

/// <summary>What is known of who buys, and where it goes.</summary>
/// <param name="Country">Upper-case ISO code; null while it is not known: then delivery and tax are an estimate.</param>
/// <param name="Person">The buyer's <see cref="Accounts.Email.Key"/>; null while it is not known.</param>
/// <param name="AccountId">Whose session it is: by it the buyer is a member, whatever address is typed.</param>
internal sealed record BagTerms(string? Country, string? Person, Guid? AccountId);

/// <param name="Quote">Null for a line that cannot be bought and so is not part of the sum.</param>
internal sealed record QuotedLine(BagLine Line, QuoteLine? Quote);

/// <summary>
/// A bag and what it costs: shown by the bag's page and frozen into the draft, so that the price paid is the price quoted.
/// </summary>
/// <param name="Rules">By which it was reckoned.</param>
/// <param name="Zone">Null: the shop does not deliver to the country.</param>
/// <param name="IsEstimate">Something goes by post, and it is not known where to.</param>
/// <param name="Code">Null: the bag has none.</param>
internal sealed record BagQuote(
    BagContents Contents, IReadOnlyList<QuotedLine> Lines, Quote Quote, PriceRules Rules, DeliveryZone? Zone, bool IsEstimate, BagCode? Code)
{
    /// <summary>The code, if it counts.</summary>
    public BagCode? Applied => Code is { Decision: DiscountDecision.Applies } ? Code : null;

    /// <summary>Whether anything goes by post.</summary>
    public bool Delivers => Lines.Any(one => one.Quote is not null && one.Line.Item!.Delivered);

    /// <summary>Whether the tax may be another one once it is known where the buyer is.</summary>
    public bool IsTaxEstimate { get; private init; }

    /// <summary>Whether there is something to buy and nothing to be put right first.</summary>
    public bool CanBeBought => Lines.Count > 0 && Lines.All(one => one.Line.Problem is null) && !Quote.CannotDeliver;

    /// <summary>In at most four round trips, however many lines there are. To be called within a transaction or without.</summary>
    /// <returns>Null if there is no such bag.</returns>
    public static async Task<BagQuote?> ReadAsync(
        DbConnection db, Guid bagId, BagTerms terms, ShopSettings settings, DateTimeOffset now)
    {
        var whom = await ForWhom.FindAsync(db, terms.AccountId, settings, now);
        BagContents contents;
        PriceRules rules;
        await using (var rows = await db.QueryMultipleAsync($"{BagContents.Queries}; {PriceRules.Queries}", BagContents.Of(bagId, whom)))
        {
            if (await BagContents.ReadAsync(rows, whom) is not { } found)
            {
                return null;
            }

            contents = found;
            rules = await PriceRules.ReadAsync(rows, settings);
        }

        var plain = Of(contents, rules, null, terms.Country, settings);
        return contents.Bag.Code is { } typed
            ? Of(contents, rules, await BagCode.ReadAsync(db, contents.Bag, typed, terms, plain.Quote.Subtotal, now), terms.Country, settings)
            : plain;
    }

    /// <summary>The same of things that lie in no visitor's bag, with a discount that takes no code: an order that the shop makes for somebody.</summary>
    /// <param name="bagId">Under which the order's draft will stand.</param>
    public static async Task<BagQuote> OfAsync(
        DbConnection db, Guid bagId, IReadOnlyList<(Guid VariantId, int Quantity)> things, Discount? discount, string? country, ShopSettings settings,
        DateTimeOffset now)
    {
        var whom = await ForWhom.FindAsync(db, null, settings, now);
        var lines = new List<BagLine>();
        foreach (var (variantId, quantity) in things)
        {
            lines.Add(new BagLine(variantId, quantity, "", Money.Zero(whom.Currency), await BagItem.FindAsync(db, variantId, whom)));
        }

        var bag = new Bag(bagId, "", null, null, 1, null);
        return Of(new BagContents(bag, lines), await PriceRules.ReadAsync(db, settings), null, country, settings, discount);
    }

    /// <summary>What the same bag costs where it goes elsewhere. Whether its code counts does not hang on that.</summary>
    public BagQuote To(string? country, ShopSettings settings) => Of(Contents, Rules, Code, country, settings);

    internal static BagQuote Of(
        BagContents contents, PriceRules rules, BagCode? code, string? known, ShopSettings settings, Discount? discount = null)
    {
        var counted = contents.Lines.Where(line => line.Counts)
            .Select(line => new PriceLine(line.Item!.Price!.Value, line.Quantity, line.Item.Delivered, line.Item.TaxClass)).ToList();
        var country = known ?? settings.Pricing.Country;
        // An estimate for a country that the shop does not deliver to would help nobody.
        var zone = rules.ZoneOf(country) ?? (known is null ? rules.ZoneOf(null) : null);
        var quote = Quote.Of(
            counted, zone?.Rule, discount ?? (code?.Decision as DiscountDecision.Applies)?.Discount, rules.Tax, country, settings.Currency);
        var quoted = new Queue<QuoteLine>(quote.Lines);
        return new BagQuote(
            contents,
            [.. contents.Lines.Select(line => new QuotedLine(line, line.Counts ? quoted.Dequeue() : null))],
            quote,
            rules,
            zone,
            IsEstimate: known is null && counted.Any(line => line.Delivered),
            code)
        {
            IsTaxEstimate = known is null,
        };
    }
}
