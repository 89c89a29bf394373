using System.Collections.Frozen;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Till.Checkout;

/// <summary>The choices of a country. A checkout has some five hundred of them, so they are written once and not with every page.</summary>
/// <param name="chosen">A country's code; null or another word: none is chosen.</param>
internal sealed class CountryOptions(IReadOnlyList<Country> countries, string? chosen) : IHtmlContent
{
    private static readonly FrozenDictionary<string, string> Written = Countries.All.ToFrozenDictionary(
        country => country.Code, country => $"value=\"{country.Code}\">{HtmlEncoder.Default.Encode(country.Name)}</option>", StringComparer.Ordinal);

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        foreach (var country in countries)
        {
            writer.Write(country.Code == chosen ? "<option selected " : "<option ");
            writer.Write(Written[country.Code]);
        }
    }
}
