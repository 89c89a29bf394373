namespace Till.Samples.Art;

/// <summary>Pictures of goods, 1200 by 1200: one thing, drawn from its kind, on a tinted ground with light from the upper left.</summary>
internal static class StillLifes
{
    public const int Side = 1200;

    private delegate string Drawing(Svg svg, Look look);

    private static readonly Dictionary<string, (Drawing Draw, bool Stands)> Kinds = new()
    {
        ["tee"] = (Tops.Tee, false), ["longsleeve"] = (Tops.LongSleeve, false), ["shirt"] = (Tops.Shirt, false), ["tank"] = (Tops.Tank, false), ["bra"] = (Tops.Bra, false),
        ["hoodie"] = (Tops.Hoodie, false), ["jacket"] = (Tops.Jacket, false), ["dress"] = (Tops.Dress, false), ["robe"] = (Tops.Robe, false), ["knit"] = (Tops.Knit, false),
        ["jeans"] = (Bottoms.Jeans, false), ["leggings"] = (Bottoms.Leggings, false), ["shorts"] = (Bottoms.Shorts, false), ["skirt"] = (Bottoms.Skirt, false), ["socks"] = (Bottoms.Socks, false),
        ["sneakers"] = (Bottoms.Sneakers, true), ["cap"] = (Bottoms.Cap, true), ["beanie"] = (Bottoms.Beanie, true), ["tote"] = (Bottoms.Tote, true), ["backpack"] = (Bottoms.Backpack, true),
        ["towels"] = (Home.Towels, true), ["bed"] = (Home.Bed, true), ["pillow"] = (Home.Pillow, true), ["throw"] = (Home.Throw, true), ["candle"] = (Home.Candle, true),
        ["lamp"] = (Home.Lamp, true), ["vase"] = (Home.Vase, true), ["soap"] = (Home.Soap, true), ["basket"] = (Home.Basket, true), ["mat"] = (Home.Mat, true), ["dumbbells"] = (Home.Dumbbells, true), ["clock"] = (Home.Clock, false),
        ["mug"] = (Kitchen.Mug, true), ["pan"] = (Kitchen.Pan, true), ["pot"] = (Kitchen.Pot, true), ["kettle"] = (Kitchen.Kettle, true), ["teapot"] = (Kitchen.Teapot, true), ["bowls"] = (Kitchen.Bowls, true),
        ["plates"] = (Kitchen.Plates, true), ["knife"] = (Kitchen.Knife, false), ["board"] = (Kitchen.Board, true), ["bottle"] = (Kitchen.Bottle, true), ["glasses"] = (Kitchen.Glasses, true), ["apron"] = (Kitchen.Apron, false), ["jar"] = (Kitchen.Jar, true),
    };

    private static readonly HashSet<string> Broad = ["bed", "mat", "dumbbells", "pan", "sneakers", "robe", "dress", "jeans", "leggings", "clock", "vase", "backpack", "knife", "plates", "apron"];

    public static IReadOnlyCollection<string> KindNames => Kinds.Keys;

    public static Artwork Draw(SampleGood good)
    {
        var chance = new SeededChance("good/" + good.Sku);
        var (colour, accent) = Dyes.All[good.Colour];
        var (draw, stands) = Kinds[good.Kind];
        var ground = good.Kind is "lamp" or "candle" ? Dyes.Dusk(chance) : Dyes.GroundFor(colour, chance);
        var look = new Look(colour, accent, ground, good.Pattern, chance);
        var svg = new Svg(Side, Side);
        Ground(svg, look, stands);
        Pattern(svg, look);
        // Some drawings use their whole sheet; the others come a step nearer, so that things on a wall have one size.
        svg.Add(Broad.Contains(good.Kind) ? "<g>" : stands ? "<g transform='translate(600 900) scale(1.16) translate(-600 -890)'>" : "<g transform='translate(600 600) scale(1.1) translate(-600 -610)'>");
        var thing = draw(svg, look);
        svg.Add("</g>");
        var cloth = good.Pattern == "plain" ? "" : $", {PatternWords[good.Pattern]}";
        return new Artwork(svg.ToString(), Side, Side, $"{good.Name}: {thing} in {good.Colour.ToLowerInvariant()}{cloth}.");
    }

    /// <summary>Names that a row of goods may give as its pattern, and how to say them.</summary>
    public static IReadOnlyDictionary<string, string> PatternWords { get; } = new Dictionary<string, string>
    {
        ["plain"] = "plain", ["stripe"] = "striped", ["check"] = "checked", ["dots"] = "dotted", ["speckle"] = "speckled", ["rib"] = "ribbed", ["wave"] = "with waves", ["leaf"] = "with a leaf print",
    };

    private static void Ground(Svg svg, Look look, bool stands)
    {
        svg.Fill(look.Ground);
        var light = Colour.Lighter(look.Ground, 0.35);
        switch (look.Chance.Whole(0, 3))
        {
            case 0: svg.Circle(600, 560, 450, light, "opacity='.75'"); break;
            case 1: svg.Path("M250 1200V560A350 350 0 0 1 950 560V1200Z", light, "opacity='.75'"); break;
            case 2: svg.Path("M0 0H520L160 1200H0ZM640 0H1020L660 1200H280Z", light, "opacity='.5'"); break;
            default: break;
        }

        if (stands)
        {
            svg.Rect(0, 860, 1200, 340, Colour.Darker(look.Ground, 0.13)).Rect(0, 860, 1200, 7, Colour.Darker(look.Ground, 0.2));
        }
    }

    private static void Pattern(Svg svg, Look look)
    {
        var a = look.Accent;
        var ink = look.Chance.Odds(0.5) ? a : look.Deep;
        var (size, marks) = look.Pattern switch
        {
            "stripe" => (look.Chance.Whole(44, 78), $"<path d='M0 12H99' stroke='{ink}' stroke-width='{look.Chance.Whole(9, 20)}'/>"),
            "check" => (72, $"<path d='M0 20H99' stroke='{ink}' stroke-width='24' opacity='.5'/><path d='M20 0V99' stroke='{ink}' stroke-width='24' opacity='.5'/><path d='M0 52H99M52 0V99' stroke='{look.Pale}' stroke-width='4'/>"),
            "dots" => (56, $"<circle cx='14' cy='14' r='8' fill='{a}'/><circle cx='42' cy='42' r='8' fill='{a}'/>"),
            "speckle" => (90, $"<path d='M12 20h.1M44 8h.1M70 34h.1M28 58h.1M60 74h.1M84 62h.1M10 82h.1' stroke='{ink}' stroke-width='8' stroke-linecap='round'/>"),
            "rib" => (26, $"<path d='M6 0V99' stroke='{look.Dark}' stroke-width='7'/>"),
            "wave" => (80, $"<path d='M0 20Q20 0 40 20T80 20M0 60Q20 40 40 60T80 60' fill='none' stroke='{ink}' stroke-width='8'/>"),
            "leaf" => (110, $"<path d='M20 50Q20 16 54 12Q54 48 20 50ZM66 104Q64 70 98 66Q100 100 66 104Z' fill='{ink}'/><path d='M12 58L44 24M58 112L88 78' stroke='{ink}' stroke-width='4'/>"),
            _ => (0, ""),
        };
        if (size > 0)
        {
            svg.Add($"<pattern id='p' width='{size}' height='{size}' patternUnits='userSpaceOnUse'>{marks}</pattern>");
        }
    }
}

/// <summary>Strokes that every drawing shares.</summary>
internal static class Hand
{
    /// <summary>A silhouette with its shadow on the ground, its colour and its pattern.</summary>
    public static Svg Shape(this Svg svg, Look look, string d, string? colour = null, bool shadow = true)
    {
        if (shadow)
        {
            svg.Path(d, "#2a1d24", "opacity='.1' transform='translate(30 38)'").Path(d, "#2a1d24", "opacity='.13' transform='translate(13 17)'");
        }

        svg.Path(d, colour ?? look.Base);
        return look.IsPlain ? svg : svg.Path(d, "url(#p)");
    }

    /// <summary>A fold or seam: a thin line in the thing's own shadow colour.</summary>
    public static Svg Seam(this Svg svg, Look look, string d, double thick = 5) =>
        svg.Line(d, look.Deep, thick, "stroke-linecap='round' stroke-linejoin='round' opacity='.45'");

    public static Svg Shade(this Svg svg, string d, double strength = 0.12) => svg.Path(d, "#2a1424", Svg.D($"opacity='{strength}'"));

    public static Svg Shine(this Svg svg, string d, string more = "opacity='.35'") => svg.Path(d, "#fff", more);

    /// <summary>The soft shadow under a standing thing, falling to the right.</summary>
    public static Svg Foot(this Svg svg, double x, double y, double half) =>
        svg.Ellipse(x + (half * 0.22), y, half * 1.22, half * 0.17 + 8, "#2a1d24", "opacity='.16'").Ellipse(x + (half * 0.06), y, half * 1.02, half * 0.1 + 6, "#2a1d24", "opacity='.22'");
}
