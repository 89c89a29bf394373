using System.Collections.Frozen;

namespace Till.Checkout;

/// <summary>How an address is written in a country: which fields, in which order, under which names.</summary>
/// <param name="Code">ISO 3166-1, two capital letters.</param>
/// <param name="Order">
/// The fields as they are asked for: 1 and 2 the street's lines, T town, C county (state, province …), P postcode. A field that is
/// not among them is not asked for.
/// </param>
/// <param name="Required">Those that must be filled in.</param>
/// <param name="Shapes">What a postcode looks like: # a digit, @ a letter, * either. None: it is taken as typed.</param>
internal sealed record Country(
    string Code, string Name, string Order, string Required, string Town, string County, string Postcode, IReadOnlyList<string> Shapes)
{
    /// <summary>The fields line by line: the street's two, then what stands side by side, or the other way round.</summary>
    public IEnumerable<string> Rows => Order.StartsWith('1') ? ["12", Order[2..]] : [Order[..^2], "12"];

    /// <summary>Blanks and hyphens are left out and put in by habit, so they do not count; nor does case.</summary>
    public bool HasPostcode(string typed)
    {
        var bare = Bare(typed);
        return Shapes.Count == 0 || Shapes.Any(shape => Fits(Bare(shape), bare));
    }

    public bool Asks(char field) => Order.Contains(field);

    public bool Requires(char field) => Required.Contains(field);

    private static string Bare(string text) => string.Concat(text.Where(c => c is not (' ' or '-'))).ToUpperInvariant();

    private static bool Fits(string shape, string text) => shape.Length == text.Length && shape.Zip(text).All(pair => pair.First switch
    {
        '#' => char.IsAsciiDigit(pair.Second),
        '@' => char.IsAsciiLetter(pair.Second),
        '*' => char.IsAsciiLetterOrDigit(pair.Second),
        var same => same == pair.Second,
    });
}

/// <summary>
/// The countries that a thing can be sent to, and how addresses are written there. Sources: ISO 3166-1, the Universal Postal Union's
/// addressing sheets, Unicode CLDR for the names.
/// </summary>
internal static class Countries
{
    private const string Names =
        "AF Afghanistan|AX Åland Islands|AL Albania|DZ Algeria|AS American Samoa|AD Andorra|AO Angola|AI Anguilla|AQ Antarctica|AG Antigua & Barbuda"
        + "|AR Argentina|AM Armenia|AW Aruba|AU Australia|AT Austria|AZ Azerbaijan|BS Bahamas|BH Bahrain|BD Bangladesh|BB Barbados|BY Belarus"
        + "|BE Belgium|BZ Belize|BJ Benin|BM Bermuda|BT Bhutan|BO Bolivia|BQ Caribbean Netherlands|BA Bosnia & Herzegovina|BW Botswana|BR Brazil"
        + "|IO British Indian Ocean Territory|VG British Virgin Islands|BN Brunei|BG Bulgaria|BF Burkina Faso|BI Burundi|KH Cambodia|CM Cameroon"
        + "|CA Canada|CV Cape Verde|KY Cayman Islands|CF Central African Republic|TD Chad|CL Chile|CN China|CX Christmas Island|CC Cocos Islands"
        + "|CO Colombia|KM Comoros|CG Congo (Republic)|CD Congo (Democratic Republic)|CK Cook Islands|CR Costa Rica|CI Côte d’Ivoire|HR Croatia"
        + "|CW Curaçao|CY Cyprus|CZ Czechia|DK Denmark|DJ Djibouti|DM Dominica|DO Dominican Republic|EC Ecuador|EG Egypt|SV El Salvador"
        + "|GQ Equatorial Guinea|ER Eritrea|EE Estonia|SZ Eswatini|ET Ethiopia|FK Falkland Islands|FO Faroe Islands|FJ Fiji|FI Finland|FR France"
        + "|GF French Guiana|PF French Polynesia|GA Gabon|GM Gambia|GE Georgia|DE Germany|GH Ghana|GI Gibraltar|GR Greece|GL Greenland|GD Grenada"
        + "|GP Guadeloupe|GU Guam|GT Guatemala|GG Guernsey|GN Guinea|GW Guinea-Bissau|GY Guyana|HT Haiti|HN Honduras|HK Hong Kong|HU Hungary"
        + "|IS Iceland|IN India|ID Indonesia|IQ Iraq|IE Ireland|IM Isle of Man|IL Israel|IT Italy|JM Jamaica|JP Japan|JE Jersey|JO Jordan"
        + "|KZ Kazakhstan|KE Kenya|KI Kiribati|XK Kosovo|KW Kuwait|KG Kyrgyzstan|LA Laos|LV Latvia|LB Lebanon|LS Lesotho|LR Liberia|LY Libya"
        + "|LI Liechtenstein|LT Lithuania|LU Luxembourg|MO Macao|MG Madagascar|MW Malawi|MY Malaysia|MV Maldives|ML Mali|MT Malta"
        + "|MH Marshall Islands|MQ Martinique|MR Mauritania|MU Mauritius|YT Mayotte|MX Mexico|FM Micronesia|MD Moldova|MC Monaco|MN Mongolia"
        + "|ME Montenegro|MS Montserrat|MA Morocco|MZ Mozambique|MM Myanmar|NA Namibia|NR Nauru|NP Nepal|NL Netherlands|NC New Caledonia"
        + "|NZ New Zealand|NI Nicaragua|NE Niger|NG Nigeria|NU Niue|NF Norfolk Island|MP Northern Mariana Islands|MK North Macedonia|NO Norway"
        + "|OM Oman|PK Pakistan|PW Palau|PS Palestinian Territories|PA Panama|PG Papua New Guinea|PY Paraguay|PE Peru|PH Philippines"
        + "|PN Pitcairn Islands|PL Poland|PT Portugal|PR Puerto Rico|QA Qatar|RE Réunion|RO Romania|RU Russia|RW Rwanda|WS Samoa|SM San Marino"
        + "|ST São Tomé & Príncipe|SA Saudi Arabia|SN Senegal|RS Serbia|SC Seychelles|SL Sierra Leone|SG Singapore|SX Sint Maarten|SK Slovakia"
        + "|SI Slovenia|SB Solomon Islands|SO Somalia|ZA South Africa|GS South Georgia & South Sandwich Islands|KR South Korea|SS South Sudan"
        + "|ES Spain|LK Sri Lanka|BL St. Barthélemy|SH St. Helena|KN St. Kitts & Nevis|LC St. Lucia|MF St. Martin|PM St. Pierre & Miquelon"
        + "|VC St. Vincent & Grenadines|SD Sudan|SR Suriname|SJ Svalbard & Jan Mayen|SE Sweden|CH Switzerland|TW Taiwan|TJ Tajikistan|TZ Tanzania"
        + "|TH Thailand|TL Timor-Leste|TG Togo|TK Tokelau|TO Tonga|TT Trinidad & Tobago|TN Tunisia|TR Türkiye|TM Turkmenistan"
        + "|TC Turks & Caicos Islands|TV Tuvalu|UG Uganda|UA Ukraine|AE United Arab Emirates|GB United Kingdom|US United States"
        + "|VI US Virgin Islands|UY Uruguay|UZ Uzbekistan|VU Vanuatu|VA Vatican City|VE Venezuela|VN Vietnam|WF Wallis & Futuna"
        + "|EH Western Sahara|YE Yemen|ZM Zambia|ZW Zimbabwe";

    /// <summary>Countries; fields in order; those required; names of town, county and postcode; the postcode's shapes.</summary>
    private const string Formats =
        """
        US|12TCP|1TCP|City|State|ZIP code|#####,#####-####
        PR GU AS MP VI|12TP|1TP|City||ZIP code|#####,#####-####
        CA|12TCP|1TCP|City|Province|Postal code|@#@ #@#
        GB GG JE IM|12TCP|1TP|Town or city|County|Postcode|@# #@@,@## #@@,@@# #@@,@@## #@@,@#@ #@@,@@#@ #@@
        AU|12TCP|1TCP|Suburb|State|Postcode|####
        NZ|12TP|1TP|Town or city||Postcode|####
        IE|12TCP|1T|Town or city|County|Eircode|@## ****,D6W ****
        DE FR FI EE HR GP MQ RE GF YT MC|12PT|1PT|Town||Postcode|#####
        AT CH LI BE DK NO LU HU SI BG CY|12PT|1PT|Town||Postcode|####
        NL|12PT|1PT|Town||Postcode|#### @@
        SE CZ SK GR|12PT|1PT|Town||Postcode|### ##
        PL|12PT|1PT|Town||Postcode|##-###
        PT|12PT|1PT|Town||Postcode|####-###
        LV|12TP|1TP|Town||Postcode|LV-####,####
        LT|12PT|1PT|Town||Postcode|LT-#####,#####
        IS|12PT|1PT|Town||Postcode|###
        MT|12TP|1TP|Town||Postcode|@@@ ####
        IT SM|12PTC|1PTC|Town|Province|Postcode|#####
        ES|12PTC|1PTC|Town|Province|Postcode|#####
        RO|12PTC|1PTC|Town|County|Postcode|######
        UA RS|12TCP|1TP|Town|Region|Postcode|#####
        TR|12PTC|1PTC|District|Province|Postcode|#####
        IL|12TP|1T|Town||Postcode|#######,#####
        JP|PCT12|PCT1|City|Prefecture|Postal code|###-####
        KR|PCT12|PCT1|City or district|Province|Postal code|#####
        CN|PCT12|PCT1|City|Province|Postal code|######
        TW|PCT12|PT1|City|County|Postal code|###,#####,######
        HK MO|12TC|1T|District|Area||
        SG|12TP|1TP|City||Postal code|######
        IN|12TPC|1TPC|City|State|PIN code|######
        TH|12TCP|1TCP|District|Province|Postal code|#####
        MY|12PTC|1PTC|City|State|Postcode|#####
        ID|12TCP|1TCP|City|Province|Postal code|#####
        PH|12TPC|1TP|City|Province|ZIP code|####
        VN|12TCP|1T|City|Province|Postal code|######,#####
        AE|12TC|1TC|City|Emirate||
        SA KW|12TCP|1T|City|Region|Postcode|#####
        ZA|12TCP|1TP|Town or city|Province|Postal code|####
        BR|12TCP|1TCP|City|State|CEP|#####-###
        MX|12PTC|1PTC|City|State|Postal code|#####
        AR|12TCP|1TCP|City|Province|Postal code|####,@####@@@
        CL|12TCP|1TC|Comuna|Region|Postal code|#######
        CO|12TCP|1TC|City|Department|Postal code|######
        """;

    /// <summary>In the order of their names.</summary>
    public static IReadOnlyList<Country> All { get; } = [.. Read()];

    private static readonly FrozenDictionary<string, Country> ByCode = All.ToFrozenDictionary(country => country.Code, StringComparer.Ordinal);

    /// <param name="code">Two capital letters.</param>
    /// <returns>Null where there is no such country.</returns>
    public static Country? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <summary>Where a visitor may be, by the region of their browser's languages: "de-AT, de;q=0.9" says Austria.</summary>
    public static Country? Guess(string? acceptLanguage) => (acceptLanguage ?? "").Split(',')
        .Select(language => language.Split(';')[0].Trim().Split('-'))
        .Where(parts => parts.Length > 1)
        .Select(parts => Find(parts[^1].ToUpperInvariant()))
        .FirstOrDefault(country => country is not null);

    private static IEnumerable<Country> Read()
    {
        var formats = Formats.Split('\n').Select(line => line.Split('|'))
            .SelectMany(row => row[0].Split(' ').Select(code => (code, row)))
            .ToDictionary(one => one.code, one => one.row, StringComparer.Ordinal);
        foreach (var (code, name) in Names.Split('|').Select(entry => (entry[..2], entry[3..])))
        {
            yield return formats.TryGetValue(code, out var row)
                ? new Country(code, name, row[1], row[2], row[3], row[4], row[5], row[6].Split(',', StringSplitOptions.RemoveEmptyEntries))
                : new Country(code, name, "12TCP", "1T", "Town or city", "Region", "Postcode", []);
        }
    }
}
