using System.Text;

namespace Till.Samples.Art;

/// <summary>Covers whose lettering is the picture: lit windows, a poster, pixels.</summary>
internal static class TypeCovers
{
    /// <summary>Letters three wide and five high, a row of bits from the top left.</summary>
    private static readonly Dictionary<char, string> Letters = new()
    {
        ['A'] = "010101111101101", ['B'] = "110101110101110", ['C'] = "111100100100111", ['E'] = "111100111100111", ['G'] = "111100101101111", ['I'] = "111010010010111",
        ['K'] = "101101110101101", ['N'] = "111101101101101", ['O'] = "111101101101111", ['R'] = "111101110101101", ['S'] = "111100111001111", ['T'] = "111010010010010",
    };

    /// <summary>A tower block at night. Somebody has left the right lights on.</summary>
    public static string Facade(Svg svg, SeededChance chance, SampleAlbum album)
    {
        svg.Fill("#c9d0cf").Add("<linearGradient id='k' x2='0' y2='1'><stop stop-color='#e8705a'/><stop offset='1' stop-color='#f3c6a2'/></linearGradient>").Fill("url(#k)");
        svg.Path("M140 70H1010V1200H140Z", "#8d8f8c").Path("M1010 70L1130 130V1200H1010Z", "#5d5f60").Path("M140 70H1010L1130 130H250Z", "#a5a7a3", "opacity='0'");
        var (lit, dark, blinds) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        string[] lines = ["CONC", "RETE", "SINGS", "BACK"];
        for (var row = 0; row < 25; row++)
        {
            for (var column = 0; column < 21; column++)
            {
                var (line, y) = ((row - 1) / 6, (row - 1) % 6);
                var word = row >= 1 && line < 4 ? lines[line] : "";
                var indent = word.Length == 5 ? 1 : 3;
                var (letter, x) = ((column - indent) / 4, (column - indent) % 4);
                var on = column >= indent && letter < word.Length && x < 3 && y < 5 && Letters[word[letter]][(y * 3) + x] == '1';
                var window = on ? Svg.D($"M{159 + (column * 40)} {93 + (row * 43)}h37v38h-37z") : Svg.D($"M{165 + (column * 40)} {97 + (row * 43)}h25v28h-25z");
                (on ? lit : dark).Append(window);
                if (!on && chance.Odds(0.22))
                {
                    blinds.Append(Svg.D($"M{165 + (column * 40)} {97 + (row * 43)}h25v{chance.Whole(8, 20)}h-25z"));
                }
            }
        }

        svg.Path(dark.ToString(), "#565b5e").Path(blinds.ToString(), "#70777a").Path(lit.ToString(), "#ffe27a");
        svg.Line("M1040 150V1200M1070 160V1200M1100 172V1200", "#4b4d4f", 7);
        svg.Add("<g transform='translate(72 1140) rotate(-90)'>").Set(0, 0, 40, 1070, "VESTIBULE — CONCRETE SINGS BACK", "#3b2a2a", Svg.Sans, "font-weight='700'").Add("</g>");
        return $"a concrete tower block at dusk whose lit windows spell {album.Title}.";
    }

    /// <summary>Big letters, four bars for four players, two blues.</summary>
    public static string Poster(Svg svg, SampleAlbum album)
    {
        const string Night = "#0d1b3e", Blue = "#2456c7", Pale = "#cfe0f5", Hot = "#ffb03b";
        svg.Fill(Pale).Path("M0 0H1200V640L0 860Z", Blue);
        svg.Add("<clipPath id='t'><path d='M0 0H1200V640L0 860Z'/></clipPath>");
        var words = new Svg(0, 0);
        words.Add("<g transform='translate(44 452) scale(1 1.32)'>").Set(0, 0, 400, 1112, "BLUE", "currentColor", Svg.Sans, "font-weight='800'").Add("</g>")
            .Add("<g transform='translate(44 868) scale(1 1.32)'>").Set(0, 0, 400, 1112, "HOUR", "currentColor", Svg.Sans, "font-weight='800'").Add("</g>");
        var letters = words.ToString();
        letters = letters[(letters.IndexOf('>') + 1)..^"</svg>".Length];
        svg.Add($"<g color='{Blue}'>{letters}</g><g color='{Pale}' clip-path='url(#t)'>{letters}</g>");
        for (var player = 0; player < 4; player++)
        {
            var x = 640 + (player * 132);
            svg.Path(Svg.D($"M{x} 1200V{1010 - (player % 2 * 60)}L{x + 92} {993 - (player % 2 * 60)}V1200Z"), player == 2 ? Hot : Night);
        }

        svg.Circle(950, 640, 96, Hot).Type(48, 990, 64, "Standards", Night, Svg.Sans, "font-weight='700'");
        svg.Type(48, 1062, 38, album.Band, Night, Svg.Sans).Type(48, 1140, 26, "piano · bass · drums · tenor saxophone", Blue, Svg.Sans);
        return "the words BLUE HOUR as tall as the sleeve in two blues, with an orange moon and four bars for four players.";
    }

    /// <summary>A cloud, a sun and rain, drawn in the size of pixel a pocket console has.</summary>
    public static string Pixels(Svg svg, SampleAlbum album)
    {
        string[] picture =
        [
            "........................", "................yyyy....", "..............yyyyyyyy..", "..............yywwyyyy..", ".............yyywyyyyyy.", ".............yyyyyyyyyy.",
            "......wwww...yyyyyyyyyy.", "....wwwwwwww.yyyyyyyyyy.", "...wwwwwwwwwwwwyyyyyyy..", "..wwwwwwwwwwwwwwwyyyyy..", "..wwkwwwwkwwwwwwwwyy....", ".wwwkwwwwkwwwwwwwwww....",
            ".wwwwwwwwwwwwwwwwwww....", ".wrrwwkkwwrrwwwwwwww....", "..ssssssssssssssssss....", "...ssssssssssssssss.....", "........................", "...b....b....b....b.....",
            "..bb...bb...bb...bb.....", "..bb...bb...bb...bb.....", "........................", "......b....b....b.......", ".....bb...bb...bb.......", ".....bb...bb...bb.......",
        ];
        svg.Fill("#8fd3e8").Rect(0, 0, 1200, 300, "#79c3e0").Rect(0, 300, 1200, 300, "#8fd3e8").Rect(0, 600, 1200, 320, "#aee2ea").Rect(0, 920, 1200, 280, "#3f9b6c");
        var hills = new StringBuilder("M0 1200");
        for (var column = 0; column <= 24; column++)
        {
            var y = 940 - (Math.Round(1.6 * Math.Sin(column * 0.6)) * 30);
            hills.Append(Svg.D($"V{y}H{column * 50}"));
        }

        svg.Path(hills.Append("V1200Z").ToString(), "#57b87f").Rect(0, 1040, 1200, 160, "#2b2a4c");
        foreach (var (letter, colour) in new[] { ('y', "#ffd84d"), ('w', "#ffffff"), ('s', "#c7d9ee"), ('k', "#2b2a4c"), ('r', "#ff9fb0"), ('b', "#3d6fe0") })
        {
            var cells = new StringBuilder();
            for (var row = 0; row < picture.Length; row++)
            {
                for (var column = 0; column < 24; column++)
                {
                    cells.Append(picture[row][column] == letter ? Svg.D($"M{column * 50} {(row * 40) + 40}h50v40h-50z") : "");
                }
            }

            svg.Path(cells.ToString(), colour, "shape-rendering='crispEdges'");
        }

        svg.Set(50, 1146, 88, 760, "POCKET WEATHER", "#ffd84d", "'Courier New',Courier,monospace", "font-weight='700'")
            .Set(850, 1146, 36, 300, album.Band, "#ffffff", "'Courier New',Courier,monospace");
        return "a smiling pixel cloud in front of a square yellow sun, raining on green hills.";
    }
}
