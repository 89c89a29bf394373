using System.Text;
using Till.Core;

namespace Till.Admin.Reports;

/// <summary>A report as a file of values parted by commas (RFC 4180), as table programs open it.</summary>
internal static class ReportFile
{
    /// <summary>What makes a table program take a text for a formula, which a buyer could have chosen as their name.</summary>
    private const string BeginsFormula = "=+-@\t\r";

    private const string NeedsQuotes = "\",\r\n";

    /// <summary>In UTF-8 with the mark without which table programs read it as something else.</summary>
    public static byte[] Write(Report report, Currency currency)
    {
        var text = new StringBuilder();
        var amounts = report.Columns.Select((_, at) => report.Rows.Any(row => row[at] is Cell.Amount)).ToList();
        Line(text, report.Columns.Select((name, at) => amounts[at] ? $"{name} ({currency.Code.ToUpperInvariant()})" : name));
        foreach (var row in report.Rows)
        {
            Line(text, row.Select(cell => cell is Cell.Text ? Harmless(cell.Plain) : cell.Plain));
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static string Harmless(string words) => words.Length > 0 && BeginsFormula.Contains(words[0]) ? "'" + words : words;

    private static void Line(StringBuilder text, IEnumerable<string> values) =>
        text.AppendJoin(',', values.Select(value => value.AsSpan().ContainsAny(NeedsQuotes) ? $"\"{value.Replace("\"", "\"\"")}\"" : value)).Append("\r\n");
}
