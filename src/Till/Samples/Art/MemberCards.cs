namespace Till.Samples.Art;

/// <summary>Membership cards, 1200 by 1200.</summary>
internal static class MemberCards
{
    private const string Typewriter = "'Courier New',Courier,monospace";

    public static Artwork Draw(SampleMembership membership)
    {
        var svg = new Svg(1200, 1200);
        var shows = membership.Slug == "front-step" ? Step(svg, membership) : Curtain(svg, membership);
        return new Artwork(svg.ToString(), 1200, 1200, $"A membership card of {membership.Name}: {shows}");
    }

    /// <summary>The room behind the curtain.</summary>
    private static string Curtain(Svg svg, SampleMembership membership)
    {
        svg.Fill("#e9cfc0").Path("M0 0H520L160 1200H0ZM640 0H1020L660 1200H280Z", "#f4e2d8", "opacity='.6'").Add("<g transform='rotate(-9 600 600) translate(600 600) scale(1.14) translate(-600 -600)'>");
        svg.Rect(186, 396, 860, 520, "#2a0813", "rx='34' opacity='.2'").Rect(160, 350, 880, 520, "#27355c", "rx='34'").Add("<g transform='rotate(6 600 600)'>").Rect(186, 356, 860, 520, "#2a0813", "rx='34' opacity='.18'").Rect(160, 330, 880, 520, "#7a1a2c", "rx='34'");
        svg.Add("<clipPath id='m'><rect x='160' y='330' width='880' height='520' rx='34'/></clipPath><g clip-path='url(#m)'>");
        for (var fold = 0; fold < 16; fold++)
        {
            svg.Path(Svg.D($"M{160 + (fold * 58)} 330h29q{(fold - 8) * 4} 260 {(fold - 8) * 9} 520h-29q{-(fold - 8) * 4}-260 {-(fold - 8) * 9}-520Z"), fold % 2 == 0 ? "#8f2335" : "#6a1426");
        }

        svg.Path("M860 850V560A74 74 0 0 1 1008 560V850Z", "#f5b95a").Path("M884 850V566A50 50 0 0 1 984 566V850Z", "#ffe9b5").Path("M884 850L700 850 884 770Z", "#f5b95a", "opacity='.35'").Circle(968, 720, 9, "#7a1a2c").Add("</g>");
        svg.Type(216, 470, 88, membership.Name, "#fff3d8", Svg.Serif, "font-style='italic'").Type(220, 540, 32, "Member", "#f5b95a", Svg.Sans, "letter-spacing='8'").Set(220, 790, 34, 330, "No. 0001 · TILL", "#fff3d8", Typewriter).Add("</g></g>");
        return "dark red with a curtain pattern and a small lit doorway, lying on a second card in blue.";
    }

    /// <summary>Three steps up to the shop's door, in the evening.</summary>
    private static string Step(Svg svg, SampleMembership membership)
    {
        svg.Fill("#d5dfd3").Path("M0 0H520L160 1200H0ZM640 0H1020L660 1200H280Z", "#e4ebe0", "opacity='.7'").Add("<g transform='rotate(7 600 600) translate(600 600) scale(1.14) translate(-600 -600)'>");
        svg.Rect(186, 396, 860, 520, "#10302d", "rx='34' opacity='.18'").Rect(160, 350, 880, 520, "#c9803f", "rx='34'").Add("<g transform='rotate(-5 600 600)'>").Rect(186, 356, 860, 520, "#10302d", "rx='34' opacity='.18'").Rect(160, 330, 880, 520, "#1d4f4c", "rx='34'");
        svg.Add("<clipPath id='m'><rect x='160' y='330' width='880' height='520' rx='34'/></clipPath><g clip-path='url(#m)'>");
        for (var brick = 0; brick < 40; brick++)
        {
            var (row, column) = (brick / 5, brick % 5);
            svg.Rect(640 + (column * 92) - (row % 2 * 46), 330 + (row * 46), 86, 40, row % 3 == 1 ? "#275e5a" : "#235853");
        }

        svg.Path("M640 850H1040V806H700V762H752V718H804V674H1040V850H640Z", "#e8d9b5").Path("M640 850H1040V838H640ZM700 806H1040V794H700ZM752 762H1040V750H752ZM804 718H1040V706H804Z", "#b99f6d").Path("M652 850V806H700V850ZM704 806V762H752V806ZM756 762V718H804V762Z", "#d3bf92");
        svg.Rect(836, 390, 150, 290, "#f4ecd4").Rect(848, 402, 126, 278, "#d9553b").Rect(866, 424, 90, 96, "#ffdf94").Line("M911 424V520M866 472H956", "#d9553b", 7).Rect(866, 546, 90, 108, "#c24630").Circle(862, 572, 8, "#ffdf94").Path("M866 424L956 520V424Z", "#fff3cf", "opacity='.6'").Path("M848 680H974L1000 718H822Z", "#ffdf94", "opacity='.35'").Rect(830, 668, 162, 14, "#6f5a33");
        svg.Circle(790, 440, 15, "#ffdf94").Circle(790, 440, 46, "#ffdf94", "opacity='.22'").Add("</g>");
        svg.Set(216, 470, 80, 480, membership.Name, "#fff3d8", Svg.Serif, "font-style='italic'").Type(220, 540, 32, "Friend", "#f0b466", Svg.Sans, "letter-spacing='8'").Set(220, 790, 34, 330, "No. 0001 · TILL", "#fff3d8", Typewriter).Add("</g></g>");
        return "deep green brick with three pale steps up to a red door under a lamp, lying on a second card in ochre.";
    }
}
