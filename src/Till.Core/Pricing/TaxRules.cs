namespace Till.Core.Pricing;

/// <param name="Country">Upper-case ISO 3166 code, or <see cref="TaxRules.Any"/>.</param>
/// <param name="Class">Of products, or <see cref="TaxRules.Any"/>.</param>
/// <param name="Name">As the receipt calls it: VAT, sales tax.</param>
/// <param name="BasisPoints">20 % is 2000.</param>
public sealed record TaxRate(string Country, string Class, string Name, int BasisPoints);

/// <summary>The shop's tax rates by country and class of product. No rate at all: no tax.</summary>
/// <param name="PricesIncludeTax">Whether the prices that the shop shows contain the tax, or it comes on top of them.</param>
public sealed record TaxRules(IReadOnlyList<TaxRate> Rates, bool PricesIncludeTax)
{
    /// <summary>Stands for each country, or class, that has no rate of its own.</summary>
    public const string Any = "*";

    public static TaxRules None { get; } = new([], PricesIncludeTax: false);

    /// <summary>The country's rate for the class, else for its other classes; then the same of all other countries.</summary>
    /// <param name="country">Null while it is not known: then only what holds everywhere counts.</param>
    public TaxRate? Find(string? country, string taxClass) =>
        Exact(country ?? Any, taxClass) ?? Exact(country ?? Any, Any) ?? Exact(Any, taxClass) ?? Exact(Any, Any);

    private TaxRate? Exact(string country, string taxClass) =>
        Rates.FirstOrDefault(rate => rate.Country == country && rate.Class == taxClass);
}
