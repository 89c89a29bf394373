namespace Till.Checkout;

/// <summary>How an address is asked for.</summary>
/// <param name="Section">Of the browser's address book: shipping or billing.</param>
internal sealed record AddressView(string Section, IReadOnlyList<Country> Countries);
