using System.Text;

namespace Till.Samples.Art;

/// <summary>Book jackets, 1200 by 1800.</summary>
internal static class Jackets
{
    public const int Width = 1200;
    public const int Height = 1800;

    public static Artwork Draw(SampleBook book)
    {
        var svg = new Svg(Width, Height);
        var shows = book.Slug switch
        {
            "the-lighthouse-keepers-ledger" => Ledger(svg, book),
            "small-repairs" => Repairs(svg, book),
            _ => Rooms(svg, book),
        };

        // The hinge along the spine makes a sheet into a book.
        svg.Rect(0, 0, 16, Height, "#000", "opacity='.14'").Rect(44, 0, 6, Height, "#000", "opacity='.1'").Rect(50, 0, 8, Height, "#fff", "opacity='.12'");
        return new Artwork(svg.ToString(), Width, Height, $"Jacket of {book.Title} by {book.Author}: {shows}");
    }

    /// <summary>Ruled paper, and a beam crossing the columns.</summary>
    private static string Ledger(Svg svg, SampleBook book)
    {
        svg.Fill("#f3ead3");
        var rules = new StringBuilder();
        for (var line = 0; line < 29; line++)
        {
            rules.Append(Svg.D($"M0 {120 + (line * 60)}H1200"));
        }

        svg.Line(rules.ToString(), "#9db7c4", 2.5).Line("M210 0V1800M218 0V1800", "#c9553d", 3).Line("M930 0V1800M1060 0V1800", "#9db7c4", 2.5);
        svg.Path("M930 470L-20 150V760Z", "#f6c64b", "opacity='.85'").Path("M930 470L1220 400V560Z", "#f6c64b", "opacity='.5'");
        // The sea rises over the last entries; the tower stands where the figures were.
        svg.Path("M0 1390Q150 1340 300 1390T600 1390T900 1390T1200 1390V1800H0Z", "#1f4e5f").Path("M0 1480Q150 1430 300 1480T600 1480T900 1480T1200 1480V1800H0Z", "#173b49").Path("M0 1580Q150 1530 300 1580T600 1580T900 1580T1200 1580V1800H0Z", "#102a35");
        svg.Path("M868 560H992L1040 1430H820Z", "#fbf6e6").Path("M858 716H1002L1013 880H847ZM838 1050H1022L1033 1220H827Z", "#c9553d").Path("M950 560H992L1040 1430H990Z", "#12222b", "opacity='.14'");
        svg.Rect(846, 530, 168, 34, "#12222b").Rect(880, 410, 100, 120, "#fdf0c0").Line("M880 410V530M914 410V530M946 410V530M980 410V530", "#12222b", 7).Path("M864 412Q870 330 930 310Q990 330 996 412Z", "#12222b").Rect(910, 950, 40, 62, "#12222b", "rx='20'").Rect(916, 1290, 46, 70, "#12222b", "rx='20'");
        svg.Path("M770 1470Q830 1390 930 1410T1100 1470L1140 1530H730Z", "#12222b");
        svg.Set(250, 930, 132, 530, "The Light-", "#12222b", Svg.Serif).Set(250, 1060, 132, 320, "house", "#12222b", Svg.Serif).Set(250, 1190, 132, 492, "Keeper’s", "#12222b", Svg.Serif).Set(250, 1320, 132, 390, "Ledger", "#c9553d", Svg.Serif, "font-style='italic'");
        svg.Type(250, 1690, 58, book.Author, "#f3ead3", Svg.Serif).Type(250, 800, 38, "A novel in entries", "#12222b", Svg.Serif, "font-style='italic'");
        foreach (var (y, sum) in new[] { (590, "£ 2 4 0"), (650, "£ 1 9 6"), (710, "£ 0 0 0") })
        {
            svg.Type(250, y, 36, sum, "#35536b", Svg.Serif, "font-style='italic'");
        }

        return "a lighthouse standing in the columns of a ruled ledger, its yellow beam crossing the lines above a dark sea.";
    }

    /// <summary>A tear, mended so that it shows.</summary>
    private static string Repairs(Svg svg, SampleBook book)
    {
        svg.Fill("#2f6b62").Add("<pattern id='w' width='12' height='12' patternUnits='userSpaceOnUse'><path d='M0 3H12M3 0V12' stroke='#275a53' stroke-width='3'/></pattern>").Fill("url(#w)");
        svg.Path("M-20 1040L180 960L300 1010L470 880L610 930L790 760L930 800L1240 590V640L940 850L800 806L630 974L480 930L320 1056L190 1004L-20 1090Z", "#f2e6cf");
        var stitches = new StringBuilder();
        (double X, double Y)[] tear = [(-20, 1065), (185, 982), (310, 1033), (475, 905), (620, 952), (795, 783), (935, 825), (1240, 615)];
        for (var x = 34.0; x < 1150; x += 62)
        {
            var leg = Array.FindIndex(tear, point => point.X > x);
            var ((x0, y0), (x1, y1)) = (tear[leg - 1], tear[leg]);
            var y = y0 + ((y1 - y0) * (x - x0) / (x1 - x0));
            stitches.Append(Svg.D($"M{x - 24} {y - 62}L{x + 24} {y + 62}M{x + 24} {y - 70}L{x - 24} {y + 66}"));
        }

        svg.Line(stitches.ToString(), "#163b36", 13, "stroke-linecap='round' transform='translate(5 7)' opacity='.5'").Line(stitches.ToString(), "#ff6b4a", 13, "stroke-linecap='round'");
        svg.Line("M1150 640Q1110 430 960 420T760 300", "#ff6b4a", 9, "stroke-linecap='round'");
        svg.Add("<g transform='translate(740 288) rotate(38)'>").Path("M40-9L-330-4Q-350 0-330 4L40 9Q60 0 40-9Z", "#e9eef0").Path("M14-4H36Q42 0 36 4H14Z", "#2f6b62").Path("M40 0L-330 0V4L40 9Z", "#8fa3a5").Add("</g>");
        svg.Set(100, 1330, 236, 690, "Small", "#f2e6cf", Svg.Sans, "font-weight='800'").Set(100, 1548, 236, 960, "Repairs", "#f2e6cf", Svg.Sans, "font-weight='800'");
        svg.Type(106, 1690, 56, book.Author, "#ff9c7d", Svg.Sans, "font-weight='600'").Type(106, 180, 44, "Twenty-four short", "#f2e6cf", Svg.Sans).Type(106, 236, 44, "essays on mending", "#f2e6cf", Svg.Sans);
        return "green cloth with a long tear closed by bright orange cross-stitches, the needle still on its thread.";
    }

    /// <summary>A floor plan with one room that is coloured in.</summary>
    private static string Rooms(Svg svg, SampleBook book)
    {
        const string Line = "#f4e9d6";
        svg.Fill("#8c2f39").Rect(110, 110, 980, 980, "#7d2731");
        svg.Path("M560 420H1090V760H560Z", "#f2b66d").Path("M800 760L1090 420V760Z", "#e29a54").Path("M110 760H420V1090H110Z", "#a5434c").Path("M300 110H560V420H300Z", "#a5434c").Path("M740 760H1090V1090H740Z", "#6c1f2a");
        svg.Line("M110 110H1090V1090H740M620 1090H110V110M300 110V300M300 390V420H110M300 420H560V250M560 110V160M560 420V520M560 620V760H420M560 420H800M900 420H1090M560 760H640M740 760H1090M420 760V850M420 950V1090M420 760H330M230 760H110M740 760V880M740 980V1090", Line, 19, "stroke-linejoin='miter' stroke-linecap='square'");
        // Every door stands open: a leaf and the arc that it sweeps.
        svg.Line("M300 300H390A90 90 0 0 1 300 390M560 160H470A90 90 0 0 0 560 250M560 520H660A100 100 0 0 1 560 620M800 420V320A100 100 0 0 1 900 420M640 760V860A100 100 0 0 0 740 760M420 850H320A100 100 0 0 0 420 950M330 760V660A100 100 0 0 0 230 760M740 880H840A100 100 0 0 1 740 980M620 1090V970A120 120 0 0 1 740 1090", Line, 5);
        svg.Line("M700 110H820M940 110H1040M1090 500V680M110 520V640M170 1090H340", "#8c2f39", 7);
        svg.Circle(930, 600, 12, "#8c2f39").Line("M930 600L1030 540", "#8c2f39", 4).Type(150, 180, 30, "I", Line, Svg.Serif).Type(330, 180, 30, "II", Line, Svg.Serif).Type(600, 180, 30, "III", Line, Svg.Serif).Type(600, 730, 30, "IV", "#7d2731", Svg.Serif).Type(150, 1060, 30, "V", Line, Svg.Serif).Type(780, 1060, 30, "VI", Line, Svg.Serif);
        svg.Set(110, 1230, 62, 400, "A Field Guide to", Line, Svg.Serif, "font-style='italic'").Set(104, 1398, 208, 716, "EMPTY", Line, Svg.Serif).Set(104, 1606, 272, 990, "ROOMS", "#f2b66d", Svg.Serif);
        svg.Type(110, 1716, 54, book.Author, Line, Svg.Serif).Type(1090, 1716, 34, "with forty floor plans", Line, Svg.Serif, "text-anchor='end' font-style='italic'");
        return "a floor plan in cream lines on oxblood, every door open and one room lit in amber.";
    }
}
