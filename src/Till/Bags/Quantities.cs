using Till.Core.Pricing;

namespace Till.Bags;

/// <summary>How many, as people type it.</summary>
internal static class Quantities
{
    public static bool TryRead(string? text, out int quantity) =>
        int.TryParse(text?.Trim(), out quantity) && quantity is >= 1 and <= PriceLine.MaxQuantity;

    /// <summary>What is wrong with what was typed.</summary>
    public static string Fault { get; } = $"Type a whole number from 1 to {PriceLine.MaxQuantity}.";
}
