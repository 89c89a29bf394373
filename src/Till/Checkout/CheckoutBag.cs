using System.Data.Common;
using Dapper;
using Till.Bags;
using Till.Core;
using Till.Storage;

namespace Till.Checkout;

/// <summary>What the checkout page is about: the buyer's own bag, priced for where it goes, and what they told the shop before.</summary>
/// <param name="LastTry">Null if it never was to be paid.</param>
internal sealed record CheckoutBag(BagQuote Quote, IReadOnlyList<SavedAddress> Saved, LastTry? LastTry)
{
    private IReadOnlyList<Country>? deliverable;

    /// <summary>Who comes back within it is shown the order that they paid; later, an empty bag.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <param name="Item">The variant of a Buy button; null: the whole bag.</param>
    /// <param name="SendTo">The key of a saved address, if one was chosen.</param>
    /// <param name="Country">As typed.</param>
    internal sealed record Wish(BagOwner Owner, Guid? Item, string? SendTo, string? Country, string? Person);

    public Guid Id => Quote.Contents.Bag.Id;

    /// <summary>Where the shop delivers to.</summary>
    public IReadOnlyList<Country> Deliverable => deliverable ??= [.. Countries.All.Where(one => Quote.Rules.ZoneOf(one.Code) is not null)];

    /// <summary>Of what the page shows.</summary>
    public string Fingerprint => Draft.FingerprintOf(Quote);

    /// <summary>In a fixed number of queries, however much is in the bag.</summary>
    /// <returns>Null where the owner has no such bag, or nothing is in it.</returns>
    public static async Task<CheckoutBag?> FindAsync(DbConnection db, Wish wish, ShopSettings settings, DateTimeOffset now)
    {
        if (await FindIdAsync(db, wish.Owner, wish.Item) is not { } id)
        {
            return null;
        }

        var saved = await SavedAddress.ListAsync(db, wish.Owner.AccountId);
        var country = saved.FirstOrDefault(one => one.Key == wish.SendTo)?.Address.Country ?? wish.Country;
        var terms = new BagTerms(country, wish.Person, wish.Owner.AccountId);
        if (await BagQuote.ReadAsync(db, id, terms, settings, now) is not { Lines.Count: > 0 } quote)
        {
            return null;
        }

        return new CheckoutBag(quote, saved, await LastTry.FindAsync(db, id));
    }

    /// <summary>The page of the order that this bag has just become.</summary>
    public static Task<string?> JustPaidAsync(DbConnection db, BagOwner owner, Guid? item, DateTimeOffset now) =>
        db.QuerySingleOrDefaultAsync<string?>(
            $"""
            SELECT '/orders/' || CAST(o.id AS text) || '/' || o.link_key
            FROM orders o JOIN bags b ON b.id = o.bag_id
            WHERE {Mine(owner, item)} AND o.state = 'paid' AND o.paid_at > @since
            ORDER BY o.paid_at DESC LIMIT 1
            """,
            new { owner.VisitorKey, owner.AccountId, item, since = now - Fresh });

    /// <summary>Why nothing of it, or not all of it, can be bought now.</summary>
    public string? Obstacle(Currency currency)
    {
        var total = Quote.Quote.Total;
        return Quote.Lines.FirstOrDefault(one => one.Line.Problem is not null) is { Line: { Problem: { } problem } line }
                ? $"{line.Title}: {problem.Reason} Change your bag, then come back."
            : Quote.Quote.CannotDeliver ? "We don’t deliver to this country. Choose another one, or write to us."
            : !total.IsZero && total.Minor < currency.MinimumChargeMinor
                ? $"{total} is less than can be charged to a card. Put a little more into your bag."
            : total.Minor > currency.MaximumChargeMinor ? $"{total} is more than can be charged to a card at once. Buy it in two parts."
            : null;
    }

    /// <summary>Where it may go, before anybody has said.</summary>
    public string? Suggest(HttpRequest request, ShopSettings settings)
    {
        var guess = Countries.Guess(request.Headers.AcceptLanguage)?.Code ?? settings.Pricing.Country;
        return Deliverable.Any(one => one.Code == guess) ? guess
            : Deliverable.Count == 1 ? Deliverable[0].Code
            : settings.Pricing.Country;
    }

    private static Task<Guid?> FindIdAsync(DbConnection db, BagOwner owner, Guid? item) => db.QuerySingleOrDefaultAsync<Guid?>(
        $"SELECT b.id FROM bags b WHERE {Mine(owner, item)}", new { owner.VisitorKey, owner.AccountId, item });

    /// <summary>Over bags <c>b</c>. A Buy button's bag is the browser's, whoever is signed in.</summary>
    private static string Mine(BagOwner owner, Guid? item) =>
        item is not null ? "b.visitor_key = @VisitorKey AND b.variant_id = @item"
        : owner.AccountId is not null ? "b.account_id = @AccountId AND b.variant_id IS NULL"
        : "b.visitor_key = @VisitorKey AND b.variant_id IS NULL AND b.account_id IS NULL";
}

/// <summary>What a buyer typed when they were about to pay for a bag, and why that did not work.</summary>
internal sealed record LastTry(string? Email, string? Name, string? Phone, Address? Address, string? Decline)
{
    public static async Task<LastTry?> FindAsync(DbConnection db, Guid bagId)
    {
        var row = await db.QuerySingleOrDefaultAsync<Row?>(
            """
            SELECT o.email, o.name, o.phone, o.street1, o.street2, o.town, o.county, o.postcode, o.country,
                   (SELECT a.decline FROM payment_attempts a WHERE a.order_id = o.id ORDER BY a.number DESC LIMIT 1) AS decline
            FROM orders o
            WHERE o.bag_id = @bagId AND o.state IN ('draft', 'retired')
            ORDER BY o.bag_version DESC LIMIT 1
            """,
            new { bagId });
        return row is null ? null : new LastTry(row.Email, row.Name, row.Phone, row.Address, row.Decline);
    }

    private sealed record Row(
        string? Email, string? Name, string? Phone, string? Street1, string? Street2, string? Town, string? County, string? Postcode,
        string? Country, string? Decline)
    {
        public Address? Address => Street1 is null || Town is null || Country is null
            ? null
            : new Address(Name ?? "", Phone, Street1, Street2, Town, County, Postcode, Country);
    }
}
