using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace Till.Sandbox.Pages.Checkout;

/// <summary>The countries that a card's address may have, by their ISO codes.</summary>
internal static class Countries
{
    private const string All =
        "AF Afghanistan|AX Åland Islands|AL Albania|DZ Algeria|AS American Samoa|AD Andorra|AO Angola|AI Anguilla|AQ Antarctica|AG Antigua & Barbuda"
        + "|AR Argentina|AM Armenia|AW Aruba|AU Australia|AT Austria|AZ Azerbaijan|BS Bahamas|BH Bahrain|BD Bangladesh|BB Barbados|BY Belarus"
        + "|BE Belgium|BZ Belize|BJ Benin|BM Bermuda|BT Bhutan|BO Bolivia|BQ Caribbean Netherlands|BA Bosnia & Herzegovina|BW Botswana|BR Brazil"
        + "|IO British Indian Ocean Territory|VG British Virgin Islands|BN Brunei|BG Bulgaria|BF Burkina Faso|BI Burundi|KH Cambodia|CM Cameroon"
        + "|CA Canada|CV Cape Verde|KY Cayman Islands|CF Central African Republic|TD Chad|CL Chile|CN China|CO Colombia|KM Comoros|CG Congo (Republic)"
        + "|CD Congo (Democratic Republic)|CK Cook Islands|CR Costa Rica|CI Côte d’Ivoire|HR Croatia|CW Curaçao|CY Cyprus|CZ Czechia|DK Denmark"
        + "|DJ Djibouti|DM Dominica|DO Dominican Republic|EC Ecuador|EG Egypt|SV El Salvador|GQ Equatorial Guinea|ER Eritrea|EE Estonia|SZ Eswatini"
        + "|ET Ethiopia|FK Falkland Islands|FO Faroe Islands|FJ Fiji|FI Finland|FR France|GF French Guiana|PF French Polynesia|GA Gabon|GM Gambia"
        + "|GE Georgia|DE Germany|GH Ghana|GI Gibraltar|GR Greece|GL Greenland|GD Grenada|GP Guadeloupe|GU Guam|GT Guatemala|GG Guernsey|GN Guinea"
        + "|GW Guinea-Bissau|GY Guyana|HT Haiti|HN Honduras|HK Hong Kong SAR China|HU Hungary|IS Iceland|IN India|ID Indonesia|IQ Iraq|IE Ireland"
        + "|IM Isle of Man|IL Israel|IT Italy|JM Jamaica|JP Japan|JE Jersey|JO Jordan|KZ Kazakhstan|KE Kenya|KI Kiribati|XK Kosovo|KW Kuwait"
        + "|KG Kyrgyzstan|LA Laos|LV Latvia|LB Lebanon|LS Lesotho|LR Liberia|LY Libya|LI Liechtenstein|LT Lithuania|LU Luxembourg|MO Macao SAR China"
        + "|MG Madagascar|MW Malawi|MY Malaysia|MV Maldives|ML Mali|MT Malta|MQ Martinique|MR Mauritania|MU Mauritius|YT Mayotte|MX Mexico|MD Moldova"
        + "|MC Monaco|MN Mongolia|ME Montenegro|MS Montserrat|MA Morocco|MZ Mozambique|MM Myanmar|NA Namibia|NR Nauru|NP Nepal|NL Netherlands"
        + "|NC New Caledonia|NZ New Zealand|NI Nicaragua|NE Niger|NG Nigeria|NU Niue|MK North Macedonia|NO Norway|OM Oman|PK Pakistan"
        + "|PS Palestinian Territories|PA Panama|PG Papua New Guinea|PY Paraguay|PE Peru|PH Philippines|PN Pitcairn Islands|PL Poland|PT Portugal"
        + "|PR Puerto Rico|QA Qatar|RE Réunion|RO Romania|RU Russia|RW Rwanda|WS Samoa|SM San Marino|ST São Tomé & Príncipe|SA Saudi Arabia|SN Senegal"
        + "|RS Serbia|SC Seychelles|SL Sierra Leone|SG Singapore|SX Sint Maarten|SK Slovakia|SI Slovenia|SB Solomon Islands|SO Somalia|ZA South Africa"
        + "|GS South Georgia & South Sandwich Islands|KR South Korea|SS South Sudan|ES Spain|LK Sri Lanka|BL St. Barthélemy|SH St. Helena"
        + "|KN St. Kitts & Nevis|LC St. Lucia|MF St. Martin|PM St. Pierre & Miquelon|VC St. Vincent & Grenadines|SR Suriname|SJ Svalbard & Jan Mayen"
        + "|SE Sweden|CH Switzerland|TW Taiwan|TJ Tajikistan|TZ Tanzania|TH Thailand|TL Timor-Leste|TG Togo|TK Tokelau|TO Tonga|TT Trinidad & Tobago"
        + "|TN Tunisia|TR Türkiye|TM Turkmenistan|TC Turks & Caicos Islands|TV Tuvalu|UG Uganda|UA Ukraine|AE United Arab Emirates|GB United Kingdom"
        + "|US United States|UY Uruguay|UZ Uzbekistan|VU Vanuatu|VA Vatican City|VE Venezuela|VN Vietnam|WF Wallis & Futuna|EH Western Sahara"
        + "|YE Yemen|ZM Zambia|ZW Zimbabwe";

    private static readonly FrozenDictionary<string, string> Names =
        All.Split('|').ToFrozenDictionary(entry => entry[..2], entry => entry[3..], StringComparer.Ordinal);

    /// <summary>Two hundred options are the larger part of the page: they are written once.</summary>
    private static readonly string Unchosen = string.Concat(
        All.Split('|').Select(entry => $"<option value=\"{entry[..2]}\">{WebUtility.HtmlEncode(entry[3..])}</option>"));

    /// <summary>As a list of pairs, for scripts.</summary>
    public static string AsScript() => JsonSerializer.Serialize(All.Split('|').Select(entry => new[] { entry[..2], entry[3..] }));

    public static bool Knows(string code) => Names.ContainsKey(code);

    /// <summary>The countries in which the real page asks for a postal code, since banks check it there.</summary>
    public static bool NeedsPostalCode(string code) => code is "US" or "CA" or "GB";

    /// <summary>Only these, in the order of their names. What has no name here is shown by its code.</summary>
    public static MarkupString Options(string chosen, IReadOnlyList<string> only)
    {
        var options = only
            .Select(code => (Code: code, Name: Names.GetValueOrDefault(code, code)))
            .OrderBy(country => country.Name, StringComparer.Ordinal)
            .Select(country => $"<option value=\"{WebUtility.HtmlEncode(country.Code)}\"{(country.Code == chosen ? " selected" : "")}>{WebUtility.HtmlEncode(country.Name)}</option>");
        return new MarkupString((only.Contains(chosen, StringComparer.Ordinal) ? "" : "<option value=\"\" selected>Choose…</option>") + string.Concat(options));
    }

    public static MarkupString Options(string chosen) => new(Knows(chosen)
        ? Unchosen.Replace($"value=\"{chosen}\"", $"value=\"{chosen}\" selected", StringComparison.Ordinal)
        : "<option value=\"\" selected>Choose…</option>" + Unchosen);
}
