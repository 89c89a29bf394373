using System.Text;

namespace Till.Orders.Invoices;

/// <summary>
/// Pages of text and lines, tagged so that they can be read aloud in order (ISO 32000-1, 14.8). Places are in points from the upper left
/// corner of an A4 page. What the fonts have no glyph for shows as a box, and reads, copies and is found as what it is.
/// </summary>
internal sealed class PdfDocument(TrueTypeFont regular, TrueTypeFont bold)
{
    public const double Width = 595;
    public const double Height = 842;

    private readonly List<StringBuilder> pages = [];
    private readonly List<List<Element>> marked = [];
    private readonly Element root = new("Document", null);
    private readonly SortedDictionary<ushort, Rune>[] used = [[], []];
    private readonly List<PdfPicture> pictures = [];
    private Element current = null!;

    public int Pages => pages.Count;

    public void AddPage()
    {
        pages.Add(new StringBuilder());
        marked.Add([]);
        current = pages.Count == 1 ? root : current;
    }

    /// <summary>Opens a part of the text's structure: H1, P, Table, TR, TH, TD.</summary>
    public void Begin(string tag)
    {
        var element = new Element(tag, current);
        current.Parts.Add(element);
        current = element;
    }

    public void End() => current = current.Parent!;

    /// <param name="x">Its left edge; of a text to the right, its right edge.</param>
    /// <param name="baseline">From the page's upper edge.</param>
    public void Text(string text, double x, double baseline, double size, bool isBold = false, bool toTheRight = false)
    {
        var on = marked[^1];
        current.Parts.Add(new Mark(pages.Count - 1, on.Count));
        var actual = text.EnumerateRunes().Any(character => Font(isBold).Glyph(character) == 0) ? $"/ActualText {PdfFile.Text(text)}" : "";
        pages[^1].Append($"/{current.Tag} <</MCID {on.Count}{actual}>> BDC ");
        on.Add(current);
        Draw(pages.Count - 1, text, toTheRight ? x - Measure(text, size, isBold) : x, baseline, size, isBold);
        pages[^1].Append("EMC\n");
    }

    /// <param name="left">Its left edge.</param>
    /// <param name="top">Its upper edge, from the page's.</param>
    /// <param name="alt">What it shows, for who does not see it.</param>
    public void Picture(PdfPicture picture, double left, double top, double width, double height, string alt)
    {
        Begin("Figure");
        current.Alt = alt;
        var on = marked[^1];
        current.Parts.Add(new Mark(pages.Count - 1, on.Count));
        pages[^1].Append(
            $"/Figure <</MCID {on.Count}>> BDC q {PdfFile.Number(width)} 0 0 {PdfFile.Number(height)} {PdfFile.Number(left)} {PdfFile.Number(Height - top - height)} cm /P{pictures.Count} Do Q EMC\n");
        on.Add(current);
        pictures.Add(picture);
        End();
    }

    /// <summary>What belongs to the page and not to the text: its number.</summary>
    public void Note(int page, string text, double x, double baseline, double size)
    {
        pages[page].Append("/Artifact BMC ");
        Draw(page, text, x, baseline, size, isBold: false);
        pages[page].Append("EMC\n");
    }

    public void Line(double left, double right, double y, double thickness) => pages[^1].Append(
        $"/Artifact BMC {PdfFile.Number(thickness)} w {PdfFile.Number(left)} {PdfFile.Number(Height - y)} m {PdfFile.Number(right)} {PdfFile.Number(Height - y)} l S EMC\n");

    public double Measure(string text, double size, bool isBold) =>
        text.EnumerateRunes().Sum(character => Font(isBold).Width(Font(isBold).Glyph(character))) * size / 1000;

    /// <param name="id">Of the document; 32 hexadecimal digits.</param>
    public byte[] Write(string title, string author, DateTimeOffset at, string id)
    {
        var file = new PdfFile();
        var (tree, pageTree) = (file.Reserve(), file.Reserve());
        var fonts = $"/F0 {AddFont(file, regular, 0, "LiberationSans")} 0 R/F1 {AddFont(file, bold, 1, "LiberationSans-Bold")} 0 R";
        var shown = pictures.Count == 0 ? "" : $"/XObject<<{string.Concat(pictures.Select((picture, at) => $"/P{at} {picture.AddTo(file)} 0 R"))}>>";
        var numbers = new List<int>();
        for (var i = 0; i < pages.Count; i++)
        {
            var content = file.AddStream(Encoding.Latin1.GetBytes(pages[i].ToString()));
            numbers.Add(file.Add(
                $"<</Type/Page/Parent {pageTree} 0 R/MediaBox[0 0 {Width} {Height}]/Resources<</Font<<{fonts}>>{shown}>>/Contents {content} 0 R/StructParents {i}/Tabs/S>>"));
        }

        file.Set(pageTree, $"<</Type/Pages/Count {pages.Count}/Kids[{Refs(numbers)}]>>");
        var body = AddElement(file, root, tree, numbers);
        var parents = string.Concat(marked.Select((on, i) => $"{i} [{Refs(on.Select(element => element.Number))}]"));
        file.Set(tree, $"<</Type/StructTreeRoot/K {body} 0 R/ParentTree<</Nums[{parents}]>>/ParentTreeNextKey {pages.Count}>>");
        var catalog = file.Add(
            $"<</Type/Catalog/Pages {pageTree} 0 R/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot {tree} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>");
        var date = $"(D:{at.UtcDateTime:yyyyMMddHHmmss}Z)";
        var info = file.Add($"<</Title {PdfFile.Text(title)}/Author {PdfFile.Text(author)}/Producer(Till)/CreationDate{date}/ModDate{date}>>");
        return file.Write(catalog, info, id);
    }

    private void Draw(int page, string text, double x, double baseline, double size, bool isBold)
    {
        var glyphs = new StringBuilder();
        foreach (var character in text.EnumerateRunes())
        {
            var glyph = Font(isBold).Glyph(character);
            used[isBold ? 1 : 0].TryAdd(glyph, glyph == 0 ? new Rune('\uFFFD') : character);
            glyphs.Append(glyph.ToString("X4"));
        }

        pages[page].Append(
            $"BT /F{(isBold ? 1 : 0)} {PdfFile.Number(size)} Tf {PdfFile.Number(x)} {PdfFile.Number(Height - baseline)} Td <{glyphs}> Tj ET ");
    }

    private TrueTypeFont Font(bool isBold) => isBold ? bold : regular;

    private static int AddElement(PdfFile file, Element element, int parent, List<int> pageNumbers)
    {
        element.Number = file.Reserve();
        var kids = string.Join(' ', element.Parts.Select(part => part switch
        {
            Element inner => $"{AddElement(file, inner, element.Number, pageNumbers)} 0 R",
            Mark mark => $"<</Type/MCR/Pg {pageNumbers[mark.Page]} 0 R/MCID {mark.Id}>>",
            _ => "",
        }));
        var alt = element.Alt is null ? "" : $"/Alt {PdfFile.Text(element.Alt)}";
        file.Set(element.Number, $"<</Type/StructElem/S/{element.Tag}/P {parent} 0 R{alt}/K[{kids}]>>");
        return element.Number;
    }

    private int AddFont(PdfFile file, TrueTypeFont font, int which, string name)
    {
        var glyphs = used[which];
        var data = font.Subset(glyphs.Keys);
        var embedded = file.AddStream(data, $"/Length1 {data.Length}");
        var fontName = $"/TILLA{(char)('A' + which)}+{name}"; // a subset's name has six letters before it
        var descriptor = file.Add(
            $"<</Type/FontDescriptor/FontName{fontName}/Flags 32/FontBBox[{string.Join(' ', font.Box)}]/ItalicAngle 0/Ascent {font.Ascent}"
            + $"/Descent {font.Descent}/CapHeight {font.CapHeight}/StemV 80/FontFile2 {embedded} 0 R>>");
        var widths = string.Concat(glyphs.Keys.Select(glyph => $"{glyph}[{font.Width(glyph)}]"));
        var descendant = file.Add(
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont{fontName}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            + $"/FontDescriptor {descriptor} 0 R/W[{widths}]/CIDToGIDMap/Identity>>");
        var unicode = file.AddStream(Encoding.ASCII.GetBytes(ToUnicode(glyphs)));
        return file.Add(
            $"<</Type/Font/Subtype/Type0/BaseFont{fontName}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]/ToUnicode {unicode} 0 R>>");
    }

    /// <summary>Which character a glyph stands for, so that text can be copied and found (9.10.3).</summary>
    private static string ToUnicode(SortedDictionary<ushort, Rune> glyphs)
    {
        var map = new StringBuilder(
            """
            /CIDInit /ProcSet findresource begin 12 dict begin begincmap
            /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
            /CMapName /Adobe-Identity-UCS def /CMapType 2 def
            1 begincodespacerange <0000> <FFFF> endcodespacerange

            """);
        foreach (var part in glyphs.Chunk(100))
        {
            map.Append($"{part.Length} beginbfchar\n");
            foreach (var (glyph, character) in part)
            {
                map.Append($"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(character.ToString()))}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap CMapName currentdict /CMap defineresource pop end end\n").ToString();
    }

    private static string Refs(IEnumerable<int> numbers) => string.Join(' ', numbers.Select(number => $"{number} 0 R"));

    /// <summary>A part of the text's structure, or a piece of text in it.</summary>
    private abstract record Part;

    private sealed record Mark(int Page, int Id) : Part;

    private sealed record Element(string Tag, Element? Parent) : Part
    {
        public List<Part> Parts { get; } = [];

        public int Number { get; set; }

        /// <summary>Of a picture.</summary>
        public string? Alt { get; set; }
    }
}
