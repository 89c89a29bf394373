using System.Text;
using Till.Transfer;

namespace Till.Tests.Transfer;

/// <summary>Files as table programs write them, and as they are broken.</summary>
public sealed class CsvTableTests
{
    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("\uFEFFa,b\r\n1,2\r\n")]
    [InlineData("a;b\n1;2")]
    [InlineData("a\tb\n1\t2")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n\n")]
    [InlineData("a,b,,\n1,2,,\n,,,\n")]
    public void What_table_programs_write_is_read(string text)
    {
        var table = Read(text);

        Assert.Equal(["a", "b"], table.Columns);
        var row = Assert.Single(table.Rows);
        Assert.Equal((2, "1", "2", ""), (row.Line, table.Cell(row, "a"), table.Cell(row, "B"), table.Cell(row, "c")));
    }

    [Fact]
    public void A_cell_may_have_commas_quotes_and_several_lines_and_lines_are_counted_as_an_editor_does()
    {
        var table = Read("a,b\n\"one, \"\"two\"\"\nthree\",x\n\ny,z\n");

        Assert.Equal("one, \"two\"\nthree", table.Cell(table.Rows[0], "a").ReplaceLineEndings("\n"));
        Assert.Equal([2, 5], table.Rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData("a,a\n1,2", "names a twice")]
    [InlineData("a,,c\n1,2,3", "has no name")]
    [InlineData("a,b\n1,2,3", "Line 2: It has more cells than the first line has names (2).")]
    [InlineData("a,b\n1,2\nx\"y,3", "Line 3: A quotation mark")]
    [InlineData("PK\u0003\u0004\0\0", "no table of text")]
    public void What_is_no_table_is_told(string text, string why) => Assert.Contains(why, Assert.Single(Faults(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Letters_that_are_not_in_UTF_8_are_not_guessed_at() =>
        Assert.Contains("CSV UTF-8", Assert.Single(Faults([.. "a,b\n"u8, .. Encoding.Latin1.GetBytes("caf\u00e9,1")])));

    [Fact]
    public void What_is_too_large_is_not_read()
    {
        Assert.Contains("at most 20 MB", Assert.Single(Faults(new byte[CsvTable.MaxBytes + 1])));
        Assert.Contains("50,000 lines", Assert.Single(Faults(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Repeat("1\n", CsvTable.MostRows + 1))))));
    }

    [Fact]
    public async Task What_is_written_is_read_again_and_no_program_takes_it_for_a_formula()
    {
        using var file = new MemoryStream();
        string[] words = ["=1+1", "-5", "@x", "a,b", "say \"hi\"", "two\nlines", "caf\u00e9", "plain"];
        await using (var text = new CsvText(file))
        {
            await text.LineAsync(["words"]);
            foreach (var word in words)
            {
                await text.LineAsync([CsvText.Harmless(word)]);
            }
        }

        var (table, faults) = CsvTable.Read(file.ToArray());

        Assert.Empty(faults);
        Assert.DoesNotContain(table!.Rows, row => "=+-@".Contains(row.Cells[0][0]));
        Assert.Equal(words, table.Rows.Select(row => CsvText.Plain(table.Cell(row, "words")).ReplaceLineEndings("\n")));
    }

    private static CsvTable Read(string text)
    {
        var (table, faults) = CsvTable.Read(Encoding.UTF8.GetBytes(text));
        Assert.Empty(faults);
        return table!;
    }

    private static IEnumerable<string> Faults(byte[] bytes)
    {
        var (table, faults) = CsvTable.Read(bytes);
        Assert.Null(table);
        return faults.Select(fault => fault.ToString());
    }
}
