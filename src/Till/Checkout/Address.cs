using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Till.Mail;

namespace Till.Checkout;

/// <summary>Where something is sent, or a card's bills: checked by the rules of its country, blank fields null.</summary>
/// <param name="Country">ISO 3166-1, two capital letters.</param>
internal sealed record Address(
    string Name, string? Phone, string Street1, string? Street2, string Town, string? County, string? Postcode, string Country)
{
    public const int MaxName = 50;
    public const int MaxPhone = 20;
    public const int MaxStreet = 80;
    public const int MaxTown = 40;
    public const int MaxCounty = 80;
    public const int MaxPostcode = 20;

    /// <summary>As it stands on a parcel in its country, without the name: the street's lines, the town's, the country's.</summary>
    public IEnumerable<string> Lines()
    {
        var format = Countries.Find(Country);
        var town = (format?.Order ?? "TCP").Select(field => field switch { 'T' => Town, 'C' => County, 'P' => Postcode, _ => null });
        return new[] { Street1, Street2, string.Join(' ', town.OfType<string>()), format?.Name ?? Country }.OfType<string>();
    }
}

/// <summary>An address as it is typed into a form. Only what the country's addresses have is read.</summary>
internal sealed class AddressFields
{
    public string? Country { get; set; }

    public string? Street1 { get; set; }

    public string? Street2 { get; set; }

    public string? Town { get; set; }

    public string? County { get; set; }

    public string? Postcode { get; set; }

    /// <summary>How the fields are shown. A country that does not exist is shown as any other, and refused when it is read.</summary>
    public Country Format => Countries.Find(Country) ?? Countries.Find("US")!;

    public static AddressFields Of(Address address) => new()
    {
        Country = address.Country,
        Street1 = address.Street1,
        Street2 = address.Street2,
        Town = address.Town,
        County = address.County,
        Postcode = address.Postcode,
    };

    /// <summary>What is wrong goes to the fields, whose names begin with <paramref name="prefix"/>.</summary>
    /// <returns>Null where something is.</returns>
    public Address? Read(string name, string? phone, string prefix, ModelStateDictionary errors)
    {
        if (Countries.Find(Country) is not { } format)
        {
            errors.AddModelError($"{prefix}.{nameof(Country)}", "Choose a country from the list.");
            return null;
        }

        var before = errors.ErrorCount;
        string? Part(char field, string? typed, string property, string label, int most) =>
            format.Asks(field) ? Typed.Read(typed, format.Requires(field), $"{prefix}.{property}", label, most, errors) : null;

        var street1 = Part('1', Street1, nameof(Street1), "street address", Address.MaxStreet);
        var street2 = Part('2', Street2, nameof(Street2), "second line", Address.MaxStreet);
        var town = Part('T', Town, nameof(Town), Typed.Lower(format.Town), Address.MaxTown);
        var county = Part('C', County, nameof(County), Typed.Lower(format.County), Address.MaxCounty);
        var postcode = Part('P', Postcode, nameof(Postcode), Typed.Lower(format.Postcode), Address.MaxPostcode)?.ToUpperInvariant();
        if (postcode is not null && errors.ErrorCount == before && !format.HasPostcode(postcode))
        {
            errors.AddModelError($"{prefix}.{nameof(Postcode)}", $"This does not look like a {Typed.Lower(format.Postcode)} of {format.Name}.");
        }

        return errors.ErrorCount == before ? new Address(name, phone, street1!, street2, town!, county, postcode, format.Code) : null;
    }
}

/// <summary>One line of a form, as typed.</summary>
internal static class Typed
{
    /// <summary>Trimmed and on one line; what cannot be seen becomes a space. What is wrong goes to the field.</summary>
    /// <param name="label">What the person is asked for, as it stands within a sentence.</param>
    /// <returns>Null where it is blank or refused.</returns>
    public static string? Read(string? typed, bool required, string field, string label, int most, ModelStateDictionary errors)
    {
        var line = Mime.OneLine(typed ?? "");
        // Marks of direction and the like stand in names; alone they are none.
        line = line.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator) ? "" : line;
        if (line.Length > most)
        {
            errors.AddModelError(field, $"The {label} has at most {most} characters; this has {line.Length}.");
        }
        else if (line.Length == 0 && required)
        {
            errors.AddModelError(field, $"Type the {label}.");
        }

        return line.Length == 0 || line.Length > most ? null : line;
    }

    /// <summary>A phone number that a carrier may call; nobody has to give one.</summary>
    public static string? ReadPhone(string? typed, string field, ModelStateDictionary errors)
    {
        var phone = Read(typed, required: false, field, "phone number", Address.MaxPhone, errors);
        if (phone is not null && (phone.Count(char.IsAsciiDigit) < 5 || !phone.All(c => char.IsAsciiDigit(c) || "+-()./ x#".Contains(c))))
        {
            errors.AddModelError(field, "A phone number has digits, and perhaps + - ( ) and spaces. You can leave it out.");
            return null;
        }

        return phone;
    }

    /// <summary>A label within a sentence: "Town or city" is "town or city", "ZIP code" stays.</summary>
    public static string Lower(string label) => label.Length > 1 && char.IsUpper(label[1]) ? label : label.ToLowerInvariant();
}
