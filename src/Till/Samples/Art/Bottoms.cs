namespace Till.Samples.Art;

/// <summary>Trousers, shoes, hats and bags.</summary>
internal static class Bottoms
{
    public static string Jeans(Svg svg, Look look)
    {
        var flare = look.Chance.Whole(-44, 60);
        svg.Shape(look, Svg.D($"M388 170H812L836 330L{856 + flare} 1060H{664 - flare} L606 470L{536 + flare} 1060H{344 - flare}L364 330Z"));
        svg.Path("M388 170H812L818 226H382Z", look.Dark).Seam(look, "M600 226V440M600 380Q566 440 606 470", 6).Line("M384 250Q400 350 494 356L510 226M816 250Q800 350 706 356L690 226M600 240Q650 260 648 340Q644 410 604 430", look.Accent, 5, "stroke-dasharray='16 9'");
        svg.Line(Svg.D($"M372 350L{362 - flare} 1046M828 350L{838 + flare} 1046"), look.Accent, 4, "stroke-dasharray='16 9' opacity='.8'").Circle(600, 198, 14, look.Accent);
        for (var loop = 0; loop < 4; loop++)
        {
            svg.Rect(424 + (loop * 110), 158, 20, 84, look.Deep, "rx='4'");
        }

        svg.Path(Svg.D($"M{664 - flare} 1060H{856 + flare}V1020H{660 - flare}ZM{536 + flare} 1060H{344 - flare}V1020H{540 + flare}Z"), look.Pale);
        svg.Ellipse(470, 560, 54, 150, "#fff", "opacity='.16'").Ellipse(735, 560, 54, 150, "#fff", "opacity='.16'");
        if (look.Chance.Odds(0.3))
        {
            svg.Path("M420 700l90-10l6 46l-96 12Z", look.Pale, "opacity='.75'").Line("M424 716l84-8M430 732l80-10", "#fff", 4, "opacity='.7'");
        }

        return "a pair of jeans with stitched pockets, laid flat";
    }

    public static string Leggings(Svg svg, Look look)
    {
        svg.Shape(look, "M414 150H786Q820 330 806 470Q790 720 716 1060H628Q640 700 602 470Q560 700 572 1060H484Q410 720 394 470Q380 330 414 150Z");
        svg.Path("M414 150H786L800 250Q600 276 400 250Z", look.Dark);
        if (look.IsPlain)
        {
            svg.Path("M806 470Q790 720 716 1060H690Q756 720 760 300L806 320ZM394 470Q410 720 484 1060H510Q444 720 440 300L394 320Z", look.Accent, "opacity='.9'");
        }

        svg.Seam(look, "M600 262V480").Shine("M456 300Q440 600 520 1000Q480 600 500 300Z", "opacity='.13'").Shine("M680 300Q700 600 650 1000Q720 600 724 300Z", "opacity='.13'");
        return "a pair of high-waisted leggings, laid flat";
    }

    public static string Shorts(Svg svg, Look look)
    {
        svg.Shape(look, "M356 300H844L930 820L650 866L600 580L550 866L270 820Z").Path("M356 300H844L856 376H344Z", look.Dark).Seam(look, "M600 376V580M880 540L760 470V376M320 540L440 470V376M652 836L926 792M548 836L274 792");
        svg.Line("M560 340Q540 480 570 520M640 340Q664 460 630 540", look.Accent, 10, "stroke-linecap='round'").Shade("M844 376L930 820L820 838L780 376Z", 0.1);
        return "a pair of drawstring shorts, laid flat";
    }

    public static string Skirt(Svg svg, Look look)
    {
        svg.Shape(look, "M430 210H770L940 980Q600 1050 260 980Z").Path("M430 210H770L782 272H418Z", look.Dark).Seam(look, "M500 290L400 1006M600 290V1026M700 290L800 1006", 6).Shade("M770 272L940 980L840 1004L720 272Z", 0.12);
        for (var button = 0; button < 5 && look.IsPlain; button++)
        {
            svg.Circle(600, 330 + (button * 130), 15, look.Accent);
        }

        return "a mid-length skirt laid flat";
    }

    public static string Socks(Svg svg, Look look)
    {
        const string D = "M390 180H590V640Q590 700 640 740L790 860Q860 930 800 1000Q740 1050 650 1000L440 850Q390 800 390 720Z";
        svg.Add("<g transform='translate(120 -30) rotate(8 600 600)'>").Shape(look, D).Path("M390 180H590V260H390Z", look.Accent).Add("</g><g transform='translate(-90 20)'>").Shape(look, D)
            .Path("M390 180H590V270H390Z", look.Accent).Path("M700 788L790 860Q860 930 800 1000Q740 1050 660 1006Q700 900 700 788Z", look.Accent).Path("M392 730Q460 760 500 890L440 850Q390 800 392 730Z", look.Accent).Seam(look, "M420 270V180M450 270V180M480 270V180M510 270V180M540 270V180M570 270V180", 4).Add("</g>");
        return "a pair of socks with contrasting heel and toe";
    }

    public static string Sneakers(Svg svg, Look look)
    {
        svg.Foot(560, 900, 430).Add("<g transform='translate(150 -110) scale(.92)'>");
        Sneaker(svg, look, look.Dark);
        svg.Add("</g><g transform='translate(-40 40)'>");
        Sneaker(svg, look, look.Base);
        svg.Add("</g>");
        return "a pair of canvas trainers";
    }

    private static void Sneaker(Svg svg, Look look, string canvas)
    {
        svg.Path("M230 800Q200 660 244 540Q330 600 420 540Q540 700 720 730Q930 756 960 860L950 880H236Z", canvas).Path("M230 800Q200 660 244 540Q290 574 340 570Q300 700 330 880H236Z", look.Accent);
        svg.Path("M216 862H966Q990 930 930 936H270Q210 930 216 862Z", "#f7f2e6").Path("M216 862H966L970 884H216Z", "#2a1424", "opacity='.12'").Line("M226 908H964", look.Accent, 9);
        svg.Line("M440 640L530 574M492 690L586 626M550 728L640 668M616 752L690 700", Colour.Light(canvas) > 0.75 ? look.Accent : "#f7f2e6", 17, "stroke-linecap='round'").Line("M420 540Q540 700 720 730", look.Deep, 7, "opacity='.4'");
        svg.Path("M772 741Q930 760 958 862H826Q830 790 772 741Z", "#f7f2e6", "opacity='.92'").Shine("M252 560Q230 680 250 800Q262 660 290 580Z", "opacity='.25'");
    }

    public static string Cap(Svg svg, Look look)
    {
        svg.Foot(610, 846, 380).Path("M600 700Q900 690 1010 800Q1020 836 980 838Q800 770 520 800Z", look.Dark);
        svg.Shape(look, "M260 780Q250 420 560 412Q860 420 850 760Q560 690 260 780Z", shadow: false).Seam(look, "M560 412Q440 560 452 726M560 412Q690 560 700 714", 6).Circle(560, 410, 22, look.Accent);
        svg.Path("M260 780Q560 690 850 760L852 800Q560 730 262 826Z", look.Accent).Shade("M720 450Q850 560 850 760L760 734Q770 560 690 440Z", 0.14);
        return "a six-panel cap";
    }

    public static string Beanie(Svg svg, Look look)
    {
        svg.Foot(600, 900, 330).Circle(600, 300, 84, look.Accent).Circle(575, 276, 50, look.Accent, "stroke='#fff' stroke-opacity='.3' stroke-width='8' stroke-dasharray='10 12'");
        svg.Shape(look, "M290 740Q270 330 600 320Q930 330 910 740Z", shadow: false).Path("M270 720Q600 680 930 720Q950 820 930 900Q600 930 270 900Q250 820 270 720Z", look.Dark);
        for (var rib = 0; rib < 12; rib++)
        {
            svg.Line(Svg.D($"M{302 + (rib * 54)} 730V896"), look.Deep, 5, "opacity='.5'");
        }

        svg.Shade("M760 380Q930 480 910 706L810 700Q840 520 760 380Z");
        return "a knitted hat with a bobble";
    }

    public static string Tote(Svg svg, Look look)
    {
        svg.Foot(600, 960, 320).Line("M440 470Q430 170 600 170Q770 170 760 470", look.Dark, 30).Shape(look, "M300 430H900L930 940Q930 966 900 966H300Q270 966 270 940Z", shadow: false).Shade("M300 430H900L903 478H297Z", 0.14);
        svg.Line("M470 540Q450 250 600 250Q750 250 730 540", look.Accent, 32).Shade("M830 430H900L930 940Q930 966 900 966H850Z", 0.1);
        if (look.IsPlain)
        {
            svg.Circle(600, 730, 120, look.Accent, "opacity='.9'").Path("M480 730Q540 690 600 730T720 730V850H480Z", look.Base, "opacity='.75'");
        }

        return "a canvas tote bag with two handles";
    }

    public static string Backpack(Svg svg, Look look)
    {
        svg.Foot(600, 970, 310).Line("M520 250Q520 170 600 170Q680 170 680 250", look.Deep, 26).Path("M290 520L250 560V860L300 900ZM910 520L950 560V860L900 900Z", look.Dark);
        svg.Shape(look, "M300 420Q300 230 480 230H720Q900 230 900 420V920Q900 970 850 970H350Q300 970 300 920Z", shadow: false).Path("M300 430Q300 230 480 230H720Q900 230 900 430V560Q600 620 300 560Z", look.Dark, "opacity='.85'");
        svg.Path("M370 680H830V900Q830 930 800 930H400Q370 930 370 900Z", look.Dark, "opacity='.55'").Seam(look, "M370 720H830", 8).Rect(450, 500, 44, 190, look.Accent, "rx='6'").Rect(706, 500, 44, 190, look.Accent, "rx='6'").Rect(444, 640, 56, 40, "#e9dcc0", "rx='6'").Rect(700, 640, 56, 40, "#e9dcc0", "rx='6'");
        return "a buckled backpack";
    }
}
