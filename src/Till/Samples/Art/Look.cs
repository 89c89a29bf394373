namespace Till.Samples.Art;

/// <summary>How one thing looks: its colours, its pattern (a paint server's address, or null for plain) and its own chance for details.</summary>
internal sealed record Look(string Base, string Accent, string Ground, string Pattern, SeededChance Chance)
{
    /// <summary>The shadow side of the thing and its lit side.</summary>
    public string Dark { get; } = Colour.Darker(Base);

    public string Deep { get; } = Colour.Darker(Base, 0.45);

    public string Pale { get; } = Colour.Lighter(Base, 0.35);

    public bool IsPlain => Pattern == "plain";
}

/// <summary>The dyes, glazes and grounds of the shop.</summary>
internal static class Dyes
{
    public static IReadOnlyDictionary<string, (string Hex, string Accent)> All { get; } = new Dictionary<string, (string, string)>
    {
        ["Chalk"] = ("#f4efe4", "#3c5a7d"), ["Oat"] = ("#ddc9a3", "#7a4b33"), ["Sand"] = ("#d2a878", "#5b3f34"), ["Butter"] = ("#f3cf6b", "#b4552d"),
        ["Mustard"] = ("#d39a2c", "#3a3f52"), ["Rust"] = ("#b9532c", "#f0d9b5"), ["Clay"] = ("#cf7f62", "#f6e8d7"), ["Rose"] = ("#e3a3a0", "#8a2f45"),
        ["Berry"] = ("#93304c", "#f2c4b8"), ["Plum"] = ("#5b3358", "#e2b7c6"), ["Ink"] = ("#27355c", "#e9d8b0"), ["Denim"] = ("#44668f", "#d9a75c"),
        ["Sky"] = ("#9dc2d8", "#27496b"), ["Sea"] = ("#2f7f86", "#f1d9a7"), ["Sage"] = ("#a3b394", "#4d5b3c"), ["Moss"] = ("#5d6f3d", "#e8d59b"),
        ["Pine"] = ("#2b4d40", "#e0b56a"), ["Slate"] = ("#6b7784", "#f0d8b8"), ["Coal"] = ("#34343a", "#e5934f"), ["Walnut"] = ("#6d4530", "#e6c79c"),
        ["Steel"] = ("#b9c2c6", "#3d474e"), ["Copper"] = ("#c4764a", "#3b2c28"), ["Lilac"] = ("#b8a5cf", "#54407a"), ["Tomato"] = ("#d9452f", "#fbe6cc"),
    };

    private static readonly string[] Grounds =
    [
        "#efe3d3", "#e9d3c4", "#f0d9cf", "#dfe3d3", "#d3dfdd", "#d5dce8", "#e4dbe8", "#f3e6c3", "#cfd8cf", "#e8cfc0", "#c9d7de", "#ead9b8", "#d8c7ba", "#bccbc4",
    ];

    private static readonly string[] DarkGrounds = ["#b8604a", "#3f6663", "#4a5573", "#c99a4b", "#7c8b6a", "#8d5f6b"];

    /// <summary>A deep ground, for things that give light.</summary>
    public static string Dusk(SeededChance chance) => chance.Pick(DarkGrounds);

    /// <summary>A ground on which the thing stands out: pale things may stand on deep grounds, dark things never do.</summary>
    public static string GroundFor(string colour, SeededChance chance)
    {
        var mine = Colour.Light(colour);
        if (mine > 0.72 && chance.Odds(0.55))
        {
            return chance.Pick(DarkGrounds);
        }

        var ground = chance.Pick(Grounds);
        for (var tries = 0; tries < 8 && Colour.Apart(ground, colour) < 0.3; tries++)
        {
            ground = chance.Pick(mine > 0.7 ? DarkGrounds : Grounds);
        }

        return ground;
    }
}
