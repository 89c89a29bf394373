using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Till.Transfer;

/// <summary>Writes a table as a file of values parted by commas (RFC 4180), as table programs open it.</summary>
internal sealed class CsvText : IAsyncDisposable
{
    /// <summary>What makes a table program take a text for a formula, which a buyer could have chosen as their name.</summary>
    private const string BeginsFormula = "=+-@\t\r";

    private readonly CsvWriter csv;

    /// <param name="target">Stays open. In UTF-8 with the mark without which table programs read it as something else.</param>
    public CsvText(Stream target) => csv = new CsvWriter(
        new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true),
        new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            NewLine = "\r\n",
            // By itself it quotes for the sake of whole line ends alone.
            ShouldQuote = cell => ConfigurationFunctions.ShouldQuote(cell) || cell.Field.AsSpan().ContainsAny('\r', '\n'),
        });

    /// <summary>Somebody's words, which no table program may take for a formula: it is made a text by an apostrophe.</summary>
    public static string Harmless(string words) => words.Length > 0 && BeginsFormula.Contains(words[0]) ? "'" + words : words;

    /// <summary>The words again.</summary>
    public static string Plain(string cell) => cell.Length > 1 && cell[0] == '\'' && BeginsFormula.Contains(cell[1]) ? cell[1..] : cell;

    public Task LineAsync(IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        return csv.NextRecordAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await csv.FlushAsync();
        await csv.DisposeAsync();
    }
}
