namespace Till.Samples.Art;

/// <summary>Things to cook, drink and eat with, standing on a table.</summary>
internal static class Kitchen
{
    private const string Steel = "#c3cacd";
    private const string SteelDark = "#7f898e";
    private const string Wood = "#b98652";
    private const string WoodDark = "#8d6038";

    public static string Mug(Svg svg, Look look)
    {
        var tall = look.Chance.Whole(0, 90);
        svg.Foot(580, 944, 240).Line("M790 600Q960 570 950 700Q940 830 780 830", look.Dark, 50, "stroke-linecap='round'").Line("M786 592Q952 562 942 694Q932 818 780 822", look.Base, 36, "stroke-linecap='round'");
        svg.Shape(look, Svg.D($"M350 {500 - tall}H810V850Q810 950 700 950H460Q350 950 350 850Z"), shadow: false);
        if (look.Chance.Odds(0.5))
        {
            svg.Path(Svg.D($"M350 {500 - tall}H810V660Q720 640 640 690T480 676T350 700Z"), look.Accent, "opacity='.92'");
        }

        svg.Shade(Svg.D($"M700 {500 - tall}H810V850Q810 950 700 950H640Q700 900 700 800Z"), 0.13).Shine(Svg.D($"M384 {560 - tall}H412V850Q390 820 384 780Z"), "opacity='.4'").Ellipse(580, 500 - tall, 230, 46, look.Pale).Ellipse(580, 506 - tall, 204, 36, "#4a2d22").Ellipse(560, 504 - tall, 130, 18, "#7a4d36", "opacity='.6'");
        svg.Line(Svg.D($"M520 {400 - tall}q-34-50 0-92t0-92M620 {410 - tall}q-34-50 0-92t0-92"), "#fff", 13, "opacity='.45' stroke-linecap='round'");
        return "a mug of coffee, steaming";
    }

    public static string Pan(Svg svg, Look look)
    {
        svg.Foot(480, 900, 390).Path("M830 760L1120 660Q1150 654 1152 684Q1150 706 1126 714L840 820Z", Wood).Path("M840 800L1140 700Q1136 710 1126 714L840 820Z", WoodDark).Rect(800, 760, 70, 62, SteelDark, "rx='10'");
        svg.Shape(look, "M110 720H850Q846 880 740 910H220Q114 880 110 720Z", shadow: false).Shade("M640 910Q760 860 770 720H850Q846 880 740 910Z", 0.18).Ellipse(480, 720, 370, 92, look.Pale).Ellipse(480, 728, 336, 76, "#2e2d31").Ellipse(480, 740, 300, 60, "#3b3a3f");
        if (look.Chance.Odds(0.5))
        {
            svg.Path("M330 730Q340 690 430 700Q500 676 560 704Q640 710 620 750Q600 790 500 776Q420 800 380 770Q320 770 330 730Z", "#fffaf0").Ellipse(480, 734, 62, 30, "#f7b52f").Ellipse(466, 726, 18, 8, "#ffe28a");
            return "a frying pan with one egg in it";
        }

        foreach (var (x, y) in new[] { (300, 730), (420, 756), (560, 742), (660, 720), (500, 704) })
        {
            svg.Ellipse(x, y, 52, 22, "#d9452f").Ellipse(x, y - 4, 42, 15, "#f0765a").Ellipse(x - 12, y - 4, 8, 4, "#f9d9a0").Ellipse(x + 14, y - 3, 8, 4, "#f9d9a0");
        }

        svg.Line("M360 706q24-20 40 4M610 764q30-14 40 6M440 724q20-18 44-2", "#7d9a4e", 9, "stroke-linecap='round'");
        return "a frying pan with sliced tomatoes in it";
    }

    public static string Pot(Svg svg, Look look)
    {
        svg.Foot(600, 944, 350).Path("M250 600H190Q150 600 150 650Q150 690 200 690H260ZM950 600H1010Q1050 600 1050 650Q1050 690 1000 690H940Z", look.Dark);
        svg.Shape(look, "M250 540H950V850Q950 946 850 946H350Q250 946 250 850Z", shadow: false).Shade("M800 540H950V850Q950 946 850 946H760Q820 880 800 540Z", 0.15).Shine("M290 590H330V860Q300 830 290 790Z", "opacity='.35'");
        svg.Path("M230 540Q240 420 600 410Q960 420 970 540Z", look.IsPlain ? look.Base : look.Pale).Shade("M720 416Q950 440 970 540H860Q840 450 720 416Z", 0.13).Rect(226, 524, 748, 34, look.Dark, "rx='15'").Path("M540 412Q530 350 600 348Q670 350 660 412Z", look.Accent).Shine("M330 470Q440 430 560 426Q430 450 350 500Z");
        return "a casserole with its lid on";
    }

    public static string Kettle(Svg svg, Look look)
    {
        svg.Foot(580, 944, 300).Line("M350 560Q330 260 590 256Q850 260 830 560", look.Deep, 30).Line("M450 262Q590 230 730 262", Wood, 48, "stroke-linecap='round'").Path("M810 660Q930 640 960 500L1030 486Q1020 740 830 800Z", look.Dark);
        svg.Shape(look, "M300 860Q290 520 590 510Q890 520 880 860Q880 944 800 944H380Q300 944 300 860Z", shadow: false).Shade("M720 530Q890 590 880 860Q880 944 800 944H740Q800 760 720 530Z", 0.16).Shine("M360 800Q340 640 460 570Q390 680 396 820Z").Ellipse(590, 520, 130, 26, look.Dark).Circle(590, 490, 32, look.Accent).Rect(320, 900, 540, 44, look.Dark, "rx='22' opacity='.6'");
        return "a stove kettle with an arched handle";
    }

    public static string Teapot(Svg svg, Look look)
    {
        svg.Foot(600, 944, 320).Line("M340 640Q160 590 180 740Q200 880 380 850", look.Dark, 42).Line("M336 632Q166 588 186 738Q206 868 380 842", look.Base, 28).Path("M840 740Q940 730 980 560L1060 540Q1040 840 820 880Z", look.Dark);
        svg.Shape(look, "M310 760Q320 540 600 530Q880 540 890 760Q890 944 740 944H460Q310 944 310 760Z", shadow: false).Path("M440 556Q600 440 760 556Q600 600 440 556Z", look.Pale).Circle(600, 474, 34, look.Accent).Shade("M740 560Q890 620 890 760Q890 944 740 944H680Q840 800 740 560Z", 0.15).Shine("M370 760Q370 660 450 600Q400 690 404 800Z");
        svg.Path("M450 944H750V966H450Z", look.Dark);
        return "a round teapot";
    }

    public static string Bowls(Svg svg, Look look)
    {
        svg.Foot(600, 946, 280);
        for (var bowl = 0; bowl < 3; bowl++)
        {
            var (y, half, colour) = (820.0 - (bowl * 120), 340.0 - (bowl * 24), bowl == 1 ? look.Accent : look.Base);
            svg.Path(Svg.D($"M{600 - half} {y - 150}H{600 + half}Q{600 + half} {y + 80} {600 + (half * 0.5)} {y + 126}H{600 - (half * 0.5)}Q{600 - half} {y + 80} {600 - half} {y - 150}Z"), colour);
            svg.Path(Svg.D($"M{600 - half} {y - 150}H{600 + half}Q{600 + half} {y + 80} {600 + (half * 0.5)} {y + 126}H{600 - (half * 0.5)}Q{600 - half} {y + 80} {600 - half} {y - 150}Z"), look.IsPlain || bowl == 1 ? "none" : "url(#p)").Shade(Svg.D($"M{600 + (half * 0.6)} {y - 150}H{600 + half}Q{600 + half} {y + 80} {600 + (half * 0.5)} {y + 126}H{600 + (half * 0.2)}Q{600 + (half * 0.7)} {y + 60} {600 + (half * 0.6)} {y - 150}Z"), 0.15);
            svg.Ellipse(600, y - 150, half, 46, Colour.Lighter(colour)).Ellipse(600, y - 144, half - 22, 36, Colour.Darker(colour, 0.3));
        }

        return "three nested bowls";
    }

    public static string Plates(Svg svg, Look look)
    {
        svg.Circle(600, 450, 330, look.Base).Circle(600, 450, 330, look.IsPlain ? "none" : "url(#p)").Circle(600, 450, 330, "none", Svg.D($"stroke='{look.Dark}' stroke-width='6'")).Circle(600, 450, 222, look.Pale).Circle(600, 450, 222, "none", Svg.D($"stroke='{look.Accent}' stroke-width='9'")).Shine("M340 380Q400 210 560 170Q440 250 390 400Z");
        svg.Foot(600, 960, 370);
        for (var plate = 0; plate < 5; plate++)
        {
            var y = 930.0 - (plate * 32);
            svg.Path(Svg.D($"M210 {y - 26}H990Q960 {y + 22} 780 {y + 24}H420Q240 {y + 22} 210 {y - 26}Z"), plate % 2 == 0 ? look.Dark : look.Base);
        }

        svg.Ellipse(600, 774, 390, 34, look.Pale).Ellipse(600, 778, 250, 19, look.Dark, "opacity='.5'");
        return "a stack of plates with one stood up behind";
    }

    public static string Knife(Svg svg, Look look)
    {
        svg.Path("M210 260H990V980H210Z", "#2a1d24", "opacity='.14' transform='translate(20 26)'").Rect(210, 260, 780, 720, Wood, "rx='40'").Line("M250 360Q600 330 950 370M250 520Q600 560 950 510M250 700Q600 670 950 710M250 860Q600 890 950 850", WoodDark, 6, "opacity='.5'").Circle(910, 340, 32, look.Ground);
        svg.Add("<g transform='rotate(-32 600 620)'>").Path("M160 590H720V680Q400 700 160 590Z", "#2a1d24", "opacity='.25' transform='translate(14 22)'").Path("M160 590H720V680Q400 700 160 590Z", Steel).Path("M230 622Q440 690 720 680V660Q460 664 230 622Z", "#eef2f3").Rect(716, 586, 30, 98, SteelDark);
        svg.Shape(look, "M746 590H1030Q1066 600 1060 640Q1050 690 1010 682L746 676Z", shadow: false).Circle(810, 634, 12, Steel).Circle(890, 634, 12, Steel).Circle(970, 636, 12, Steel).Add("</g>");
        svg.Circle(440, 860, 74, "#d9452f").Path("M440 800l14 22 26-8-12 24 14 20-26-2-16 20-12-24-26-2 20-18-8-24Z", "#5d7a3d").Ellipse(416, 850, 14, 22, "#fff", "opacity='.4'");
        return "a cook's knife on a wooden board with a tomato; handle";
    }

    public static string Board(Svg svg, Look look)
    {
        svg.Foot(600, 950, 340).Path("M330 950L370 300Q374 260 414 260H540V190Q540 150 600 150Q660 150 660 190V260H786Q826 260 830 300L870 950Z", look.Base).Path("M330 950L370 300Q374 260 414 260H420L386 950Z", look.Pale).Circle(600, 206, 25, look.Ground);
        svg.Seam(look, "M470 290Q450 600 470 940M560 280Q590 600 550 944M660 280Q640 620 670 944M750 290Q780 600 760 940", 6).Path("M336 860L864 860L870 950H330Z", look.Accent, "opacity='.85'");
        svg.Path("M690 950Q680 860 760 850Q800 800 850 846Q930 850 920 950Z", "#d8a35c").Line("M740 880l30 40M800 866l30 44M860 880l20 40", "#a8743a", 10, "stroke-linecap='round'");
        return "an upright serving board with a small loaf";
    }

    public static string Bottle(Svg svg, Look look)
    {
        svg.Foot(600, 950, 180).Shape(look, "M440 420Q440 360 520 330V270H680V330Q760 360 760 420V900Q760 950 710 950H490Q440 950 440 900Z", shadow: false).Rect(505, 170, 190, 116, look.Accent, "rx='22'").Line("M540 190V266M580 190V266M620 190V266M660 190V266", look.Deep, 6, "opacity='.5'").Line("M695 190Q800 190 780 290", look.Deep, 16);
        svg.Path("M440 560H760V600H440Z", look.Accent).Shade("M680 332Q760 360 760 420V900Q760 950 710 950H660Q700 600 660 330Z", 0.16).Shine("M472 440Q474 420 490 410V890Q472 880 472 860Z", "opacity='.4'");
        return "a water bottle with a screw cap";
    }

    public static string Glasses(Svg svg, Look look)
    {
        foreach (var (x, full) in new[] { (400, 620), (770, 720) })
        {
            svg.Foot(x, 946, 140).Path(Svg.D($"M{x - 158} 420H{x + 158}L{x + 124} 946H{x - 124}Z"), "#fff", "opacity='.42'").Path(Svg.D($"M{x - 158 + ((full - 420) * 0.065)} {full}H{x + 158 - ((full - 420) * 0.065)}L{x + 118} 926H{x - 118}Z"), look.Base, "opacity='.88'").Ellipse(x, full, 146 - ((full - 620) * 0.06), 22, look.Pale);
            svg.Ellipse(x, 420, 158, 26, "none", "stroke='#fff' stroke-width='7' opacity='.9'").Shine(Svg.D($"M{x - 126} 460H{x - 98}L{x - 84} 900H{x - 104}Z"), "opacity='.6'");
        }

        svg.Circle(886, 440, 84, look.Accent).Circle(886, 440, 66, "#fff6d8").Line("M886 380V500M834 410L938 470M834 470L938 410", look.Accent, 7).Line("M330 560L480 240L560 220", look.Accent, 16);
        return "two tumblers with a cold drink, one with a slice of fruit";
    }

    public static string Apron(Svg svg, Look look)
    {
        svg.Line("M450 300Q440 130 600 130Q760 130 750 300M330 610Q200 660 170 800M870 610Q1000 660 1030 800", look.Accent, 22, "stroke-linecap='round'").Shape(look, "M440 280H760Q766 470 880 590V1000Q600 1030 320 1000V590Q434 470 440 280Z");
        svg.Path("M440 280H760L762 330H438Z", look.Accent).Path("M430 680H770V860Q600 890 430 860Z", look.Dark, "opacity='.6'").Seam(look, "M430 680H770M600 680V872", 6).Rect(640, 560, 24, 170, Wood, "rx='10'").Ellipse(652, 550, 34, 50, Wood);
        return "an apron with a front pocket and a wooden spoon";
    }

    public static string Jar(Svg svg, Look look)
    {
        svg.Foot(600, 946, 230).Path("M400 400H800Q830 420 830 470V890Q830 946 774 946H426Q370 946 370 890V470Q370 420 400 400Z", "#fff", "opacity='.5'").Path("M392 520H808V880Q808 924 766 924H434Q392 924 392 880Z", look.Base);
        svg.Path("M392 520H808V880Q808 924 766 924H434Q392 924 392 880Z", look.IsPlain ? "none" : "url(#p)").Rect(380, 310, 440, 100, look.Accent, "rx='18'").Line("M440 320V400M500 320V400M560 320V400M620 320V400M680 320V400M740 320V400", look.Deep, 6, "opacity='.4'").Rect(470, 620, 260, 170, "#f8f1e2", "rx='10'").Line("M510 680H690M540 730H660", look.Deep, 9).Shine("M410 450H436V880H410Z", "opacity='.5'");
        return "a storage jar with a screw lid and a label";
    }
}
