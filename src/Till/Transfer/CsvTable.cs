using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Till.Transfer;

/// <summary>What is wrong with a file, and where.</summary>
/// <param name="Line">As an editor counts them, from 1; 0: the file as a whole.</param>
/// <param name="Column">As the file's first line calls it; empty: the whole line.</param>
internal sealed record Fault(int Line, string Column, string Why)
{
    public override string ToString() =>
        Line == 0 ? Why : Column.Length == 0 ? $"Line {Line}: {Why}" : $"Line {Line}, {Column}: {Why}";
}

/// <summary>A line of a table.</summary>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Cells);

/// <summary>A file of values parted by commas, semicolons or tabs (RFC 4180), with the names of its columns in the first line.</summary>
internal sealed class CsvTable
{
    public const int MaxBytes = 20_000_000;
    public const int MostRows = 50_000;

    /// <summary>Shopify and WooCommerce write about a hundred.</summary>
    private const int MostColumns = 400;

    private static readonly string[] Delimiters = [",", ";", "\t"];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, int> places;

    private CsvTable(IReadOnlyList<string> columns, IReadOnlyList<CsvRow> rows)
    {
        (Columns, Rows) = (columns, rows);
        places = columns.Select((name, at) => (name, at)).ToDictionary(one => one.name, one => one.at, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Columns { get; }

    public IReadOnlyList<CsvRow> Rows { get; }

    public bool Has(string column) => places.ContainsKey(column);

    /// <summary>What stands there, without spaces at its ends; empty where there is no such column.</summary>
    public string Cell(CsvRow row, string column) => places.TryGetValue(column, out var at) && at < row.Cells.Count ? row.Cells[at] : "";

    /// <returns>The table; or null and why it cannot be read.</returns>
    public static (CsvTable? Table, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return Nothing($"The file has {Catalogue.Words.Size(bytes.Length)}; at most {Catalogue.Words.Size(MaxBytes)} are read at once. Part it.");
        }

        string text;
        try
        {
            text = Utf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return Nothing("The file is not in UTF-8, so that letters such as é would be lost. Save it once more as “CSV UTF-8”.");
        }

        if (text.Contains('\0'))
        {
            return Nothing("This is no table of text. Save it as “CSV UTF-8”.");
        }

        return Read(text.TrimStart('\uFEFF'));
    }

    private static (CsvTable? Table, IReadOnlyList<Fault> Faults) Read(string text)
    {
        var faults = new List<Fault>();
        var rows = new List<CsvRow>();
        var end = text.IndexOf('\n');
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = DelimiterOf(end < 0 ? text : text[..end]),
            TrimOptions = TrimOptions.Trim,
            BadDataFound = bad => faults.Add(new Fault(bad.Context.Parser?.RawRow ?? 0, "", "A quotation mark stands where none may be. Inside of quotes it is written twice.")),
            HasHeaderRecord = false,
        });
        IReadOnlyList<string>? columns = null;
        while (parser.Read())
        {
            var cells = parser.Record!.Select(cell => cell.Trim()).ToArray();
            if (columns is null)
            {
                columns = cells;
            }
            else if (cells.Any(cell => cell.Length > 0))
            {
                // The parser tells the last line of a row; its cells may hold line ends.
                rows.Add(new CsvRow(parser.RawRow - Breaks(parser.RawRecord), cells));
            }

            if (rows.Count > MostRows)
            {
                return Nothing($"The file has more than {MostRows:N0} lines. Part it.");
            }
        }

        if (columns is null || columns.All(name => name.Length == 0))
        {
            return Nothing("The file is empty. Its first line names the columns.");
        }

        columns = Trimmed(columns);
        if (columns.Count > MostColumns)
        {
            return Nothing($"The file has {columns.Count} columns; at most {MostColumns} are read.");
        }

        if (columns.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Key.Length == 0 || group.Count() > 1) is { } twice)
        {
            return Nothing(twice.Key.Length == 0 ? "A column of the first line has no name." : $"The first line names {twice.Key} twice.");
        }

        faults.AddRange(rows.Where(row => row.Cells.Skip(columns.Count).Any(cell => cell.Length > 0))
            .Select(row => new Fault(row.Line, "", $"It has more cells than the first line has names ({columns.Count}).")));
        return faults.Count > 0 ? (null, faults) : (new CsvTable(columns, rows), []);
    }

    /// <summary>Table programs leave a trail of empty columns behind.</summary>
    private static IReadOnlyList<string> Trimmed(IReadOnlyList<string> columns)
    {
        var count = columns.Count;
        while (count > 0 && columns[count - 1].Length == 0)
        {
            count--;
        }

        return [.. columns.Take(count)];
    }

    private static string DelimiterOf(string header) => Delimiters.MaxBy(one => header.AsSpan().Count(one))!;

    private static int Breaks(string raw) => raw.AsSpan().TrimEnd("\r\n").Count('\n');

    private static (CsvTable? Table, IReadOnlyList<Fault> Faults) Nothing(string why) => (null, [new Fault(0, "", why)]);
}
