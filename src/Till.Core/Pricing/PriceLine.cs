namespace Till.Core.Pricing;

/// <summary>What is to be priced: so many of a thing at today's price.</summary>
/// <param name="Unit">Price of one, from nothing to the most that the currency can charge, in its steps.</param>
/// <param name="Quantity">1 to <see cref="MaxQuantity"/>.</param>
/// <param name="Delivered">Whether it goes by post.</param>
/// <param name="TaxClass">By which <see cref="TaxRules"/> finds its rate: standard, books, digital …</param>
public sealed record PriceLine(Money Unit, int Quantity, bool Delivered, string TaxClass)
{
    public const int MaxQuantity = 99;

    /// <summary>Whether a thing can be sold at this price. What cannot be charged by itself in any number is not for sale.</summary>
    public static bool CanPrice(Money unit) =>
        unit.Minor >= 0 && unit.Minor <= unit.Currency.MaximumChargeMinor && unit.Minor % unit.Currency.StepMinor == 0;
}
