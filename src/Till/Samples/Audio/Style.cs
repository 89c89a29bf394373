namespace Till.Samples.Audio;

/// <summary>
/// How a genre is played. Patterns have a sign per sixteenth of a bar: chords x (struck) or a (next note of a broken chord),
/// bass 1 5 8 (degree above the chord's root), drums a letter each. Progressions are degrees of the scale, one a bar.
/// </summary>
internal sealed record Style(
    int[] Scale, (int Low, int High) Tempo, string[] Leads, string Chords, string Bass, int[][] Progressions,
    string[] ChordPatterns, string[] BassPatterns, string[][] Drums)
{
    public int Steps { get; init; } = 16;

    /// <summary>How far every second sixteenth (or eighth, when swung wide) is late, as a share of a step.</summary>
    public double Swing { get; init; }

    public double HallSize { get; init; } = 1;

    public double HallWet { get; init; } = 0.35;

    public double EchoBack { get; init; }

    public double Drive { get; init; } = 1.1;

    /// <summary>Notes a bar of melody has, about.</summary>
    public int Busy { get; init; } = 6;

    public int LeadOctave { get; init; }

    public double ChordLevel { get; init; } = 0.3;

    public bool HasSevenths { get; init; }
}

internal static class Styles
{
    private static readonly int[] Major = [0, 2, 4, 5, 7, 9, 11];
    private static readonly int[] Minor = [0, 2, 3, 5, 7, 8, 10];
    private static readonly int[] Dorian = [0, 2, 3, 5, 7, 9, 10];
    private static readonly int[] Lydian = [0, 2, 4, 6, 7, 9, 11];
    private static readonly int[] Phrygian = [0, 1, 3, 5, 7, 8, 10];
    private static readonly int[] Mixolydian = [0, 2, 4, 5, 7, 9, 10];

    public static Style For(string genre) => genre switch
    {
        "folk" => new(Mixolydian, (96, 118), ["pluck", "reed"], "pluck", "bass", [[0, 3, 0, 4], [0, 6, 3, 0], [5, 3, 0, 4], [0, 4, 5, 3]],
            ["a.a.a.a.a.a.", "x..a.ax..a.a"], ["1.....5.....", "1...1.5...5."], [["............"], ["k.....s..s.."], ["k...s.k...s."]]) { Steps = 12, HallWet = 0.3, Busy = 5, ChordLevel = 0.4 },
        "synthpop" => new(Major, (114, 126), ["synth", "square"], "pad", "sawbass", [[5, 3, 0, 4], [0, 4, 5, 3], [3, 4, 2, 5], [0, 2, 3, 4]],
            ["x.......x.......", "x......x......x."], ["1.8.1.8.1.8.1.8.", "1..1..8.1..1..8."], [["K...K...K...K...", "....S.......S...", "..h...h...h...h."], ["K.....K.K.......", "....S.......S..S", "h.h.h.h.h.h.h.hh"]]) { EchoBack = 0.28, Drive = 1.5, Busy = 7 },
        "postpunk" => new(Minor, (138, 154), ["pluck", "synth"], "fuzz", "bass", [[0, 5, 6, 0], [0, 2, 5, 6], [0, 0, 3, 6], [5, 6, 0, 4]],
            ["x.......x.x.....", "x..x..x.........", "x...............", "x.x.x.x........."], ["1.1.1.1.1.1.1.1.", "1.1.8.1.1.1.5.8.", "1.1.1.5.8.8.5.5."], [["K...S...K.K.S...", "h.h.h.h.h.h.h.h."], ["K.K.S...K.K.S..S", "s.s.s.s.s.s.s.s."]]) { EchoBack = 0.34, Drive = 1.9, Busy = 8, LeadOctave = 1, ChordLevel = 0.13 },
        "jazz" => new(Dorian, (112, 152), ["horn", "piano"], "piano", "bass", [[1, 4, 0, 5], [0, 3, 1, 4], [2, 5, 1, 4], [0, 5, 1, 4]],
            ["...x......x.....", "x.....x.........", "......x.....x..."], ["1...3...5...6...", "1...5...8...5...", "8...7...5...3..."], [["s...s..ss...s..s", "....h.......h..."], ["s...s.sss...s.ss", "....r.......h..."]]) { Swing = 0.33, HasSevenths = true, Busy = 7, HallWet = 0.4, ChordLevel = 0.22 },
        "ambient" => new(Lydian, (56, 66), ["bell", "electric"], "pad", "sine", [[0, 4, 1, 0], [0, 5, 2, 4], [3, 0, 1, 5], [0, 1, 0, 4]],
            ["x...............", "x.......x......."], ["1...............", "1.......5......."], [["................"]]) { HallSize = 2.4, HallWet = 0.9, EchoBack = 0.45, Busy = 3, LeadOctave = 1, HasSevenths = true, ChordLevel = 0.34 },
        "cumbia" => new(Minor, (94, 106), ["organ", "reed"], "organ", "bass", [[0, 0, 4, 0], [0, 3, 4, 0], [0, 6, 5, 4], [5, 6, 0, 0]],
            ["....x.......x...", "..x...x...x...x."], ["1.....5.8.....5.", "1...5.8.1...5.8."], [["s.sss.sss.sss.ss", "K.......K.......", "....o.o.....o..o"], ["s.sss.sss.sss.ss", "K.....T.K...T...", "c..c..c...c.c..."]]) { Busy = 8, HallWet = 0.2, ChordLevel = 0.22, Drive = 1.5 },
        "doom" => new(Phrygian, (62, 74), ["fuzz", "organ"], "fuzz", "sawbass", [[0, 1, 0, 5], [0, 0, 3, 1], [0, 5, 1, 0], [0, 2, 1, 0]],
            ["x.......x..x....", "x.....x.........", "x...x...x......."], ["1.......1..1....", "1.....1.........", "1...1...1......."], [["K.......S.......", "C..............."], ["K.....K.S..K....", "s...s...s...s..."]]) { Drive = 3.2, Busy = 4, HallSize = 1.6, HallWet = 0.4, ChordLevel = 0.5, LeadOctave = -1 },
        "chiptune" => new(Major, (138, 172), ["square", "pulse"], "pulse", "triangle", [[0, 4, 5, 3], [0, 3, 4, 4], [5, 3, 0, 4], [0, 2, 3, 4], [3, 4, 0, 5], [1, 4, 0, 0]],
            ["aaaaaaaaaaaaaaaa", "a.a.a.a.a.a.a.a.", "aa.aa.aa.aa.aa.."], ["1...5...1...5...", "1.8.1.8.1.8.1.8.", "1..1..5..5..8..."], [["k...r...k.k.r...", "..h...h...h...h."], ["k..k..r...k.r.rr"], ["................"]]) { Busy = 9, HallWet = 0, ChordLevel = 0.16, Drive = 0.8 },
        "piano" => new(Major, (68, 88), ["piano"], "piano", "piano", [[0, 5, 3, 4], [0, 2, 3, 0], [5, 4, 3, 0], [3, 0, 4, 5], [0, 4, 1, 3]],
            ["a.a.a.a.a.a.a.a.", "a...a...a...a...", "..a.a.a...a.a.a.", "x.......x......."], ["1...............", "1.......5......."], [["................"]]) { Busy = 4, HallSize = 1.5, HallWet = 0.55, HasSevenths = true, ChordLevel = 0.3, LeadOctave = 1 },
        "techno" => new(Minor, (124, 132), ["bell", "synth"], "pad", "sawbass", [[0, 0, 0, 5], [0, 0, 3, 3], [0, 6, 0, 0], [5, 5, 0, 0]],
            ["x...............", "...x.....x......", "..x..x..x....x.."], ["..1...1...1...1.", "..11..11..11..11", "..1..18...1..15."], [["K...K...K...K...", "..H...H...H...H.", "hhhhhhhhhhhhhhhh"], ["K...K...K...K...", "..h...h...h...h.", "....r..r......r."]]) { EchoBack = 0.4, Drive = 2, Busy = 5, ChordLevel = 0.25 },
        "downtempo" => new(Dorian, (78, 88), ["electric", "bell"], "electric", "sine", [[0, 3, 0, 4], [1, 4, 0, 0], [5, 1, 0, 3], [0, 6, 3, 4]],
            ["x.....x...x.....", "x..x......x.....", "......x.x......."], ["1.....1...5.....", "1..1....8..5....", "1.......1.5.8..."], [["K.....K...K.....", "....S.......S...", "h.hhh.h.h.hhh.h."], ["K..K......K..K..", "....r.......r..S", "s.s.s.s.s.s.s.s."]]) { Swing = 0.22, HasSevenths = true, Busy = 5, EchoBack = 0.25 },
        _ => new(Mixolydian, (88, 104), ["organ", "electric", "horn"], "electric", "bass", [[0, 3, 0, 4], [0, 6, 3, 0], [1, 4, 0, 5], [3, 0, 4, 0]],
            ["..x...x...x...x.", "x..x..x.....x...", "....x.......x..."], ["1..1..5.8..8..5.", "1.....1.5.8.5.1.", "1..51...1..58..."], [["K..K....K.K.....", "....S..r.r..S..r", "h.h.h.h.h.h.h.h."], ["K.....K.K..K....", "....S.......S...", "s.sss.sss.sss.ss"]]) { Swing = 0.15, HasSevenths = true, Busy = 6, Drive = 1.4 },
    };
}
