using Till.Core;

namespace Till.Bags;

/// <summary>How prices are reckoned where the owner has made no rules, and how the prices in the catalogue are meant.</summary>
/// <param name="Country">Where most buyers are: estimates are made for it. Null: none.</param>
/// <param name="PricesIncludeTax">Whether the catalogue's prices contain the tax.</param>
/// <param name="DeliveryBasisPoints">Of the goods' price, where there are no delivery zones.</param>
/// <param name="DeliveryFreeFrom">The subtotal from which delivery is free, where there are no delivery zones.</param>
internal sealed record PricingSettings(string? Country, bool PricesIncludeTax, int DeliveryBasisPoints, Money DeliveryFreeFrom)
{
    public static PricingSettings Read(SettingsReader reader, Currency currency) => new(
        reader.Parsed<string?>("Till:Country", null, TryCountry, "a country's code of two letters such as US"),
        reader.Parsed("Till:PricesIncludeTax", false, bool.TryParse, "true or false"),
        reader.Parsed("Till:Delivery:BasisPoints", 1_000, BasisPoints, "a number from 0 to 10000 (10 % is 1000)"),
        reader.Parsed(
            "Till:Delivery:FreeFrom",
            FreeFrom(currency),
            (string? text, out Money money) => Money.TryParse(text, currency, out money) && !money.IsNegative,
            "an amount of the shop's currency such as 50.00"));

    /// <summary>Fifty of a currency with cents, five thousand of one that is counted whole.</summary>
    public static Money FreeFrom(Currency currency) =>
        new((currency.StepMinor >= currency.MinorPerMajor ? 5_000 : 50) * currency.MinorPerMajor, currency);

    private static bool TryCountry(string? text, out string? code)
    {
        code = Checkout.Countries.Find(text?.Trim().ToUpperInvariant())?.Code;
        return code is not null;
    }

    private static bool BasisPoints(string? text, out int points) => int.TryParse(text, out points) && points is >= 0 and <= 10_000;
}
