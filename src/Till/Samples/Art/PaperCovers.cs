using System.Text;

namespace Till.Samples.Art;

/// <summary>Covers made of flat shapes: overprinted inks, cut paper, doorways, gables, a curtain.</summary>
internal static class PaperCovers
{
    /// <summary>Three inks, overprinted where they meet, with a halftone and grain.</summary>
    public static string Risograph(Svg svg, SampleAlbum album)
    {
        const string Paper = "#f6efe0", Pink = "#ff5c8a", Blue = "#2f6fde", Yellow = "#ffd23f";
        const string Cone = "M330 610L870 610L600 1090Z";
        svg.Fill(Paper);
        svg.Add("<pattern id='h' width='28' height='28' patternUnits='userSpaceOnUse' patternTransform='rotate(32)'><circle cx='14' cy='14' r='8.5' fill='#2f6fde'/></pattern>");
        svg.Add("<clipPath id='s'><circle cx='600' cy='430' r='320'/></clipPath><clipPath id='c'><path d='M330 610L870 610L600 1090Z'/></clipPath>");
        // Bars of static behind, ice cream in front: the pink scoop, the yellow cone, blue over both.
        for (var bar = 0; bar < 9; bar++)
        {
            svg.Rect(0, 60 + (bar * 118), 1200, 10 + (bar * 7), Yellow);
        }

        svg.Circle(600, 430, 320, Pink).Add("<g clip-path='url(#s)'>");
        for (var bar = 0; bar < 9; bar++)
        {
            svg.Rect(0, 60 + (bar * 118), 1200, 10 + (bar * 7), Colour.Overprint(Pink, Yellow));
        }

        svg.Circle(770, 560, 300, "url(#h)").Add("</g>").Path(Cone, Blue).Add("<g clip-path='url(#c)'>").Circle(600, 430, 320, Colour.Overprint(Pink, Blue));
        for (var bar = 0; bar < 9; bar++)
        {
            svg.Rect(0, 60 + (bar * 118), 1200, 10 + (bar * 7), bar < 6 ? Colour.Overprint(Colour.Overprint(Pink, Blue), Yellow) : Colour.Overprint(Blue, Yellow));
        }

        svg.Line("M400 560L720 1120M520 560L780 1040M800 560L480 1120M680 560L420 1040", Paper, 5, "opacity='.6'").Add("</g>");
        svg.Circle(486, 330, 40, Paper, "opacity='.85'").Circle(448, 420, 17, Paper, "opacity='.85'");
        svg.Set(58, 150, 128, 280, "salt,", Blue, Svg.Sans, "font-weight='800'").Set(782, 1000, 128, 360, "sugar,", Pink, Svg.Sans, "font-weight='800'")
            .Set(782, 1122, 128, 360, "static", Blue, Svg.Sans, "font-weight='800'");
        svg.Type(62, 1122, 36, album.Band, Blue, Svg.Sans, "font-weight='700'").Grain(0.7);
        return "a pink scoop on a blue cone in overprinted risograph inks, with yellow bars of static behind.";
    }

    /// <summary>A noon patchwork of leaves, a sun and a parasol, cut with scissors.</summary>
    public static string CutPaper(Svg svg, SeededChance chance, SampleAlbum album)
    {
        string[] tiles = ["#f25c2a", "#f7b32b", "#e83f6f", "#0f8b8d", "#fbeed5", "#143642"];
        int[] plan = [0, 1, 3, 4, 4, 2, 5, 1, 3, 4, 0, 2];
        string[] leaves = ["#fbeed5", "#143642", "#fbeed5", "#f7b32b", "#e83f6f", "#f25c2a"];
        svg.Fill("#fbeed5");
        for (var tile = 0; tile < 12; tile++)
        {
            var (x, y) = (tile % 4 * 300, tile / 4 * 300);
            svg.Rect(x, y, 301, 301, tiles[plan[tile]]);
            if (tile is not (1 or 6))
            {
                Frond(svg, chance, x + 150, y + 150, leaves[plan[tile]], tile);
            }
        }

        var sun = new double[36];
        for (var i = 0; i < sun.Length; i++)
        {
            sun[i] = i % 2 == 0 ? 138 : 84 + chance.Between(-6, 6);
        }

        svg.Path(Covers.Blob(450, 150, sun), "#e83f6f").Circle(450, 150, 62, "#fbeed5");
        svg.Path("M612 470Q640 330 750 322Q860 330 888 470Q850 440 820 470Q785 440 750 470Q715 440 680 470Q650 440 612 470Z", "#fbeed5").Path("M680 470Q690 380 750 322Q715 440 680 470ZM820 470Q810 380 750 322Q785 440 820 470Z", "#e83f6f")
            .Line("M750 460V556Q750 586 778 580Q796 572 788 552", "#fbeed5", 11, "stroke-linecap='round'");
        svg.Set(46, 1094, 252, 1108, "Mediodía", "#143642", Svg.Serif, "font-weight='700' font-style='italic'");
        svg.Set(62, 1166, 42, 500, album.Band.ToUpperInvariant(), "#f25c2a", Svg.Sans, "font-weight='700'").Grain(0.4, "8");
        return "a patchwork of cut-paper leaves in orange, pink, green and cream around a noon sun and a parasol.";
    }

    /// <summary>A leaf of lobes that point to its tip: up the left side, over the top, and down the right.</summary>
    private static void Frond(Svg svg, SeededChance chance, double x, double y, string colour, int turn)
    {
        var lobes = chance.Whole(4, 6);
        var (left, right) = (new StringBuilder("M0 140L-12 110"), "");
        for (var lobe = 0; lobe < lobes; lobe++)
        {
            var (high, foot) = (230.0 / lobes, 110 - (lobe * 230.0 / lobes));
            var wide = 46 + (80 * Math.Sin(Math.PI * (lobe + 0.8) / (lobes + 0.6)));
            var (l, r) = (-wide * chance.Between(0.86, 1.1), wide * chance.Between(0.86, 1.1));
            left.Append(Svg.D($"C{l * 0.6} {foot} {l * 1.3} {foot - (high * 0.25)} {l} {foot - (high * 0.95)}C{l * 0.85} {foot - (high * 1.3)} {l * 0.45} {foot - (high * 0.35)} -12 {foot - high}"));
            right = Svg.D($"C{r * 0.45} {foot - (high * 0.35)} {r * 0.85} {foot - (high * 1.3)} {r} {foot - (high * 0.95)}C{r * 1.3} {foot - (high * 0.25)} {r * 0.6} {foot} 12 {foot}") + right;
        }

        svg.Add($"<g transform='translate({x} {y}) rotate({(turn * 67 % 4 * 90) + chance.Whole(-24, 24)})'>").Path($"{left}Q0-160 12-120{right}Z", colour).Add("</g>");
    }

    /// <summary>Seven rooms seen through seven doors, the last one lit.</summary>
    public static string Doorways(Svg svg, SampleAlbum album)
    {
        string[] rooms = ["#e9dfd0", "#d9b8a0", "#b9755c", "#7f4b4d", "#4b3a50", "#27304a", "#f5cf7a"];
        svg.Fill(rooms[0]);
        for (var room = 1; room < 7; room++)
        {
            var (half, top, floor, middle) = (470.0 - (room * 64), 92.0 + (room * 86), 960.0 - (room * 34), 600 + (room * room * 5.5));
            svg.Path(Svg.D($"M{middle - half} {floor}V{top + half}A{half} {half} 0 0 1 {middle + half} {top + half}V{floor}Z"), rooms[room]);
            svg.Path(Svg.D($"M{middle - half} {floor}V{top + half}A{half} {half} 0 0 1 {middle} {top}A{half - 16} {half} 0 0 0 {middle - half + 16} {top + half}V{floor}Z"), "#1a1424", "opacity='.16'");
        }

        // The light that falls out of the last room, over every threshold.
        svg.Path("M732 756H864L640 960H330Z", "#f5cf7a", "opacity='.5'");
        svg.Rect(0, 960, 1200, 240, "#221d26");
        for (var key = 0; key < 24; key++)
        {
            svg.Rect(60 + (key * 45), 1096, 42, 104, "#f4ecdf");
            if (key % 7 is 0 or 1 or 3 or 4 or 5)
            {
                svg.Rect(60 + (key * 45) + 30, 1096, 26, 60, "#221d26");
            }
        }

        svg.Type(60, 1046, 62, "Seven Rooms for Piano", "#f4ecdf", Svg.Serif, "font-style='italic'");
        svg.Type(60, 78, 34, album.Band, "#4b3a50", Svg.Serif);
        return "seven arched doorways one behind another, from cream to midnight blue, the last room lit; piano keys along the foot.";
    }

    /// <summary>House fronts in pencil and paper, none with a roof on yet but one.</summary>
    public static string Gables(Svg svg, SampleAlbum album)
    {
        svg.Fill("#dfe7ea").Rect(0, 820, 1200, 380, "#c2ab94");
        (double X, double W, double Wall, double Ridge, string Paper)[] houses =
        [
            (70, 250, 500, 330, "#f2c6b4"), (290, 220, 560, 420, "#7fa6b8"), (480, 300, 430, 230, "#f7f1e4"), (750, 210, 540, 390, "#e08e6d"), (930, 220, 480, 320, "#9db08a"),
        ];
        foreach (var (x, w, wall, ridge, paper) in houses)
        {
            var front = Svg.D($"M{x} 900V{wall}L{x + (w / 2)} {ridge}L{x + w} {wall}V900Z");
            svg.Path(front, "#5a6670", "opacity='.18' transform='translate(14 12)'").Path(front, paper);
            svg.Line(Svg.D($"M{x - 20} {wall + 20}L{x + (w / 2)} {ridge - 22}L{x + w + 20} {wall + 20}M{x + (w / 4)} {wall - 30}V{ridge - 60}M{x + (w * 0.75)} {wall - 30}V{ridge - 90}"), "#3a434c", 5);
            svg.Rect(x + (w * 0.2), wall + 70, w * 0.22, 90, "#3a434c").Rect(x + (w * 0.58), wall + 70, w * 0.22, 90, "#3a434c", "opacity='.25'").Rect(x + (w * 0.4), 770, w * 0.2, 130, "#3a434c", "opacity='.8'");
        }

        svg.Line("M40 640H1160M40 760H1160M140 560V900M420 520V900M700 520V900M1080 560V900", "#e5b64c", 9).Line("M140 760L420 640M700 760L1080 640", "#e5b64c", 5);
        svg.Set(70, 1052, 128, 1060, "Half-Built Houses", "#3a434c", Svg.Serif).Type(70, 1122, 38, album.Band, "#3a434c", Svg.Sans);
        return "five paper house fronts behind yellow scaffolding, their roofs only drawn in.";
    }

    /// <summary>Bands of curtain, and the lamp that is still on behind them.</summary>
    public static string Curtain(Svg svg, SampleAlbum album)
    {
        string[] folds = ["#3d0c1c", "#6d1529", "#9b1f33", "#c73a3f", "#9b1f33", "#6d1529"];
        svg.Fill("#2a0813");
        for (var fold = 0; fold < 30; fold++)
        {
            var bend = (fold - 15) * 7.0;
            var x = fold * 41.0 - 12;
            svg.Path(Svg.D($"M{x} 0H{x + 42}Q{x + 42 + (bend * 0.2)} 620 {x + 42 + bend} 1200H{x + bend}Q{x + (bend * 0.2)} 620 {x} 0Z"), folds[fold % 6]);
        }

        svg.Path("M560 0H640L700 1200H500Z", "#150409").Path("M576 0H624L664 1200H536Z", "#f5b95a").Path("M592 0H608L624 1200H576Z", "#ffe9b5");
        svg.Add("<radialGradient id='r'><stop stop-color='#ffd98a' stop-opacity='.75'/><stop offset='1' stop-color='#ffd98a' stop-opacity='0'/></radialGradient>").Circle(600, 560, 560, "url(#r)");
        svg.Rect(0, 900, 1200, 300, "#150409").Rect(0, 900, 1200, 6, "#f5b95a", "opacity='.6'").Path("M540 906H660L720 960H480Z", "#ffd98a", "opacity='.28'");
        svg.Set(90, 1080, 148, 1020, "THE BACK ROOM", "#fff3d8", Svg.Serif, "font-weight='700'").Set(90, 1144, 32, 330, "VOLUME ONE", "#fff3d8", Svg.Sans, "letter-spacing='12'");
        svg.Set(750, 1144, 32, 360, "MEMBERS ONLY", "#f5b95a", Svg.Sans, "letter-spacing='8'");
        return $"a heavy red curtain with a strip of lamplight where it does not quite close; {album.Title} in cream capitals.";
    }

    /// <summary>A keyboard that runs off into the dark, and rain on the glass above it.</summary>
    public static string Keys(Svg svg, SampleAlbum album)
    {
        svg.Fill("#101a2b").Path("M180 0H1020L900 420H300Z", "#22375a").Path("M210 20H585L575 400H318ZM615 20H990L882 400H625Z", "#3a5a86");
        for (var drop = 0; drop < 46; drop++)
        {
            var (x, y) = (230.0 + (drop * 397 % 730), 30.0 + (drop * 211 % 330));
            svg.Line(Svg.D($"M{x} {y}l{-6 - (drop % 5)} {22 + (drop % 4 * 9)}"), "#b9cfe8", 3, "stroke-linecap='round' opacity='.55'");
        }

        for (var key = 0; key < 12; key++)
        {
            var (top, bottom) = (280 + (key * 53.5), -60 + (key * 110.0));
            svg.Path(Svg.D($"M{top} 560H{top + 52}L{bottom + 106} 960H{bottom}Z"), key % 2 == 0 ? "#f6ecd7" : "#efe2c8");
        }

        for (var key = 0; key < 11; key++)
        {
            if (key % 7 is not (2 or 6))
            {
                var (top, bottom) = (317 + (key * 53.5), 46 + (key * 97.0));
                svg.Path(Svg.D($"M{top} 560H{top + 31}L{bottom + 54} 800H{bottom}Z"), "#0b111c");
            }
        }

        svg.Rect(0, 540, 1200, 22, "#c07a35").Rect(0, 960, 1200, 240, "#0b111c").Rect(0, 960, 1200, 8, "#c07a35");
        svg.Set(90, 1092, 132, 1020, "THE BACK ROOM", "#fff3d8", Svg.Serif, "font-weight='700'").Set(90, 1152, 32, 340, "VOLUME TWO", "#fff3d8", Svg.Sans, "letter-spacing='12'");
        svg.Set(750, 1152, 32, 360, "MEMBERS ONLY", "#f0a94f", Svg.Sans, "letter-spacing='8'");
        return $"a piano's keys running towards you under a skylight in the rain; {album.Title} in cream capitals.";
    }
}
