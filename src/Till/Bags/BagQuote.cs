using System.Data.Common;
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

    /// <summary>In at most seven queries, however many lines there are. To be called within a transaction or without.</summary>
    /// <returns>Null if there is no such bag.</returns>
    public static async Task<BagQuote?> ReadAsync(
        DbConnection db, Guid bagId, BagTerms terms, ShopSettings settings, DateTimeOffset now)
    {
        var whom = await ForWhom.FindAsync(db, terms.AccountId, settings, now);
        if (await BagContents.ReadAsync(db, bagId, whom) is not { } contents)
        {
            return null;
        }

        var counted = contents.Lines.Where(line => line.Counts)
            .Select(line => new PriceLine(line.Item!.Price!.Value, line.Quantity, line.Item.Delivered, line.Item.TaxClass)).ToList();
        var rules = await PriceRules.ReadAsync(db, settings);
        var country = terms.Country ?? settings.Pricing.Country;
        // An estimate for a country that the shop does not deliver to would help nobody.
        var zone = rules.ZoneOf(country) ?? (terms.Country is null ? rules.ZoneOf(null) : null);

        var subtotal = Price(null).Subtotal;
        var code = contents.Bag.Code is { } typed ? await BagCode.ReadAsync(db, contents.Bag, typed, terms, subtotal, now) : null;
        var quote = Price((code?.Decision as DiscountDecision.Applies)?.Discount);
        var quoted = new Queue<QuoteLine>(quote.Lines);
        return new BagQuote(
            contents,
            [.. contents.Lines.Select(line => new QuotedLine(line, line.Counts ? quoted.Dequeue() : null))],
            quote,
            rules,
            zone,
            IsEstimate: terms.Country is null && counted.Any(line => line.Delivered),
            code)
        {
            IsTaxEstimate = terms.Country is null,
        };

        Quote Price(Discount? discount) => Quote.Of(counted, zone?.Rule, discount, rules.Tax, country, settings.Currency);
    }
}
