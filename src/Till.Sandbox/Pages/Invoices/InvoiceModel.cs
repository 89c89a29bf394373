using Till.Sandbox.Pages.Checkout;
using Till.Sandbox.Pages.Dashboard;

namespace Till.Sandbox.Pages.Invoices;

/// <summary>An invoice as its customer sees it.</summary>
public sealed record InvoiceModel
{
    /// <summary>Where the page is, and its form is sent.</summary>
    public required string Address { get; init; }

    public required string Merchant { get; init; }

    public required string Number { get; init; }

    public required StateMark State { get; init; }

    /// <summary>What is due, or was paid; such as <c>$9.00</c>.</summary>
    public required string Amount { get; init; }

    /// <summary>What stands before the amount, such as <c>Paid to</c>.</summary>
    public required string Lead { get; init; }

    public required IReadOnlyList<Fact> Facts { get; init; }

    public required IReadOnlyList<CheckoutLine> Lines { get; init; }

    /// <summary>From the subtotal to what is due.</summary>
    public required IReadOnlyList<Sum> Sums { get; init; }

    public string? Footer { get; init; }

    /// <summary>The words on the button; null when there is nothing to pay.</summary>
    public string? Pay { get; init; }

    /// <summary>Where an authentication waits that was begun and not answered.</summary>
    public string? ChallengeUrl { get; init; }

    public string? Receipt { get; init; }

    public required CheckoutValues Values { get; init; }

    public string? Refusal { get; init; }

    public required IReadOnlyDictionary<string, string> Errors { get; init; }
}
