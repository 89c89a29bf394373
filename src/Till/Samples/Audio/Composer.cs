namespace Till.Samples.Audio;

/// <summary>A note: when it starts and how long it lasts in steps of the bar's grid, and its pitch in MIDI numbers.</summary>
internal sealed record Note(double Step, double Length, int Midi);

/// <summary>What is played, before any of it is sound.</summary>
internal sealed record Score(Style Style, double StepSeconds, int Bars, string Lead, IReadOnlyList<Note> Melody, IReadOnlyList<int> Roots)
{
    public double BarSeconds => StepSeconds * Style.Steps;

    /// <summary>The music, and the room it needs to ring out.</summary>
    public double Seconds => (Bars * BarSeconds) + 1.4;
}

/// <summary>Writes one tune per track, and plays it. Both depend on nothing but the album's and track's names.</summary>
internal static class Composer
{
    /// <summary>Long enough to be music, short enough to be made while one waits. Slow genres take their four bars all the same.</summary>
    private const double LeastSeconds = 10.8;

    /// <summary>Above this a tune pierces rather than sings, and at this sampling rate its overtones fold back.</summary>
    private const int Highest = 96;

    public static Score Write(SampleAlbum album, SampleTrack track)
    {
        var style = Styles.For(album.Genre);
        var chance = new SeededChance($"tune/{album.Slug}/{track.Title}");
        var tempo = chance.Whole(style.Tempo.Low, style.Tempo.High);
        var bar = 60.0 / tempo / 4 * style.Steps;
        var bars = Math.Max(4, (int)Math.Round(LeastSeconds / bar));
        // The tempo gives a little, so that the last bar ends where the tape does.
        var step = Math.Max(LeastSeconds + chance.Between(0, 0.5), bars * bar * 0.86) / bars / style.Steps;
        var progression = style.Progressions[(track.Number + chance.Whole(0, 1)) % style.Progressions.Length];
        var tonic = 60 + chance.Whole(-5, 6);
        var roots = Enumerable.Range(0, bars).Select(at => at == bars - 1 ? 0 : progression[at % progression.Length]).ToArray();
        var lead = style.Leads[(track.Number - 1) % style.Leads.Length];
        return new Score(style, step, bars, lead, Melody(style, chance, roots, tonic), [.. roots.Select(root => tonic + Degree(style, root))]);
    }

    public static float[] Play(SampleAlbum album, SampleTrack track)
    {
        var score = Write(album, track);
        var style = score.Style;
        var chance = new SeededChance($"take/{album.Slug}/{track.Title}");
        var tape = new Tape(score.Seconds);
        Accompany(tape, score, chance);
        Drum(tape, score, chance);
        if (style.EchoBack > 0)
        {
            tape.Echo(score.StepSeconds * 3, style.EchoBack * 0.6);
        }

        foreach (var note in score.Melody)
        {
            Voices.Play(tape, score.Lead, Time(score, note.Step), note.Length * score.StepSeconds, note.Midi, chance.Between(0.5, 0.62), chance);
        }

        if (style.HallWet > 0)
        {
            tape.Hall(style.HallSize, style.HallWet);
        }

        tape.Master(style.Drive, 1.2);
        return tape.Samples;
    }

    /// <summary>Two ideas and a cadence, laid over the chords as A B A C, each idea leaning on the chord where the beat is strong.</summary>
    private static List<Note> Melody(Style style, SeededChance chance, int[] roots, int tonic)
    {
        var ideas = new[] { Idea(style, chance, style.Busy), Idea(style, chance, style.Busy + 1), Idea(style, chance, Math.Max(2, style.Busy - 3)) };
        int[] order = [0, 1, 0, 2];
        var melody = new List<Note>();
        for (var bar = 1; bar < roots.Length; bar++)
        {
            var last = bar == roots.Length - 1;
            foreach (var (at, length, lift) in last ? [(0, style.Steps, 0)] : ideas[order[(bar - 1) % 4]])
            {
                // A chord high in the scale is taken from below, so that the tune keeps to its octave.
                var degree = roots[bar] + lift - (roots[bar] > 3 ? 7 : 0);
                var midi = tonic + 12 + (12 * style.LeadOctave) + Degree(style, degree);
                melody.Add(new Note((bar * style.Steps) + at, length, midi > Highest ? midi - 12 : midi));
            }
        }

        return melody;
    }

    private static List<(int At, int Length, int Lift)> Idea(Style style, SeededChance chance, int notes)
    {
        var starts = new SortedSet<int> { chance.Odds(0.75) ? 0 : 2 };
        for (var tries = 0; starts.Count < notes && tries < 40; tries++)
        {
            var at = chance.Whole(0, style.Steps - 2);
            starts.Add(chance.Odds(0.72) ? at / 2 * 2 : at);
        }

        var idea = new List<(int, int, int)>();
        var (line, lift) = (starts.ToArray(), chance.Pick([0, 2, 4]));
        for (var i = 0; i < line.Length; i++)
        {
            var until = i + 1 < line.Length ? line[i + 1] : style.Steps;
            idea.Add((line[i], Math.Min(until - line[i], 6), lift));
            lift = Math.Clamp(lift + chance.Pick([-2, -1, -1, 1, 1, 2, 3, -3]), -3, 8);
            if (until % 4 == 0 && lift % 2 != 0)
            {
                lift += lift > 3 ? -1 : 1;
            }
        }

        return idea;
    }

    private static void Accompany(Tape tape, Score score, SeededChance chance)
    {
        var style = score.Style;
        var (chords, bass) = (chance.Pick(style.ChordPatterns), chance.Pick(style.BassPatterns));
        for (var bar = 0; bar < score.Bars; bar++)
        {
            var root = score.Roots[bar] > score.Roots[^1] + 6 ? score.Roots[bar] - 12 : score.Roots[bar];
            var chord = Chord(score, bar, root);
            var end = bar == score.Bars - 1;
            var broken = 0;
            for (var step = 0; step < style.Steps; step++)
            {
                var at = Time(score, (bar * style.Steps) + step);
                var sign = end ? (step == 0 ? 'x' : '.') : chords[step];
                var held = (end ? style.Steps : Gap(chords, step)) * score.StepSeconds;
                if (sign == 'x')
                {
                    foreach (var (note, i) in chord.Select((note, i) => (note, i)))
                    {
                        Voices.Play(tape, style.Chords, at + (i * 0.008), held, style.Chords == "fuzz" ? root - 24 : note, style.ChordLevel * (style.Chords == "fuzz" ? 0.5 : 0.75), chance);
                    }
                }
                else if (sign == 'a')
                {
                    Voices.Play(tape, style.Chords, at, held, chord[broken++ % chord.Length] + (broken % 5 == 4 ? 12 : 0), style.ChordLevel, chance);
                }

                var low = end ? (step == 0 ? '1' : '.') : bass[step];
                if (low != '.' && (bar > 0 || style.Drums.Length == 1))
                {
                    Voices.Play(tape, style.Bass, at, (end ? style.Steps : Gap(bass, step)) * score.StepSeconds * 0.95, Low(style, root, low), 0.5, chance);
                }
            }
        }
    }

    private static void Drum(Tape tape, Score score, SeededChance chance)
    {
        var rows = chance.Pick(score.Style.Drums);
        for (var bar = 0; bar < score.Bars - 1; bar++)
        {
            foreach (var (row, line) in rows.Select((row, line) => (row, line)))
            {
                for (var step = 0; step < row.Length; step++)
                {
                    // The last row comes in a bar early; the bar before the end leaves room for the fall.
                    if (row[step] != '.' && (bar > 0 || line == rows.Length - 1) && !(bar == score.Bars - 2 && step >= row.Length - 3 && line == 0))
                    {
                        Voices.Hit(tape, row[step], Time(score, (bar * score.Style.Steps) + step), (step % 4 == 0 ? 0.62 : 0.5) + chance.Between(-0.05, 0.05), chance);
                    }
                }
            }
        }

        if (rows.Any(row => row.Any(sign => sign != '.')))
        {
            Voices.Hit(tape, 'K', Time(score, (score.Bars - 1) * score.Style.Steps), 0.6, chance);
            Voices.Hit(tape, 'C', Time(score, (score.Bars - 1) * score.Style.Steps), 0.4, chance);
        }
    }

    private static int[] Chord(Score score, int bar, int root)
    {
        // The chord's own degree is found again from its root, so that thirds and sevenths belong to the scale.
        var style = score.Style;
        var tonic = score.Roots[^1];
        var degree = Enumerable.Range(0, 7).First(d => (tonic + style.Scale[d] - score.Roots[bar]) % 12 == 0);
        var bottom = root - Degree(style, degree);
        int[] triad = [root, bottom + Degree(style, degree + 2), bottom + Degree(style, degree + 4)];
        return style.HasSevenths ? [.. triad, bottom + Degree(style, degree + 6)] : triad;
    }

    private static int Low(Style style, int root, char sign) => root - 24 + (sign switch { '3' => style.Scale[2], '5' => 7, '6' => 9, '7' => 10, '8' => 12, _ => 0 });

    /// <summary>Steps until the pattern's next sign.</summary>
    private static int Gap(string pattern, int step)
    {
        var next = pattern.AsSpan(step + 1).IndexOfAnyExcept('.');
        return next < 0 ? pattern.Length - step : next + 1;
    }

    private static int Degree(Style style, int degree)
    {
        var octave = (int)Math.Floor(degree / 7.0);
        return (12 * octave) + style.Scale[degree - (7 * octave)];
    }

    private static double Time(Score score, double step)
    {
        var late = (int)step % 4 == 2 && score.Style.Swing > 0.3 ? 2 * score.Style.Swing : (int)step % 2 == 1 ? score.Style.Swing : 0;
        return (step + late) * score.StepSeconds;
    }
}
