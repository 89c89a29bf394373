using Till.Core;
using Till.Transfer;

namespace Till.Admin.Reports;

/// <summary>A report as a file for table programs.</summary>
internal static class ReportFile
{
    public static async Task<byte[]> WriteAsync(Report report, Currency currency)
    {
        using var file = new MemoryStream();
        await using (var text = new CsvText(file))
        {
            var amounts = report.Columns.Select((_, at) => report.Rows.Any(row => row[at] is Cell.Amount)).ToList();
            await text.LineAsync(report.Columns.Select((name, at) => amounts[at] ? $"{name} ({currency.Code.ToUpperInvariant()})" : name));
            foreach (var row in report.Rows)
            {
                await text.LineAsync(row.Select(cell => cell is Cell.Text ? CsvText.Harmless(cell.Plain) : cell.Plain));
            }
        }

        return file.ToArray();
    }
}
