using System.Text;

namespace Till.Samples.Art;

/// <summary>Album covers, 1200 by 1200. Each album has the visual grammar that suits its music.</summary>
internal static class Covers
{
    public const int Side = 1200;

    public static Artwork Draw(SampleAlbum album)
    {
        var svg = new Svg(Side, Side);
        var chance = new SeededChance("cover/" + album.Slug);
        var shows = album.Slug switch
        {
            "low-tide-almanac" => LineCovers.Soundings(svg, chance, album),
            "radio-quiet-zone" => LineCovers.Constellation(svg, chance, album),
            "night-bus-atlas" => LineCovers.Routes(svg, album),
            "goodnight-machine-room" => LineCovers.Interference(svg, album),
            "copper-and-bone" => LineCovers.Woodcut(svg, chance, album),
            "salt-sugar-static" => PaperCovers.Risograph(svg, album),
            "mediodia" => PaperCovers.CutPaper(svg, chance, album),
            "seven-rooms-for-piano" => PaperCovers.Doorways(svg, album),
            "half-built-houses" => PaperCovers.Gables(svg, album),
            "the-back-room" => PaperCovers.Curtain(svg, album),
            "the-back-room-two" => PaperCovers.Keys(svg, album),
            "concrete-sings-back" => TypeCovers.Facade(svg, chance, album),
            "pocket-weather" => TypeCovers.Pixels(svg, album),
            _ => TypeCovers.Poster(svg, album),
        };

        return new Artwork(svg.ToString(), Side, Side, $"Cover of {album.Title} by {album.Band}: {shows}");
    }

    /// <summary>A smooth closed line through points given as radius per step around a centre.</summary>
    public static string Blob(double x, double y, IReadOnlyList<double> radii, double flatten = 1, double turn = 0)
    {
        var n = radii.Count;
        var px = new double[n];
        var py = new double[n];
        for (var i = 0; i < n; i++)
        {
            var angle = (Math.Tau * i / n) + turn;
            px[i] = x + (radii[i] * Math.Cos(angle));
            py[i] = y + (radii[i] * Math.Sin(angle) * flatten);
        }

        // Quadratic arcs between the middles of the sides: smooth, and half the size of cubic ones.
        var d = new StringBuilder(Svg.D($"M{(px[n - 1] + px[0]) / 2} {(py[n - 1] + py[0]) / 2}"));
        for (var i = 0; i < n; i++)
        {
            var next = (i + 1) % n;
            d.Append(Svg.D($"Q{px[i]} {py[i]} {(px[i] + px[next]) / 2} {(py[i] + py[next]) / 2}"));
        }

        return d.Append('Z').ToString();
    }
}
