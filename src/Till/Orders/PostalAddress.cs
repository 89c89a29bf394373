using System.Globalization;

namespace Till.Orders;

/// <summary>Where an order goes, line by line as on a parcel.</summary>
internal sealed record PostalAddress(
    string? Name, string? Street1, string? Street2, string? Town, string? County, string? Postcode, string? Country)
{
    public IReadOnlyList<string> Lines =>
    [
        .. new[] { Name, Street1, Street2, string.Join(' ', new[] { Postcode, Town }.Where(Said)), County, CountryName(Country) }
            .Where(Said).Select(line => line!),
    ];

    /// <summary>"FR" is France. The shop runs without ICU, which knows no names; those that are not listed keep their code.</summary>
    public static string? CountryName(string? code) => code;

    private static bool Said(string? line) => !string.IsNullOrWhiteSpace(line);
}
