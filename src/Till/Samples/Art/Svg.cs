using System.Runtime.CompilerServices;
using System.Security;
using System.Text;

namespace Till.Samples.Art;

/// <summary>Interpolated SVG text whose numbers are rounded to a tenth of a unit (a hundredth below one), which no eye tells apart and keeps files small.</summary>
[InterpolatedStringHandler]
internal readonly ref struct Mark
{
    private readonly StringBuilder _text;

    public Mark(int literalLength, int holes) => _text = new StringBuilder(literalLength + (holes * 6));

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(double number) => _text.Append(Math.Round(number, Math.Abs(number) < 1 ? 2 : 1) + 0.0);

    public void AppendFormatted(int number) => _text.Append(number);

    public void AppendFormatted(string text) => _text.Append(text);

    public override string ToString() => _text.ToString();
}

/// <summary>One drawing being written. Presentation attributes only: no style, no script, no reference to anything outside.</summary>
internal sealed class Svg(int width, int height)
{
    public const string Serif = "Georgia,'Iowan Old Style','Times New Roman',serif";
    public const string Sans = "'Helvetica Neue',Helvetica,Arial,sans-serif";

    private readonly StringBuilder _text = new();

    public int Width => width;

    public int Height => height;

    /// <summary>Path data or any fragment with rounded numbers.</summary>
    public static string D(Mark mark) => mark.ToString();

    public Svg Add(Mark mark) => Add(mark.ToString());

    public Svg Add(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public Svg Fill(string colour) => Add($"<rect width='{width}' height='{height}' fill='{colour}'/>");

    public Svg Rect(double x, double y, double w, double h, string fill, string more = "") =>
        Add($"<rect x='{x}' y='{y}' width='{w}' height='{h}' fill='{fill}' {more}/>");

    public Svg Circle(double x, double y, double r, string fill, string more = "") =>
        Add($"<circle cx='{x}' cy='{y}' r='{r}' fill='{fill}' {more}/>");

    public Svg Ellipse(double x, double y, double rx, double ry, string fill, string more = "") =>
        Add($"<ellipse cx='{x}' cy='{y}' rx='{rx}' ry='{ry}' fill='{fill}' {more}/>");

    public Svg Path(string d, string fill, string more = "") => Add($"<path d='{d}' fill='{fill}' {more}/>");

    public Svg Line(string d, string stroke, double thick, string more = "") =>
        Add($"<path d='{d}' fill='none' stroke='{stroke}' stroke-width='{thick}' {more}/>");

    /// <summary>A line of type at its natural width.</summary>
    public Svg Type(double x, double y, double size, string words, string fill, string family, string more = "") =>
        Add($"<text x='{x}' y='{y}' font-size='{size}' fill='{fill}' font-family=\"{family}\" {more}>{SecurityElement.Escape(words)}</text>");

    /// <summary>
    /// A line of type set to an exact width, whichever font the viewer has: the drawing holds together on every system.
    /// </summary>
    public Svg Set(double x, double y, double size, double across, string words, string fill, string family, string more = "") =>
        Type(x, y, size, words, fill, family, D($"textLength='{across}' lengthAdjust='spacingAndGlyphs' {more}"));

    /// <summary>Paper grain laid over everything, as printed matter has it.</summary>
    public Svg Grain(double strength, string seed = "3") =>
        Add($"<filter id='g'><feTurbulence type='fractalNoise' baseFrequency='.8' numOctaves='2' seed='{seed}'/><feColorMatrix values='0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 {strength * 10} -{strength * 4.4}'/></filter>")
            .Add($"<rect width='{width}' height='{height}' filter='url(#g)' opacity='.075'/>");

    public override string ToString() =>
        $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}'>{_text}</svg>";
}
