using Microsoft.AspNetCore.Mvc.ModelBinding;
using Till.Checkout;

namespace Till.Tests.Checkout;

/// <summary>What may stand in an address, by the rules of its country.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("US", "94110", true)]
    [InlineData("US", "94110-1234", true)]
    [InlineData("US", "9411", false)]
    [InlineData("US", "SW1A 1AA", false)]
    [InlineData("CA", "k1a 0b1", true)]
    [InlineData("CA", "K1A0B1", true)]
    [InlineData("CA", "11A 0B1", false)]
    [InlineData("GB", "SW1A 1AA", true)]
    [InlineData("GB", "m1 1ae", true)]
    [InlineData("GB", "B33 8TH", true)]
    [InlineData("GB", "1234", false)]
    [InlineData("IE", "D02 AF30", true)]
    [InlineData("IE", "D6W XY00", true)]
    [InlineData("NL", "1017AB", true)]
    [InlineData("DE", "1060", false)]
    [InlineData("AT", "1060", true)]
    [InlineData("PL", "00001", true)]
    [InlineData("LV", "LV-1010", true)]
    [InlineData("PT", "1000-205", true)]
    [InlineData("BR", "01310100", true)]
    [InlineData("JP", "100-0001", true)]
    [InlineData("AR", "C1002AAP", true)]
    public void A_postcode_looks_like_one_of_its_country(string country, string typed, bool right) =>
        Assert.Equal(right, Countries.Find(country)!.HasPostcode(typed));

    [Fact]
    public void Every_country_can_be_written_to()
    {
        Assert.Equal(Countries.All.Count, Countries.All.Select(one => one.Code).Distinct().Count());
        Assert.InRange(Countries.All.Count, 230, 250);
        Assert.All(Countries.All, one =>
        {
            Assert.Matches("^[A-Z]{2}$", one.Code);
            Assert.All("12T", field => Assert.True(one.Asks(field), $"{one.Name} has no {field}"));
            Assert.All("1T", field => Assert.True(one.Requires(field), $"{one.Name} does without {field}"));
            Assert.All(one.Required, field => Assert.True(one.Asks(field), $"{one.Name} requires {field} without asking"));
            Assert.Equal((one.Asks('C'), one.Asks('P')), (one.County.Length > 0, one.Postcode.Length > 0));
            Assert.Equal(one.Order.Order(), string.Concat(one.Rows).Order());
        });
    }

    [Fact]
    public void Blanks_are_trimmed_and_blank_optional_fields_are_null()
    {
        var (address, errors) = Read(new() { Country = "GB", Street1 = "  1 High  Street ", Street2 = "  ", Town = " Leeds\t", County = "", Postcode = " ls1 1aa " });

        Assert.Empty(errors);
        Assert.Equal(new Address("Ada", null, "1 High Street", null, "Leeds", null, "LS1 1AA", "GB"), address);
    }

    [Fact]
    public void What_a_country_does_not_have_is_not_kept()
    {
        var (address, errors) = Read(new() { Country = "HK", Street1 = "8 Queen's Road", Town = "Central", County = "Hong Kong Island", Postcode = "999077" });

        Assert.Empty(errors);
        Assert.Equal(("Hong Kong Island", null), (address!.County, address.Postcode));
    }

    [Theory]
    [InlineData("US", "County,Postcode,Street1,Town", "Type the ZIP code.")]
    [InlineData("DE", "Postcode,Street1,Town", "Type the postcode.")]
    [InlineData("AE", "County,Street1,Town", "Type the emirate.")]
    [InlineData("TD", "Street1,Town", "Type the town or city.")]
    public void What_a_country_needs_is_asked_for_in_its_words(string country, string missing, string said)
    {
        var (address, errors) = Read(new() { Country = country });

        Assert.Null(address);
        Assert.Equal(missing.Split(',').Select(name => $"To.{name}"), errors.Keys.Order());
        Assert.Contains(said, errors.Values);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("XX")]
    [InlineData("us")]
    [InlineData("USA")]
    [InlineData("US'; DROP TABLE orders; --")]
    public void A_country_that_is_not_one_is_refused(string? country)
    {
        var (address, errors) = Read(new() { Country = country, Street1 = "1 High Street", Town = "Leeds" });

        Assert.Null(address);
        Assert.Equal("Choose a country from the list.", Assert.Single(errors).Value);
    }

    [Theory]
    [InlineData(80, 80, 40, 80)]
    [InlineData(81, 0, 0, 0)]
    [InlineData(0, 81, 0, 0)]
    [InlineData(0, 0, 41, 0)]
    [InlineData(0, 0, 0, 81)]
    [InlineData(10_000, 10_000, 10_000, 10_000)]
    public void A_field_has_room_for_so_much_and_no_more(int street1, int street2, int town, int county)
    {
        static string Long(int length, string otherwise) => length == 0 ? otherwise : new string('x', length);

        var (address, errors) = Read(new()
        {
            Country = "GB", Street1 = Long(street1, "1 High Street"), Street2 = Long(street2, ""), Town = Long(town, "Leeds"), County = Long(county, ""), Postcode = "LS1 1AA",
        });

        Assert.Equal(street1 == 80, address is not null);
        Assert.All(errors.Values, said => Assert.Matches("^The .* has at most (80|40) characters; this has \\d+\\.$", said));
    }

    [Theory]
    [InlineData("A\0B\r\nC: d", "A B C: d")]
    [InlineData("شارع الملك فهد", "شارع الملك فهد")]
    [InlineData("רחוב הרצל 12", "רחוב הרצל 12")]
    [InlineData("日本橋1-2-3 🏠", "日本橋1-2-3 🏠")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    public void Every_script_can_be_written_in_and_what_cannot_be_seen_is_left_out(string typed, string kept)
    {
        var (address, _) = Read(new() { Country = "TD", Street1 = typed, Town = "N'Djamena" });

        Assert.Equal(kept, address!.Street1);
    }

    [Theory]
    [InlineData("GB", "LS1 1AA", "1 High Street|Leeds LS1 1AA|United Kingdom")]
    [InlineData("DE", "10115", "1 High Street|10115 Leeds|Germany")]
    public void An_address_reads_as_it_stands_on_a_parcel(string country, string postcode, string lines) =>
        Assert.Equal(lines.Split('|'), new Address("Ada", null, "1 High Street", null, "Leeds", null, postcode, country).Lines());

    [Theory]
    [InlineData("de-AT,de;q=0.9,en;q=0.8", "AT")]
    [InlineData("en", null)]
    [InlineData("en, fr-CH;q=0.5", "CH")]
    [InlineData("zh-Hant-TW", "TW")]
    [InlineData("xx-YY-ZZ-,;;q=,-", null)]
    [InlineData(null, null)]
    public void Where_a_visitor_may_be_is_guessed_from_their_languages(string? languages, string? country) =>
        Assert.Equal(country, Countries.Guess(languages)?.Code);

    private static (Address? Address, Dictionary<string, string> Errors) Read(AddressFields typed)
    {
        var errors = new ModelStateDictionary();
        var address = typed.Read("Ada", null, "To", errors);
        return (address, errors.ToDictionary(one => one.Key, one => Assert.Single(one.Value!.Errors).ErrorMessage));
    }
}
