using Till.Sandbox.Pages.Checkout;

namespace Till.Sandbox.Pages.Receipts;

/// <summary>What was paid, as its buyer keeps it.</summary>
public sealed record ReceiptModel
{
    public required string Merchant { get; init; }

    public required string ChargeId { get; init; }

    public required string Paid { get; init; }

    /// <summary>When it was paid, for people and for machines.</summary>
    public required (string Shown, string Machine) On { get; init; }

    public required string Card { get; init; }

    public required IReadOnlyList<CheckoutLine> Lines { get; init; }

    /// <summary>Days and amounts of what was given back.</summary>
    public required IReadOnlyList<(string Day, string Amount)> Refunds { get; init; }
}
