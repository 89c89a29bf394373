using Till.Checkout;

namespace Till.Orders;

/// <summary>Where an order goes, line by line as on a parcel in its country.</summary>
internal sealed record PostalAddress(
    string? Name, string? Street1, string? Street2, string? Town, string? County, string? Postcode, string? Country)
{
    public IReadOnlyList<string> Lines =>
    [
        .. new Address("", null, Street1 ?? "", Street2, Town ?? "", County, Postcode, Country ?? "").Lines()
            .Prepend(Name ?? "").Select(line => line.Trim()).Where(line => line.Length > 0),
    ];
}
