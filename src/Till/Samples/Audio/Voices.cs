namespace Till.Samples.Audio;

/// <summary>How a note sounds. Each voice adds itself to the tape; pitch is in hertz, times in seconds, level about 0 to 1.</summary>
internal static class Voices
{
    private const double Rate = Tape.Rate;

    private static readonly float[] Sine = [.. Enumerable.Range(0, 4097).Select(i => (float)Math.Sin(Math.Tau * i / 4096))];

    public static double Pitch(double midi) => 440 * Math.Pow(2, (midi - 69) / 12);

    public static void Play(Tape tape, string voice, double time, double length, double midi, double level, SeededChance chance)
    {
        var pitch = Pitch(midi);
        switch (voice)
        {
            case "pluck": Pluck(tape, time, length + 0.9, pitch, level, 0.5, chance); break;
            case "bass": Pluck(tape, time, length + 0.25, pitch, level * 1.1, 0.22, chance); break;
            case "piano": Struck(tape, time, length + 1.6, pitch, level, [(1, 1, 1.6), (2.001, 0.5, 2.4), (3.004, 0.24, 3.4), (4.01, 0.13, 4.6), (5.02, 0.06, 6)]); break;
            case "electric": Bell(tape, time, length + 0.9, pitch, level, 1, 1.4); break;
            case "bell": Bell(tape, time, length + 1.2, pitch, level * 0.8, 3.5, 2.2); break;
            case "reed": Steady(tape, time, length, pitch, level * 0.6, [(1, 0.6), (2, 0.5), (3, 0.42), (4, 0.2), (5, 0.22), (7, 0.1)], 0.04, 5.4); break;
            case "organ": Steady(tape, time, length, pitch, level * 0.5, [(0.5, 0.5), (1, 0.8), (1.5, 0.4), (2, 0.4), (4, 0.24)], 0.01, 6.6); break;
            case "horn": Steady(tape, time, length, pitch, level * 0.8, [(1, 0.8), (2, 0.52), (3, 0.3), (4, 0.15), (5, 0.08)], 0.06, 4.8); break;
            case "pad": Saw(tape, time, length + 0.5, pitch, level * 0.5, 0.35, 700, 1, 0.006); break;
            case "synth": Saw(tape, time, length, pitch, level * 0.8, 0.008, 1900, 5, 0.004); break;
            case "sawbass": Saw(tape, time, length, pitch, level, 0.004, 420, 9, 0.002); break;
            case "fuzz": Saw(tape, time, length + 0.1, pitch, level, 0.006, 1500, 0.6, 0.005); Saw(tape, time, length + 0.1, pitch * 1.4983, level * 0.8, 0.006, 1300, 0.6, 0.004); break;
            case "square": Square(tape, time, length, pitch, level * 0.5, 0.5); break;
            case "pulse": Square(tape, time, length, pitch, level * 0.5, 0.25); break;
            case "triangle": Steady(tape, time, length, pitch, level, [(1, 0.8), (3, 0.09), (5, 0.03)], 0.003, 0); break;
            default: Steady(tape, time, length, pitch, level, [(1, 0.9), (2, 0.12)], 0.008, 0); break;
        }
    }

    public static void Hit(Tape tape, char drum, double time, double level, SeededChance chance)
    {
        switch (drum)
        {
            case 'K': Drum(tape, time, 0.32, 52, 130, level * 1.1, 0.02, 9, chance); break;
            case 'k': Drum(tape, time, 0.24, 60, 60, level * 0.7, 0, 12, chance); break;
            case 'S': Drum(tape, time, 0.22, 185, 40, level * 0.75, 0.8, 17, chance); break;
            case 'r': Drum(tape, time, 0.07, 420, 60, level * 0.5, 0.4, 55, chance); break;
            case 'T': Drum(tape, time, 0.35, 96, 60, level * 0.8, 0.06, 9, chance); break;
            case 'o': Drum(tape, time, 0.18, 290, 30, level * 0.5, 0.04, 18, chance); break;
            case 'c': Drum(tape, time, 0.05, 1900, 0, level * 0.3, 0.15, 60, chance); break;
            case 'H': Hiss(tape, time, 0.28, level * 0.28, 11, chance); break;
            case 'h': Hiss(tape, time, 0.06, level * 0.26, 60, chance); break;
            case 's': Hiss(tape, time, 0.11, level * 0.2, 26, chance); break;
            case 'C': Hiss(tape, time, 1.3, level * 0.3, 3, chance); break;
            default: break;
        }
    }

    /// <summary>A string: noise going round a loop that loses its edge (Karplus and Strong).</summary>
    private static void Pluck(Tape tape, double time, double length, double pitch, double level, double bright, SeededChance chance)
    {
        var (from, to) = (tape.At(time), tape.At(time + length));
        var exact = (Rate / pitch) - 0.5;
        var line = new float[Math.Max(2, (int)exact)];
        var soft = 0.0;
        for (var i = 0; i < line.Length; i++)
        {
            soft += (chance.Noise() - soft) * bright;
            line[i] = (float)(soft / Math.Sqrt(bright) * level * 0.75);
        }

        // A string hangs around its rest: what the noise has off centre would stay in the loop longer than any tone.
        var centre = line.Average();
        for (var i = 0; i < line.Length; i++)
        {
            line[i] -= centre;
        }

        var (at, tune, before, last) = (0, (float)(exact - line.Length), 0f, 0f);
        var keep = (float)Math.Pow(0.5, 1 / (pitch * Math.Clamp(90 / pitch, 0.12, 0.6)));
        for (var i = from; i < to; i++)
        {
            // The fraction of a sample that the loop lacks is taken between this sample and the one before; without it high notes are flat.
            var now = line[at];
            var tuned = (now * (1 - tune)) + (before * tune);
            line[at] = (tuned + last) * 0.5f * keep;
            (before, last) = (now, tuned);
            tape.Samples[i] += now * Math.Min(1f, (to - i) / 1500f);
            at = at + 1 == line.Length ? 0 : at + 1;
        }
    }

    private static void Struck(Tape tape, double time, double length, double pitch, double level, (double Ratio, double Part, double Decay)[] partials)
    {
        var (from, to) = (tape.At(time), tape.At(time + length));
        foreach (var (ratio, part, decay) in partials)
        {
            if (pitch * ratio > Rate * 0.45)
            {
                continue;
            }

            var (phase, step) = (0.0, pitch * ratio / Rate * 4096);
            var (loud, fade) = ((float)(level * part * 0.5), (float)Math.Exp(-decay * (0.6 + (pitch / 700)) / Rate));
            for (var i = from; i < to; i++)
            {
                tape.Samples[i] += Sine[(int)phase] * loud * Math.Min(1f, Math.Min((i - from) / 60f, (to - i) / 900f));
                loud *= fade;
                phase += step;
                phase = phase >= 4096 ? phase - 4096 : phase;
            }
        }
    }

    /// <summary>One sine bends another: tines at a low ratio, bells at a high one.</summary>
    private static void Bell(Tape tape, double time, double length, double pitch, double level, double ratio, double bend)
    {
        var (from, to) = (tape.At(time), tape.At(time + length));
        var (carrier, modulator, loud, bright) = (0.0, 0.0, level * 0.6, bend * 652);
        var (step, bendStep) = (pitch / Rate * 4096, pitch * ratio / Rate * 4096);
        for (var i = from; i < to; i++)
        {
            var place = (int)(carrier + (Sine[(int)modulator] * bright) + 8192) & 4095;
            tape.Samples[i] += (float)(Sine[place] * loud * Math.Min(1, Math.Min((i - from) / 80.0, (to - i) / 900.0)));
            loud *= 0.99992;
            bright *= 0.99985;
            carrier = (carrier + step) % 4096;
            modulator = (modulator + bendStep) % 4096;
        }
    }

    private static void Steady(Tape tape, double time, double length, double pitch, double level, (double Ratio, double Part)[] partials, double attack, double vibrato)
    {
        var (from, to) = (tape.At(time), tape.At(time + length));
        var (rise, fall) = (attack * Rate, Math.Min(0.08, length * 0.3) * Rate);
        foreach (var (ratio, part) in partials)
        {
            if (pitch * ratio > Rate * 0.45)
            {
                continue;
            }

            var (phase, step, sway, swayStep) = (0.0, pitch * ratio / Rate * 4096, 0.0, vibrato / Rate * 4096);
            for (var i = from; i < to; i++)
            {
                var shape = Math.Min(1, Math.Min((i - from) / rise, (to - i) / fall));
                tape.Samples[i] += (float)(Sine[(int)phase] * level * part * 0.5 * shape);
                phase += step * (vibrato > 0 ? 1 + (Sine[(int)sway] * 0.004) : 1);
                phase = phase >= 4096 ? phase - 4096 : phase;
                sway = sway + swayStep >= 4096 ? 0 : sway + swayStep;
            }
        }
    }

    /// <summary>Two saws a little apart, through a filter that opens at once and closes at <paramref name="pluck"/> per second.</summary>
    private static void Saw(Tape tape, double time, double length, double pitch, double level, double attack, double cutoff, double pluck, double apart)
    {
        var (from, to) = (tape.At(time), tape.At(time + length));
        var (a, b, low, lower) = (0.0, 0.37, 0.0, 0.0);
        var (stepA, stepB) = (pitch * (1 + apart) / Rate, pitch * (1 - apart) / Rate);
        var (open, floor) = (cutoff * 3, cutoff * 0.5);
        var closing = Math.Exp(-pluck / Rate);
        for (var i = from; i < to; i++)
        {
            a = a + stepA >= 1 ? a + stepA - 1 : a + stepA;
            b = b + stepB >= 1 ? b + stepB - 1 : b + stepB;
            open = floor + ((open - floor) * closing);
            var share = Math.Min(0.9, Math.Tau * open / Rate);
            low += ((a + b - 1) - low) * share;
            lower += (low - lower) * share;
            tape.Samples[i] += (float)(lower * level * 0.6 * Math.Min(1, Math.Min((i - from) / (attack * Rate), (to - i) / 800.0)));
        }
    }

    private static void Square(Tape tape, double time, double length, double pitch, double level, double width)
    {
        var (from, to) = (tape.At(time), tape.At(time + (length * 0.92)));
        var (phase, step) = (0.0, pitch / Rate);
        for (var i = from; i < to; i++)
        {
            // Sixteen steps of loudness, as the little consoles had.
            var steps = Math.Ceiling(15.0 * (to - i) / (to - from)) / 15;
            tape.Samples[i] += (float)(((phase < width ? 2 : 0) - (2 * width)) * level * 0.5 * (0.35 + (0.65 * steps)));
            phase = phase + step >= 1 ? phase + step - 1 : phase + step;
        }
    }

    private static void Drum(Tape tape, double time, double length, double pitch, double drop, double level, double noise, double decay, SeededChance chance)
    {
        var (from, to) = (tape.At(time), tape.At(time + length));
        var (phase, body, bend) = (0.0, level, drop);
        var (fade, settle) = (Math.Exp(-decay / Rate), Math.Exp(-38 / Rate));
        for (var i = from; i < to; i++)
        {
            phase = (phase + ((pitch + bend) / Rate * 4096)) % 4096;
            tape.Samples[i] += (float)(body * ((Sine[(int)phase] * (1 - (noise * 0.6))) + (noise > 0 ? chance.Noise() * noise * 0.7 : 0)) * Math.Min(1, (to - i) / 400.0));
            body *= fade;
            bend *= settle;
        }
    }

    private static void Hiss(Tape tape, double time, double length, double level, double decay, SeededChance chance)
    {
        var (from, to) = (tape.At(time), tape.At(time + length));
        var (last, fade) = (0.0, Math.Exp(-decay / Rate));
        for (var i = from; i < to; i++)
        {
            var noise = chance.Noise();
            tape.Samples[i] += (float)((noise - last) * level);
            last = noise;
            level *= fade;
        }
    }
}
