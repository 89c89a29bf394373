namespace Till.Samples.Art;

/// <summary>Things for the bedroom, the bathroom and the exercise corner, standing on a surface.</summary>
internal static class Home
{
    public static string Towels(Svg svg, Look look)
    {
        svg.Foot(600, 950, 360);
        var count = look.Chance.Whole(3, 4);
        for (var fold = 0; fold < count; fold++)
        {
            var (y, inset) = (820.0 - (fold * 136), look.Chance.Whole(0, 26) + (fold * 6));
            var colour = fold == count - 1 && look.IsPlain ? look.Accent : fold % 2 == 0 ? look.Base : look.Pale;
            svg.Shape(look, Svg.D($"M{300 + inset} {y}H{880 - inset}Q{946 - inset} {y} {946 - inset} {y + 66}Q{946 - inset} {y + 134} {880 - inset} {y + 134}H{300 + inset}Q{262 + inset} {y + 134} {262 + inset} {y + 66}Q{262 + inset} {y} {300 + inset} {y}Z"), colour, shadow: false);
            svg.Line(Svg.D($"M{296 + inset} {y + 66}H{850 - inset}Q{886 - inset} {y + 66} {886 - inset} {y + 92}"), Colour.Darker(colour, 0.4), 6, "opacity='.5'").Shade(Svg.D($"M{270 + inset} {y + 104}H{942 - inset}Q{932 - inset} {y + 134} {880 - inset} {y + 134}H{300 + inset}Q{280 + inset} {y + 134} {270 + inset} {y + 104}Z"));
            svg.Rect(340 + inset, y + 1, 22, 132, look.Deep, "opacity='.28'").Rect(374 + inset, y + 1, 9, 132, look.Deep, "opacity='.28'");
        }

        return "a stack of folded towels";
    }

    public static string Bed(Svg svg, Look look)
    {
        svg.Rect(190, 300, 820, 620, Colour.Darker(look.Ground, 0.5), "rx='30'").Rect(180, 560, 840, 330, "#f7f2e8", "rx='24'").Foot(600, 1010, 470);
        foreach (var x in new[] { 250, 620 })
        {
            svg.Path(Svg.D($"M{x} 440Q{x - 16} 400 {x + 40} 404Q{x + 165} 380 {x + 290} 404Q{x + 346} 400 {x + 330} 440Q{x + 346} 540 {x + 330} 600H{x}Q{x - 16} 540 {x} 440Z"), look.Pale).Seam(look, Svg.D($"M{x + 26} 430Q{x + 165} 412 {x + 304} 430V590M{x + 26} 430V590"), 4);
        }

        svg.Shape(look, "M160 640Q600 590 1040 640L1066 990Q840 1030 600 1008T134 990Z", shadow: false).Path("M158 640Q600 590 1042 640L1048 716Q600 664 152 716Z", look.IsPlain ? look.Accent : look.Pale);
        svg.Seam(look, "M330 730Q300 860 330 1000M620 700Q660 840 600 1000M880 730Q920 850 880 1004", 7).Shade("M960 650Q1010 800 980 1000L1066 990L1042 640Z", 0.1);
        return "a made bed with two pillows and a turned-down cover";
    }

    public static string Pillow(Svg svg, Look look)
    {
        svg.Foot(600, 936, 360).Shape(look, "M270 350Q600 410 930 340Q890 640 936 930Q600 890 262 936Q312 640 270 350Z", shadow: false).Line("M270 350Q600 410 930 340Q890 640 936 930Q600 890 262 936Q312 640 270 350Z", look.Accent, 13);
        svg.Seam(look, "M300 390Q400 440 440 520M900 380Q820 440 780 520M300 900Q400 850 430 780M896 890Q820 850 790 790", 8).Shade("M930 340Q890 640 936 930Q860 916 790 912Q850 640 800 366Z");
        if (look.IsPlain)
        {
            svg.Circle(600, 640, 26, look.Accent).Seam(look, "M600 600V500M640 640H740M560 640H460M600 680V780");
        }

        return "a plump square cushion";
    }

    public static string Throw(Svg svg, Look look)
    {
        svg.Foot(600, 950, 370).Rect(236, 560, 730, 380, Colour.Darker(look.Ground, 0.5), "rx='34'").Rect(300, 500, 600, 120, Colour.Darker(look.Ground, 0.42), "rx='50'");
        svg.Shape(look, "M360 470Q600 430 820 470L856 850Q600 880 330 850Z", shadow: false).Path("M360 470Q600 430 820 470L826 540Q600 500 354 540Z", look.Pale).Path("M336 770Q600 800 848 770L850 806Q600 836 333 806Z", look.Accent);
        for (var fringe = 0; fringe < 24; fringe++)
        {
            svg.Line(Svg.D($"M{340 + (fringe * 22)} {852 + (20 * Math.Sin(Math.PI * fringe / 24))}v46"), look.Base, 8, "stroke-linecap='round'");
        }

        svg.Seam(look, "M450 560Q430 700 450 850M600 540V860M740 560Q760 700 740 850", 7);
        return "a fringed throw over the back of an armchair";
    }

    public static string Candle(Svg svg, Look look)
    {
        svg.Foot(600, 940, 240).Circle(600, 330, 190, "#fff3c4", "opacity='.35'").Circle(600, 340, 100, "#fff3c4", "opacity='.5'").Line("M600 470V400", "#3b2c28", 8).Path("M600 262Q652 350 600 410Q548 350 600 262Z", "#ffab3d").Path("M600 330Q622 370 600 404Q578 370 600 330Z", "#fff3c4");
        svg.Shape(look, "M380 470H820V890Q820 946 760 946H440Q380 946 380 890Z", shadow: false).Ellipse(600, 470, 220, 44, look.Pale).Ellipse(600, 474, 190, 32, "#fbf0d6").Shade("M730 490H820V890Q820 946 760 946H730Z", 0.14).Shine("M410 520H440V900H410Z", "opacity='.25'");
        svg.Rect(470, 630, 260, 190, "#f8f1e2").Line("M500 690H700M530 730H670", look.Deep, 8).Circle(600, 780, 13, look.Accent);
        return "a lit candle in a glazed pot with a paper label";
    }

    public static string Lamp(Svg svg, Look look)
    {
        svg.Foot(600, 950, 210).Path("M330 560L180 1200H1020L870 560Z", "#fff0b8", "opacity='.28'");
        if (look.Chance.Odds(0.5))
        {
            svg.Shape(look, "M600 560Q760 640 730 780Q706 890 640 940H560Q494 890 470 780Q440 640 600 560Z", shadow: false).Shade("M640 580Q760 650 730 780Q706 890 640 940H620Q690 760 640 580Z", 0.15).Rect(540, 930, 120, 22, look.Deep);
        }
        else
        {
            svg.Rect(582, 540, 36, 390, look.Accent).Ellipse(600, 938, 180, 26, look.Base).Ellipse(600, 928, 180, 24, look.Dark).Line("M690 560V690", look.Deep, 4).Circle(690, 700, 11, look.Deep);
        }

        svg.Path("M430 220H770L890 570H310Z", look.IsPlain ? "#f7ead0" : look.Pale).Path("M430 220H770L890 570H310Z", look.IsPlain ? "none" : "url(#p)", "opacity='.8'").Path("M430 220H770L778 244H422ZM318 546H882L890 570H310Z", look.Accent).Shade("M700 244L800 546H882L778 244Z", 0.08);
        return "a table lamp, lit, with a wide shade";
    }

    public static string Vase(Svg svg, Look look)
    {
        svg.Foot(600, 950, 210).Line("M590 500Q560 330 470 220M604 500Q610 300 620 170M614 500Q660 340 760 260", "#5c7048", 9, "stroke-linecap='round'");
        foreach (var (x, y) in new[] { (470, 220), (620, 170), (760, 260) })
        {
            for (var petal = 0; petal < 6; petal++)
            {
                svg.Add($"<ellipse cx='{x}' cy='{y - 46}' rx='27' ry='50' fill='{look.Accent}' transform='rotate({petal * 60} {x} {y})'/>");
            }

            svg.Circle(x, y, 24, "#f6d36b");
        }

        svg.Path("M566 420Q500 380 500 320Q566 340 580 400ZM640 400Q700 390 720 330Q650 320 630 380Z", "#7d9163");
        svg.Shape(look, look.Chance.Odds(0.5) ? "M540 470H660Q650 560 730 640Q820 740 760 860Q720 950 600 950Q480 950 440 860Q380 740 470 640Q550 560 540 470Z" : "M500 480H700Q690 540 740 600L770 900Q770 950 700 950H500Q430 950 430 900L460 600Q510 540 500 480Z", shadow: false);
        svg.Shade("M660 480Q660 560 735 645Q815 745 760 860Q720 950 620 950Q740 820 680 680Q640 580 640 480Z", 0.15).Shine("M500 680Q460 760 490 850Q500 760 530 690Z").Ellipse(600, 474, 66, 15, look.Deep);
        return "a vase with three cut flowers";
    }

    public static string Soap(Svg svg, Look look)
    {
        svg.Foot(600, 946, 330).Rect(560, 330, 80, 90, "#3a3a40", "rx='8'").Path("M580 336V268H470Q440 268 440 300V316H470V304H620V336Z", "#3a3a40");
        svg.Shape(look, "M470 420H730Q790 430 790 500V900Q790 946 740 946H460Q410 946 410 900V500Q410 430 470 420Z", shadow: false).Shade("M700 420H730Q790 430 790 500V900Q790 946 740 946H700Z", 0.15).Shine("M440 500H466V890H440Z", "opacity='.28'");
        svg.Rect(486, 560, 228, 270, "#f8f1e2").Line("M516 620H684M516 660H640", look.Deep, 9).Path("M560 770Q560 710 600 690Q640 710 640 770Z", look.Accent);
        svg.Path("M830 880Q830 850 860 850H1000Q1030 850 1030 880V920Q1030 946 1004 946H856Q830 946 830 920Z", look.Pale).Seam(look, "M870 898H990", 8);
        return "a pump bottle of soap beside a bar";
    }

    public static string Basket(Svg svg, Look look)
    {
        svg.Foot(600, 950, 330).Path("M320 530V470Q320 400 400 400H760Q850 400 850 480V530Z", "#f7f2e8").Path("M320 530V490Q320 440 380 440H850V530Z", look.Accent).Line("M340 490H846", look.Deep, 7, "opacity='.4'").Path("M700 400H760Q850 400 850 480V530H800V480Q800 420 700 400Z", "#2a1424", "opacity='.12'");
        svg.Shape(look, "M280 510H920L860 900Q850 950 800 950H400Q350 950 340 900Z", shadow: false).Rect(264, 496, 672, 50, look.Dark, "rx='24'");
        for (var row = 0; row < 6; row++)
        {
            var inset = row * 10.5;
            svg.Line(Svg.D($"M{292 + inset} {590 + (row * 62)}H{908 - inset}"), look.Deep, 24, Svg.D($"stroke-dasharray='44 22' stroke-dashoffset='{row % 2 * 33}' opacity='.45'"));
        }

        svg.Line("M300 560Q190 600 310 690M900 560Q1010 600 890 690", look.Dark, 22);
        return "a woven basket with a folded blanket in it";
    }

    public static string Mat(Svg svg, Look look)
    {
        svg.Foot(600, 946, 470).Shape(look, "M330 700L1120 860L1120 900L330 950Z", shadow: false).Shape(look, "M330 450H360Q500 460 500 700T360 950H330Z", look.Dark, shadow: false);
        svg.Ellipse(330, 700, 150, 250, look.Base).Ellipse(330, 700, 150, 250, "none", Svg.D($"stroke='{look.Dark}' stroke-width='8'"));
        for (var turn = 1; turn < 6; turn++)
        {
            svg.Ellipse(330 + (turn * 3), 700, 150 - (turn * 25), 250 - (turn * 42), "none", Svg.D($"stroke='{(turn % 2 == 0 ? look.Deep : look.Accent)}' stroke-width='9'"));
        }

        svg.Line("M480 520Q560 690 470 890", look.Accent, 22);
        return "an exercise mat, half unrolled";
    }

    public static string Dumbbells(Svg svg, Look look)
    {
        foreach (var (x, y) in new[] { (90, -160), (-40, 30) })
        {
            svg.Add($"<g transform='translate({x} {y})'>").Foot(600, 900, 350).Rect(420, 744, 360, 52, "#a9b0b4", "rx='20'").Rect(470, 744, 260, 52, "#8a9297").Line("M490 744V796M520 744V796M550 744V796M580 744V796M610 744V796M640 744V796M670 744V796M700 744V796", "#6e767b", 6);
            foreach (var side in new[] { 230, 770 })
            {
                svg.Path(Svg.D($"M{side} 700L{side + 50} 636H{side + 150}L{side + 200} 700V840L{side + 150} 904H{side + 50}L{side} 840Z"), look.Base).Path(Svg.D($"M{side + 50} 636H{side + 150}L{side + 200} 700H{side}Z"), look.Pale).Path(Svg.D($"M{side + 150} 904L{side + 200} 840V700L{side + 150} 700Z"), look.Dark);
                svg.Circle(side + 92, 772, 46, look.Accent).Type(side + 92, 788, 44, "4", look.Deep, Svg.Sans, "text-anchor='middle' font-weight='700'");
            }

            svg.Add("</g>");
        }

        return "a pair of six-sided dumbbells";
    }

    public static string Clock(Svg svg, Look look)
    {
        svg.Circle(628, 640, 340, "#2a1d24", "opacity='.16'").Circle(600, 600, 340, look.Base).Circle(600, 600, 296, "#faf5ea").Circle(600, 600, 296, look.IsPlain ? "none" : "url(#p)", "opacity='.25'");
        for (var hour = 0; hour < 12; hour++)
        {
            svg.Rect(593, 326, 14, hour % 3 == 0 ? 62 : 32, look.Deep, $"transform='rotate({hour * 30} 600 600)'");
        }

        svg.Line("M600 600L480 500", look.Deep, 22, "stroke-linecap='round'").Line("M600 600L680 400", look.Deep, 14, "stroke-linecap='round'").Line("M570 660L600 600L640 760", look.Accent, 6).Circle(600, 600, 20, look.Accent);
        return "a round wall clock with bar numerals";
    }
}
