using System.Text;

namespace Till.Samples.Art;

/// <summary>Covers made of lines: soundings, stars, bus routes, interference, woodcut.</summary>
internal static class LineCovers
{
    private const double Quarter = Math.PI / 2;

    /// <summary>A sea chart at low water: depth bands and contour lines around two shoals.</summary>
    public static string Soundings(Svg svg, SeededChance chance, SampleAlbum album)
    {
        string[] depths = ["#0f3a46", "#14505b", "#1d6a70", "#3a8a86", "#6cab9c", "#a5cbb2", "#dbe3c4", "#f0e6c8", "#e9c98f", "#dba566"];
        svg.Fill(depths[0]);
        double[] phase = [chance.Between(0, 6), chance.Between(0, 6), chance.Between(0, 6)];
        for (var band = 0; band < 23; band++)
        {
            var reach = 985 - (band * 42.0);
            var radii = new double[18];
            for (var i = 0; i < radii.Length; i++)
            {
                var angle = Math.Tau * i / radii.Length;
                var drift = band * 0.045;
                radii[i] = reach * (1 + (0.2 * Math.Sin((2 * angle) + phase[0] + drift)) + (0.11 * Math.Sin((3 * angle) + phase[1] - (drift * 2)))
                    + (0.045 * Math.Sin((5 * angle) + phase[2] + (drift * 3))));
            }

            var line = Covers.Blob(700 + (band * 4), 470 - (band * 2.5), radii, 0.82, 0.3);
            if (band % 3 == 0)
            {
                svg.Path(line, depths[Math.Min(band / 3 + 1, depths.Length - 1)]);
            }
            else
            {
                svg.Line(line, band < 14 ? "#f4ecd0" : "#1d4a4f", 2, "opacity='.5'");
            }
        }

        foreach (var (x, y, fathoms) in new[] { (190, 250, "24"), (330, 150, "19"), (150, 520, "17"), (1040, 820, "21"), (900, 990, "31"), (420, 860, "9"), (1090, 120, "12") })
        {
            svg.Type(x, y, 26, fathoms, "#f4ecd0", Svg.Serif, "font-style='italic' opacity='.75'");
        }

        svg.Add("<g transform='translate(786 408)'>").Path("M-11-6H11L22 128H-22Z", "#f7f0da").Path("M-13 22H13L16 54H-16ZM-18 86H18L22 128H-22Z", "#a63a2b")
            .Path("M-12-6L0-24L12-6Z", "#0f3a46").Path("M8-2L150-44V34Z", "#fff3c4", "opacity='.7'").Add("</g>");
        svg.Type(80, 1052, 92, "Low Tide", "#f7f0da", Svg.Serif).Type(80, 1130, 92, "Almanac", "#f7f0da", Svg.Serif, "font-style='italic'");
        svg.Set(80, 96, 25, 330, album.Band.ToUpperInvariant(), "#f7f0da", Svg.Sans, "letter-spacing='5'");
        return "a sea chart in teal and sand, depth bands closing in on a shoal with a small lit lighthouse.";
    }

    /// <summary>Stars over a dish; the lines are the ones nobody can hear.</summary>
    public static string Constellation(Svg svg, SeededChance chance, SampleAlbum album)
    {
        svg.Add("<linearGradient id='n' x2='0' y2='1'><stop stop-color='#070b1d'/><stop offset='.62' stop-color='#14204a'/><stop offset='1' stop-color='#3d3a6b'/></linearGradient>").Fill("url(#n)");
        var dust = new StringBuilder();
        for (var i = 0; i < 190; i++)
        {
            dust.Append(Svg.D($"M{chance.Whole(0, 1200)} {(int)(1020 * Math.Sqrt(chance.Unit()) * chance.Between(0.5, 1))}h0"));
        }

        svg.Line(dust.ToString(), "#cfd8ff", 3, "stroke-linecap='round' opacity='.6'");
        (double X, double Y, double R)[] stars =
        [
            (214, 322, 9), (356, 262, 6), (470, 356, 13), (640, 300, 7), (742, 420, 10), (900, 356, 6), (1010, 470, 8), (560, 520, 7), (430, 610, 9), (806, 560, 6), (690, 640, 12),
        ];
        (int From, int To)[] links = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (2, 7), (7, 8), (4, 9), (9, 10), (7, 10)];
        foreach (var (from, to) in links)
        {
            svg.Line(Svg.D($"M{stars[from].X} {stars[from].Y}L{stars[to].X} {stars[to].Y}"), "#f3d9a0", 2.2, "opacity='.8'");
        }

        foreach (var (x, y, r) in stars)
        {
            svg.Circle(x, y, r * 3.2, "#f3d9a0", "opacity='.13'").Circle(x, y, r, "#fff4d6");
        }

        // The valley, and the dish that listens.
        svg.Path("M0 930Q180 850 380 905T760 880T1200 940V1200H0Z", "#191a3a").Path("M0 1010Q260 930 560 990T1200 985V1200H0Z", "#0c0d22");
        svg.Add("<g transform='translate(846 850) rotate(-28)'>").Path("M-120 0A120 120 0 0 0 120 0Q0 34 -120 0Z", "#e9e4f0").Path("M-120 0Q0 34 120 0Q0-26-120 0Z", "#b4b0cc")
            .Line("M-60-3L0-92L60-3M0-92V10", "#e9e4f0", 5).Circle(0, -94, 9, "#ff9d6b").Add("</g>").Path("M846 925L800 1040H920L878 918Z", "#e9e4f0");
        svg.Set(80, 122, 66, 400, "Notes from the", "#f2efe4", Svg.Sans, "font-weight='200'").Set(80, 200, 66, 500, "Radio Quiet Zone", "#f2efe4", Svg.Sans, "font-weight='200'");
        svg.Set(80, 1138, 26, 270, album.Band.ToUpperInvariant(), "#f3d9a0", Svg.Sans, "letter-spacing='6'");
        return "a night sky with one constellation drawn in gold lines above a dark valley, where a white radio dish listens.";
    }

    /// <summary>A night-bus map: four lines, forty-five degrees, a moon for the terminus.</summary>
    public static string Routes(Svg svg, SampleAlbum album)
    {
        svg.Fill("#1b1935").Circle(905, 300, 178, "#f6e7c1").Circle(846, 262, 24, "#e5d2a2").Circle(958, 356, 38, "#e5d2a2").Circle(930, 226, 15, "#e5d2a2");
        svg.Path("M0 770H90V650H190V730H270V590H350V560H390V590H430V760H520V680H640V600H720V720H800V640H900V740H990V610H1090V690H1200V1200H0Z", "#252247");
        (string Colour, string Way)[] lines =
        [
            ("#ff5d5d", "M-30 520H250L480 750H760L905 605V300"), ("#ffb638", "M180-30V380L420 620V900L560 1040H1230"),
            ("#3fc1b0", "M1230 500H1010L700 810H300L130 980V1230"), ("#8f8bff", "M-30 860H240L330 770H620L800 950V1230"),
        ];
        foreach (var (colour, way) in lines)
        {
            svg.Line(way, "#1b1935", 34, "stroke-linejoin='round'").Line(way, colour, 22, "stroke-linejoin='round'");
        }

        foreach (var (x, y) in new[] { (905, 300), (420, 690), (700, 750), (330, 770), (130, 980), (180, 210), (1010, 500), (560, 1040), (800, 1010), (70, 520), (300, 570) })
        {
            svg.Circle(x, y, 19, "#f9f3e3", "stroke='#1b1935' stroke-width='9'");
        }

        svg.Type(284, 128, 96, "Night", "#f9f3e3", Svg.Sans, "font-weight='700'").Type(284, 226, 96, "Bus", "#f9f3e3", Svg.Sans, "font-weight='700'")
            .Type(284, 324, 96, "Atlas", "#ffb638", Svg.Sans, "font-weight='700'");
        svg.Type(1130, 1146, 34, album.Band, "#f9f3e3", Svg.Sans, "text-anchor='end'");
        return "a night-bus map in red, yellow, green and violet over a dark skyline, with the full moon as a terminus.";
    }

    /// <summary>Two families of rings that shimmer where they cross.</summary>
    public static string Interference(Svg svg, SampleAlbum album)
    {
        svg.Fill("#0b0d0c").Add("<clipPath id='l'><path d='M0 0H600V1200H0Z'/></clipPath>");
        var (left, right) = (new StringBuilder(), new StringBuilder());
        for (var ring = 1; ring <= 30; ring++)
        {
            var r = ring * 22.0;
            left.Append(Svg.D($"M{420 - r} 560a{r} {r} 0 1 0 {r * 2} 0a{r} {r} 0 1 0 {-r * 2} 0"));
            right.Append(Svg.D($"M{790 - r} 560a{r} {r} 0 1 0 {r * 2} 0a{r} {r} 0 1 0 {-r * 2} 0"));
        }

        svg.Line(left.ToString(), "#d7ff3e", 10).Line(right.ToString(), "#0b0d0c", 13).Line(right.ToString(), "#f4f7ec", 8);
        svg.Circle(605, 560, 118, "#0b0d0c").Circle(605, 560, 74, "#ff4f2e");
        svg.Rect(0, 960, 1200, 240, "#0b0d0c");
        svg.Set(60, 1052, 76, 1080, "GOODNIGHT, MACHINE ROOM", "#f4f7ec", Svg.Sans, "font-weight='700'");
        svg.Type(60, 1132, 40, album.Band, "#d7ff3e", Svg.Sans).Type(1140, 1132, 40, "OD–04", "#f4f7ec", Svg.Sans, "text-anchor='end'");
        return "two sets of rings in lime and white crossing on black, with one red lamp still on in the middle.";
    }

    /// <summary>A sun behind a spoil heap, cut in wood and printed in copper.</summary>
    public static string Woodcut(Svg svg, SeededChance chance, SampleAlbum album)
    {
        svg.Fill("#15110f");
        var rays = new StringBuilder();
        for (var ray = 0; ray < 64; ray++)
        {
            var at = (Math.Tau * ray / 64) + chance.Between(-0.012, 0.012);
            var (near, far, half) = (ray % 2 == 0 ? 262.0 : 292, chance.Between(560, 980), chance.Between(0.012, 0.021));
            rays.Append(Svg.D($"M{600 + (near * Math.Cos(at))} {510 + (near * Math.Sin(at))}L{600 + (far * Math.Cos(at - half))} {510 + (far * Math.Sin(at - half))}L{600 + (far * Math.Cos(at + half))} {510 + (far * Math.Sin(at + half))}Z"));
        }

        svg.Path(rays.ToString(), "#c8743a").Circle(600, 510, 236, "#ecdfc6").Circle(600, 510, 204, "none", "stroke='#15110f' stroke-width='5'");
        Ridge(svg, chance, 850, 260, "#c8743a");
        Ridge(svg, chance, 930, 90, "#ecdfc6");
        // The headframe of the mine stands in front of the sun.
        svg.Line("M600 372L520 800M600 372L680 800M600 372L800 800M572 520H628M556 610H644M542 690H658M556 610L658 690M644 610L542 690", "#15110f", 15).Circle(600, 372, 50, "none", "stroke='#15110f' stroke-width='13'").Line("M600 322V422M550 372H650", "#15110f", 6);
        svg.Rect(0, 1010, 1200, 190, "#15110f").Rect(60, 1010, 1080, 5, "#c8743a");
        svg.Set(60, 1120, 126, 1080, "COPPER & BONE", "#ecdfc6", Svg.Serif, "font-weight='700'");
        svg.Set(400, 1166, 30, 400, album.Band.ToUpperInvariant(), "#c8743a", Svg.Serif, "letter-spacing='10'");
        return "a woodcut in copper and bone on black: a mine's headframe against a pale sun with sharp rays.";
    }

    private static void Ridge(Svg svg, SeededChance chance, double foot, double height, string ink)
    {
        var line = new StringBuilder("M0 1200");
        var hatch = new StringBuilder();
        for (var x = 0; x <= 1200; x += 30)
        {
            var rise = Math.Abs(Math.Cos((x - 600) / 600.0 * Quarter));
            var y = foot - (height * (1 - rise)) + chance.Between(-14, 14);
            line.Append(Svg.D($"L{x} {y}"));
            var side = x < 600 ? -1 : 1;
            hatch.Append(Svg.D($"M{x} {y + 10}l{side * chance.Between(30, 60)} {chance.Between(70, 190)}"));
        }

        svg.Path(line.Append("L1200 1200Z").ToString(), "#15110f").Line(hatch.ToString(), ink, 5, "stroke-linecap='round'");
    }
}
