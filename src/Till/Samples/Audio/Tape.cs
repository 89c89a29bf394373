namespace Till.Samples.Audio;

/// <summary>One track being rendered: mono, 22,050 samples a second.</summary>
internal sealed class Tape(double seconds)
{
    public const int Rate = 22_050;

    public float[] Samples { get; } = new float[(int)(seconds * Rate)];

    /// <summary>Where a time in seconds falls, or the end of the tape.</summary>
    public int At(double time) => Math.Clamp((int)(time * Rate), 0, Samples.Length);

    /// <summary>A small hall: four damped echoes whose lengths share no factor.</summary>
    public void Hall(double size, double wet)
    {
        var dry = (float[])Samples.Clone();
        foreach (var (milliseconds, back) in new[] { (29.7, 0.78), (37.1, 0.75), (41.9, 0.72), (53.3, 0.7) })
        {
            var line = new float[(int)(milliseconds * size * Rate / 1000)];
            var (at, damped, feedback, level) = (0, 0f, (float)back, (float)(wet * 0.3));
            for (var i = 0; i < dry.Length; i++)
            {
                var echo = line[at];
                damped += (echo - damped) * 0.45f;
                line[at] = dry[i] + (damped * feedback);
                Samples[i] += echo * level;
                at = at + 1 == line.Length ? 0 : at + 1;
            }
        }
    }

    public void Echo(double seconds, double back)
    {
        var delay = (int)(seconds * Rate);
        for (var i = delay; i < Samples.Length; i++)
        {
            Samples[i] += Samples[i - delay] * (float)back;
        }
    }

    /// <summary>Rounds the peaks, brings the whole to a common loudness below full scale, and fades both ends.</summary>
    public void Master(double drive, double fadeOutSeconds)
    {
        var peak = 1e-6f;
        foreach (var sample in Samples)
        {
            peak = Math.Max(peak, Math.Abs(sample));
        }

        var gain = drive / peak;
        var ceiling = 0.86 / Math.Tanh(drive);
        var (fadeIn, fadeOut) = (At(0.01), At(fadeOutSeconds));
        for (var i = 0; i < Samples.Length; i++)
        {
            var x = Samples[i] * gain;
            var fade = Math.Min(1.0, Math.Min((double)i / fadeIn, (double)(Samples.Length - 1 - i) / fadeOut));
            Samples[i] = (float)(x * (27 + (x * x)) / (27 + (9 * x * x)) * ceiling * Math.Sqrt(fade));
        }
    }
}
