namespace Till.Samples.Art;

/// <summary>Things worn above the waist, laid flat.</summary>
internal static class Tops
{
    private const string TeeShape = "M462 262Q600 350 738 262L868 306Q920 326 950 376L1052 556L910 640L852 548Q844 740 862 962Q600 988 338 962Q356 740 348 548L290 640L148 556L250 376Q280 326 332 306Z";
    private const string SleeveShape = "M462 252Q600 336 738 252L850 292Q906 312 924 372L1010 900L906 924L838 560Q834 760 852 972Q600 996 348 972Q366 760 362 560L294 924L190 900L276 372Q294 312 350 292Z";

    public static string Tee(Svg svg, Look look)
    {
        svg.Shape(look, TeeShape).Line("M462 262Q600 350 738 262", look.Dark, 26).Shade("M462 262Q600 250 738 262Q600 344 462 262Z", 0.3);
        svg.Seam(look, "M348 548Q340 470 372 400M852 548Q860 470 828 400M172 516L312 600M1028 516L888 600M340 936Q600 962 860 936").Shade("M852 548Q844 740 862 962L790 970Q820 760 780 560Z", 0.1);
        switch (look.IsPlain ? look.Chance.Whole(0, 4) : 0)
        {
            case 1: svg.Rect(690, 430, 108, 118, look.Dark).Line("M690 430H798", look.Deep, 10); break;
            case 2: svg.Circle(600, 570, 112, look.Accent).Path("M488 570H712A112 112 0 0 1 488 570Z", look.Deep, "opacity='.6'"); break;
            case 3: svg.Path("M356 600H846L848 690H352Z", look.Accent); break;
            case 4: svg.Path("M500 640L600 480L700 640Z", look.Accent).Circle(668, 490, 30, look.Accent); break;
            default: break;
        }

        return "a short-sleeved T-shirt laid flat";
    }

    public static string LongSleeve(Svg svg, Look look)
    {
        svg.Shape(look, SleeveShape).Shade("M462 252Q600 244 738 252Q600 332 462 252Z", 0.3).Line("M462 252Q600 336 738 252", look.Dark, 24);
        svg.Seam(look, "M362 560Q352 480 380 396M838 560Q848 480 820 396M352 940Q600 964 848 940").Path("M906 924L1010 900L1004 862L899 886Z", look.Dark).Path("M294 924L190 900L196 862L301 886Z", look.Dark);
        svg.Shade("M838 560Q834 760 852 972L806 978Q812 760 804 560Z", 0.09);
        return "a long-sleeved top laid flat";
    }

    public static string Shirt(Svg svg, Look look)
    {
        svg.Shape(look, SleeveShape).Shade("M480 240Q600 300 720 240L690 330L600 380L510 330Z", 0.35);
        svg.Path("M480 232L600 356L508 432L438 262Z", look.Pale, Svg.D($"stroke='{look.Dark}' stroke-width='5'")).Path("M720 232L600 356L692 432L762 262Z", look.Pale, Svg.D($"stroke='{look.Dark}' stroke-width='5'"));
        svg.Seam(look, "M600 356V984M636 372V984M362 560Q352 480 380 396M838 560Q848 480 820 396", 6).Seam(look, "M899 886L1004 862M301 886L196 862", 8);
        for (var button = 0; button < 6; button++)
        {
            svg.Circle(618, 420 + (button * 98), 11, look.Accent, Svg.D($"stroke='{look.Deep}' stroke-width='3'"));
        }

        if (look.Chance.Odds(0.6))
        {
            svg.Path("M690 500H806V610L748 640L690 610Z", look.Dark, "opacity='.55'").Seam(look, "M690 524H806");
        }

        svg.Shade("M838 560Q834 760 852 972L806 978Q812 760 804 560Z", 0.09);
        return "a buttoned shirt with a collar, laid flat";
    }

    public static string Tank(Svg svg, Look look)
    {
        const string D = "M430 240H498Q510 430 600 432Q690 430 702 240H770Q776 430 862 500Q842 730 868 970Q600 1000 332 970Q358 730 338 500Q424 430 430 240Z";
        svg.Shade("M484 300Q600 250 716 300L702 240L690 380Q600 470 510 380Z", 0.2).Shape(look, D).Line("M498 240Q510 430 600 432Q690 430 702 240M430 240Q424 430 338 500M770 240Q776 430 862 500", look.Dark, 15);
        svg.Seam(look, "M334 942Q600 970 866 942").Shade("M856 560Q842 730 868 970L790 980Q820 760 800 540Z", 0.12);
        if (look.IsPlain && look.Chance.Odds(0.6))
        {
            svg.Path("M345 640L860 560V640L346 720Z", look.Accent, "opacity='.9'");
        }

        return "a sleeveless training top laid flat";
    }

    public static string Bra(Svg svg, Look look)
    {
        const string D = "M404 250H472Q486 440 600 452Q714 440 728 250H796Q800 440 900 520V838Q600 880 300 838V520Q400 440 404 250Z";
        svg.Shape(look, D).Path("M300 760Q600 804 900 760V838Q600 880 300 838Z", look.Accent).Line("M472 250Q486 440 600 452Q714 440 728 250M404 250Q400 440 300 520M796 250Q800 440 900 520", look.Dark, 14);
        svg.Seam(look, "M600 452V780M430 560Q510 700 596 700M770 560Q690 700 604 700").Shade("M900 520V838L830 848Q850 700 820 500Z");
        return "a sports bra with a wide band, laid flat";
    }

    public static string Hoodie(Svg svg, Look look)
    {
        svg.Path("M432 300Q420 150 600 138Q780 150 768 300L600 420Z", look.Dark).Path("M490 296Q490 206 600 200Q710 206 710 296L600 390Z", look.Deep);
        svg.Shape(look, "M444 268Q600 470 756 268L868 304Q918 322 934 380L1024 890L914 918L846 590Q842 760 860 980Q600 1002 340 980Q358 760 354 590L286 918L176 890L266 380Q282 322 332 304Z");
        svg.Path("M340 980Q600 1002 860 980L857 926Q600 946 343 926Z", look.Dark).Path("M914 918L1024 890L1016 842L905 868Z", look.Dark).Path("M286 918L176 890L184 842L295 868Z", look.Dark);
        svg.Path("M450 700H750L806 880H394Z", look.Dark, "opacity='.5'").Seam(look, "M450 700H750L806 880M450 700L394 880").Line("M540 400Q536 500 530 560M660 400Q664 500 672 590", look.Accent, 11, "stroke-linecap='round'");
        svg.Seam(look, "M354 590Q344 500 372 410M846 590Q856 500 828 410");
        return "a hooded sweatshirt with a front pocket, laid flat";
    }

    public static string Knit(Svg svg, Look look)
    {
        svg.Shape(look, SleeveShape).Shade("M462 252Q600 244 738 252Q600 332 462 252Z", 0.3).Line("M462 252Q600 336 738 252", look.Dark, 44);
        svg.Path("M348 972Q600 996 852 972L848 906Q600 930 352 906Z", look.Dark).Path("M906 924L1010 900L998 832L893 856Z", look.Dark).Path("M294 924L190 900L202 832L307 856Z", look.Dark);
        if (look.IsPlain)
        {
            svg.Line("M366 520L425 490L484 520L543 490L602 520L661 490L720 520L779 490L836 520M364 580L425 550L484 580L543 550L602 580L661 550L720 580L779 550L838 580", look.Accent, 15);
        }

        svg.Seam(look, "M362 560Q352 480 380 396M838 560Q848 480 820 396").Shade("M838 560Q834 760 852 972L806 978Q812 760 804 560Z", 0.09);
        return "a knitted jumper with ribbed cuffs, laid flat";
    }

    public static string Jacket(Svg svg, Look look)
    {
        svg.Shape(look, "M452 246Q600 300 748 246L864 292Q920 314 936 376L1024 880L908 906L848 580V930H352V580L292 906L176 880L264 376Q280 314 336 292Z");
        svg.Path("M470 240L600 330L520 452L424 268Z", look.Pale, Svg.D($"stroke='{look.Dark}' stroke-width='5'")).Path("M730 240L600 330L680 452L776 268Z", look.Pale, Svg.D($"stroke='{look.Dark}' stroke-width='5'"));
        svg.Rect(352, 868, 496, 62, look.Dark).Seam(look, "M600 330V930M430 470V868M770 470V868M352 580Q344 500 372 410M848 580Q856 500 828 410", 6);
        svg.Path("M402 500H548V530L475 566L402 530Z", look.Dark).Path("M652 500H798V530L725 566L652 530Z", look.Dark).Circle(475, 540, 11, look.Accent).Circle(725, 540, 11, look.Accent);
        for (var button = 0; button < 5; button++)
        {
            svg.Circle(622, 410 + (button * 108), 13, look.Accent);
        }

        return "a short jacket with chest pockets, laid flat";
    }

    public static string Dress(Svg svg, Look look)
    {
        svg.Shape(look, "M452 180H506Q520 300 600 310Q680 300 694 180H748Q752 320 800 380Q772 470 770 560Q850 800 920 1030Q600 1080 280 1030Q350 800 430 560Q428 470 400 380Q448 320 452 180Z");
        svg.Path("M428 548Q600 578 772 548V592Q600 622 428 592Z", look.Accent).Seam(look, "M520 620Q480 820 440 1040M600 630V1056M680 620Q720 820 760 1040").Shade("M770 592Q850 800 920 1030L800 1050Q780 800 720 606Z", 0.13);
        return "a sleeveless dress with a waistband, laid flat";
    }

    public static string Robe(Svg svg, Look look)
    {
        svg.Shape(look, "M470 190H730L852 244Q900 268 916 330L1000 730L880 760L838 560L866 1060H334L362 560L320 760L200 730L284 330Q300 268 348 244Z");
        svg.Path("M470 190L600 620L560 1060H500L540 640L424 210ZM730 190L600 620L640 600L776 210Z", look.Pale).Shade("M470 190H730L600 600Z", 0.3);
        svg.Path("M358 620H842L846 690H354Z", look.Accent).Path("M560 640H640L660 920H610L598 720L560 900H516Z", look.Accent).Seam(look, "M362 560Q356 480 380 400M838 560Q844 480 820 400M880 730L994 702M320 730L206 702");
        return "a bathrobe tied with a belt, laid flat";
    }
}
