namespace Till.Checkout;

/// <summary>Where something is sent.</summary>
/// <param name="Country">ISO 3166-1, two capital letters.</param>
internal sealed record Address(
    string Name, string? Phone, string Street1, string? Street2, string Town, string? County, string? Postcode, string Country);
