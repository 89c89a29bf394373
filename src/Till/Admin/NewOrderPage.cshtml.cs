using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Bags;
using Till.Checkout;
using Till.Core;
using Till.Core.Pricing;
using Till.Storage;

namespace Till.Admin;

/// <summary>An order for somebody who asked by mail or telephone: what, for whom, and a link that pays it. Works without script, step by step.</summary>
[Needs(Right.SendOrders)]
internal sealed class NewOrderPageModel(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time) : AdminPage
{
    public const int MaxWord = 500;

    private const int MostFound = 10;

    public static readonly IReadOnlyList<(string Value, string Name)> Holds = [("1", "for a day"), ("3", "for three days"), ("7", "for a week"), ("14", "for two weeks"), ("30", "for 30 days")];

    [BindProperty]
    public string? Find { get; set; }

    /// <summary>How many of which size, as typed.</summary>
    [BindProperty(Name = nameof(Things))]
    public Dictionary<string, string?> Things { get; set; } = [];

    [BindProperty]
    public string? TakenOff { get; set; }

    [BindProperty]
    public string? EmailAddress { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public AddressFields Delivery { get; set; } = new();

    [BindProperty]
    public string? Phone { get; set; }

    [BindProperty]
    public string? Word { get; set; }

    [BindProperty]
    public string? Days { get; set; }

    /// <summary>What the things cost; null while there are none.</summary>
    public BagQuote? Quote { get; private set; }

    /// <summary>What was found; null where nobody has looked.</summary>
    public IReadOnlyList<Offer>? Found { get; private set; }

    public Currency Currency => settings.Currency;

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    public string TypedOf(BagLine line) => Things.GetValueOrDefault(line.VariantId.ToString()) ?? "";

    public IActionResult OnGet()
    {
        (Days, Delivery.Country) = ("7", settings.Pricing.Country);
        return Page();
    }

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostFindAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        var typed = (Find ?? "").Trim();
        if (typed.Length is 0 or > ProductSearch.MaxLength || typed.Contains('\0'))
        {
            ModelState.AddModelError(nameof(Find), $"Type the beginning of a title or a code, of up to {ProductSearch.MaxLength} characters.");
        }
        else
        {
            Found = await database.ReadAsync(db => FindAsync(db, typed), cancel);
        }

        return await ShowAsync(cancel);
    }

    /// <param name="add">One of the sizes that were found; one more of it.</param>
    /// <param name="cancel">The page is not wanted any more.</param>
    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostAddAsync(string? add, CancellationToken cancel)
    {
        ModelState.Clear();
        if (Guid.TryParse(add, out var variant) && Things.Count < MakeOrder.MostLines)
        {
            var key = variant.ToString();
            Things[key] = int.TryParse(Things.GetValueOrDefault(key), out var count) && count is > 0 and < PriceLine.MaxQuantity ? (count + 1).ToString() : "1";
        }
        else
        {
            ModelState.AddModelError(nameof(Find), $"That cannot be put in. An order by link has at most {MakeOrder.MostLines} lines.");
        }

        return await ShowAsync(cancel);
    }

    /// <summary>What it costs for the country that was chosen, and that country's fields. Nothing else is checked yet.</summary>
    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostReckonAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        return await ShowAsync(cancel);
    }

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        ModelState.Clear(); // what could not be bound is blank, and is asked for
        if (!settings.Stripe.HasKeys)
        {
            ModelState.AddModelError("", "No Stripe keys are set, so nothing could be paid.");
        }

        var (things, discount) = (ReadThings(), ReadDiscount());
        if (things.Count == 0 && ModelState.IsValid)
        {
            ModelState.AddModelError(nameof(Find), "Put at least one thing in.");
        }

        await ReckonAsync(things, discount, cancel);
        var details = ReadDetails();
        var word = Typed.Read(Word, required: false, nameof(Word), "word to the buyer", MaxWord, ModelState) ?? "";
        if (Holds.All(one => one.Value != Days))
        {
            ModelState.AddModelError(nameof(Days), "Choose how long the link holds from the list.");
        }

        if (!ModelState.IsValid || details is null)
        {
            return Answer();
        }

        var wish = new MakeOrder.Wish(things, discount, details, TimeSpan.FromDays(int.Parse(Days!, CultureInfo.InvariantCulture)), word);
        switch (await services.GetRequiredService<MakeOrder>().RunAsync(wish, Me, cancel))
        {
            case MakeOrder.Outcome.Made made:
                return Redirect($"/admin/orders/{made.OrderId}?done=made");
            case var refusal:
                Say(refusal);
                return Answer();
        }
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        await ReckonAsync(ReadThings(), ReadDiscount(), cancel);
        return Answer();
    }

    private PageResult Answer()
    {
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task ReckonAsync(IReadOnlyList<(Guid VariantId, int Quantity)> things, Discount? discount, CancellationToken cancel)
    {
        if (things.Count == 0)
        {
            return;
        }

        Quote = await services.GetRequiredService<MakeOrder>().QuoteAsync(things, discount, Countries.Find(Delivery.Country)?.Code, cancel);
        if (MakeOrder.Refuse(Quote) is { } refusal)
        {
            Say(refusal);
        }
    }

    private void Say(MakeOrder.Outcome refusal)
    {
        var (field, why) = refusal switch
        {
            MakeOrder.Outcome.Wrong wrong => ($"{nameof(Things)}[{wrong.VariantId}]", wrong.Why),
            MakeOrder.Outcome.NotDeliverable => ($"{nameof(Delivery)}.{nameof(Delivery.Country)}", "The shop does not deliver to this country."),
            MakeOrder.Outcome.OutsideLimits limits => (nameof(TakenOff), $"{limits.Total} is outside what can be charged to a card."),
            _ => throw new InvalidOperationException($"Unknown outcome {refusal}."),
        };
        if (ErrorOf(field) is null)
        {
            ModelState.AddModelError(field, why);
        }
    }

    /// <summary>Nought takes a thing out again.</summary>
    private List<(Guid VariantId, int Quantity)> ReadThings()
    {
        var things = new List<(Guid, int)>();
        foreach (var (key, text) in Things.Take(MakeOrder.MostLines).ToList())
        {
            if (!Guid.TryParse(key, out var variant))
            {
                Things.Remove(key);
            }
            else if (!int.TryParse(text?.Trim(), NumberStyles.None, null, out var count) || count > PriceLine.MaxQuantity)
            {
                ModelState.AddModelError($"{nameof(Things)}[{key}]", $"Type a number from 1 to {PriceLine.MaxQuantity}, or 0 to leave it out.");
                things.Add((variant, 1)); // so that it stays in sight
            }
            else if (count == 0)
            {
                Things.Remove(key);
            }
            else
            {
                things.Add((variant, count));
            }
        }

        return things;
    }

    private Discount? ReadDiscount()
    {
        var text = (TakenOff ?? "").Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (text.EndsWith('%') && BasisPoints.TryParse(text[..^1].TrimEnd(), out var points) && points > 0)
        {
            return new Discount.Percent(points);
        }

        if (Money.TryParse(text, Currency, out var amount) && amount > Money.Zero(Currency))
        {
            return new Discount.Amount(amount);
        }

        ModelState.AddModelError(nameof(TakenOff), "Type an amount such as 5.00, or a share such as 10%, or leave it blank.");
        return null;
    }

    private CheckoutDetails? ReadDetails()
    {
        var before = ModelState.ErrorCount;
        if (!Email.TryRead(EmailAddress, out var email))
        {
            ModelState.AddModelError(nameof(EmailAddress), "Type the buyer’s e-mail address, such as name@example.org: the link goes there.");
        }

        var name = Typed.Read(Name, required: true, nameof(Name), "full name", Address.MaxName, ModelState);
        var phone = Typed.ReadPhone(Phone, nameof(Phone), ModelState);
        var address = Quote?.Delivers == true ? Delivery.Read(name ?? "", phone, nameof(Delivery), ModelState) : null;
        return ModelState.ErrorCount == before ? new CheckoutDetails(email, name!, phone, address, Save: false) : null;
    }

    private async Task<IReadOnlyList<Offer>> FindAsync(DbConnection db, string typed)
    {
        var products = (await DeskProducts.FindAsync(db, database.Engine, new ProductSearch(typed, "", "published", null, null), Currency, time.Now()))
            .Where(one => one.Kind != "membership").Take(MostFound).ToList();
        var values = new DynamicParameters();
        var sizes = (await db.QueryAsync<Size>(
            $"SELECT id, product_id, size AS name, sku, stock FROM variants WHERE product_id IN {values.AddList("product", products.Select(one => one.Id))} ORDER BY position",
            values)).ToLookup(one => one.ProductId);
        return [.. products.SelectMany(product => sizes[product.Id].Select(size => new Offer(size.Id, product.Title, product.Maker, size.Name, size.Sku, size.Stock)))];
    }

    /// <param name="Size">Empty where the product has none.</param>
    /// <param name="Stock">Null: not counted.</param>
    internal sealed record Offer(Guid VariantId, string Title, string Maker, string Size, string Sku, int? Stock)
    {
        public string FullName => Size.Length > 0 ? $"{Title}, size {Size}" : Title;

        public string Facts => string.Join(" · ", new[] { Maker, Sku, Stock is { } left ? $"{left} there" : "" }.Where(fact => fact.Length > 0));
    }

    private sealed record Size(Guid Id, Guid ProductId, string Name, string Sku, int? Stock);
}
