namespace Till.Samples.Art;

/// <summary>Arithmetic on colours written as #rrggbb.</summary>
internal static class Colour
{
    public static string Mix(string from, string to, double share) => Each(from, to, (a, b) => a + ((b - a) * share));

    /// <summary>What two inks give where one is printed over the other.</summary>
    public static string Overprint(string a, string b) => Each(a, b, (x, y) => x * y / 255);

    public static string Darker(string colour, double share = 0.22) => Mix(colour, "#1c1420", share);

    public static string Lighter(string colour, double share = 0.25) => Mix(colour, "#fffaf0", share);

    /// <summary>Perceived brightness from 0 to 1.</summary>
    public static double Light(string colour) =>
        ((Part(colour, 1) * 0.299) + (Part(colour, 3) * 0.587) + (Part(colour, 5) * 0.114)) / 255;

    /// <summary>How far two colours are apart, from 0 to about 1.7.</summary>
    public static double Apart(string a, string b)
    {
        var (red, green, blue) = (Part(a, 1) - Part(b, 1), Part(a, 3) - Part(b, 3), Part(a, 5) - Part(b, 5));
        return Math.Sqrt((red * red) + (green * green) + (blue * blue)) / 255;
    }

    private static string Each(string a, string b, Func<double, double, double> with)
    {
        var red = (int)Math.Round(with(Part(a, 1), Part(b, 1)));
        var green = (int)Math.Round(with(Part(a, 3), Part(b, 3)));
        var blue = (int)Math.Round(with(Part(a, 5), Part(b, 5)));
        return $"#{red:x2}{green:x2}{blue:x2}";
    }

    private static double Part(string colour, int at) => Convert.ToInt32(colour.Substring(at, 2), 16);
}
