using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Till.Samples;
using Till.Samples.Audio;

namespace Till.Tests.Samples;

/// <summary>The pressing of all albums, once for all tests that listen to it or fill a shop with it.</summary>
internal static class Pressing
{
    private static readonly Lazy<IReadOnlyList<PressedAlbum>> Pressed = new(() => [.. SampleShop.Albums.Select(album => SampleShop.Press(album))]);

    public static IReadOnlyList<PressedAlbum> Albums => Pressed.Value;

    public static PressedAlbum Of(SampleAlbum album) => Albums.Single(pressed => pressed.Album == album);

    /// <summary>The same album with its previews for tracks, for tests that fill many shops and look at rows rather than sound.</summary>
    public static PressedAlbum LightOf(SampleAlbum album)
    {
        var pressed = Of(album);
        return pressed with { Tracks = [.. pressed.Tracks.Select(track => track with { Wave = track.Preview })], Zip = pressed.Zip[..1000] };
    }
}

public sealed class AudioTests
{
    [Fact]
    public void Every_track_is_a_playable_file_of_12_to_18_seconds() => Assert.All(Pressing.Albums.SelectMany(album => album.Tracks), track =>
    {
        AssertHeader(track.Wave, 22_050);
        Assert.InRange(track.Seconds, 12, 18);
        Assert.Equal(track.Seconds, (track.Wave.Length - Wave.HeaderLength) / 2.0 / 22_050, 3);
    });

    [Fact]
    public void No_track_clips_is_silent_or_starts_or_ends_with_a_crack() => Assert.All(Pressing.Albums.SelectMany(album => album.Tracks), track =>
    {
        var samples = Samples(track.Wave);
        var loudness = Math.Sqrt(samples.Average(sample => (double)sample * sample));

        Assert.InRange(samples.Max(Math.Abs), 20_000, 31_000);
        Assert.InRange(loudness, 1_000, 16_000);
        Assert.InRange(Math.Abs(samples.Average(sample => (double)sample)), 0, 300);
        Assert.InRange(Math.Abs(samples[0]), 0, 100);
        Assert.InRange(Math.Abs(samples[^1]), 0, 100);
    });

    [Fact]
    public void A_preview_is_the_first_eight_seconds_faded_out_and_a_file_of_its_own() => Assert.All(Pressing.Albums.SelectMany(album => album.Tracks), track =>
    {
        AssertHeader(track.Preview, 11_025);
        var samples = Samples(track.Preview);

        Assert.Equal(88_200, samples.Length);
        Assert.InRange(samples[..80_000].Max(Math.Abs), 4_000, 31_000);
        Assert.InRange(Math.Abs(samples[^1]), 0, 100);
    });

    [Fact]
    public void Every_track_has_a_melody_of_its_own()
    {
        var melodies = SampleShop.Albums.SelectMany(album => album.Tracks, (album, track) => string.Join(' ', Composer.Write(album, track).Melody)).ToArray();

        Assert.Equal(melodies.Length, melodies.Distinct().Count());
        Assert.All(SampleShop.Albums.SelectMany(album => album.Tracks, Composer.Write), score =>
        {
            Assert.True(score.Melody.Count >= 6);
            Assert.True(score.Melody.Select(note => note.Midi).Distinct().Count() >= 3);
            Assert.All(score.Melody, note => Assert.InRange(note.Midi, 40, 96));
        });
    }

    [Fact]
    public void Strings_are_in_tune()
    {
        // A plucked string of 440 Hz crosses zero 880 times a second, once its attack is over.
        var tape = new Tape(2);
        Voices.Play(tape, "pluck", 0, 2, 69, 0.8, new SeededChance("tune"));
        var tone = tape.Samples.AsSpan(tape.At(0.7), Tape.Rate / 2).ToArray();
        var crossings = Enumerable.Range(1, tone.Length - 1).Where(i => tone[i - 1] < 0 && tone[i] >= 0).ToArray();
        var pitch = (crossings.Length - 1) * (double)Tape.Rate / (crossings[^1] - crossings[0]);

        Assert.InRange(pitch, 438, 442);
    }

    [Fact]
    public void The_zip_holds_the_tracks_in_order_the_cover_and_liner_notes() => Assert.All(Pressing.Albums, pressed =>
    {
        using var zip = new ZipArchive(new MemoryStream(pressed.Zip));
        var first = pressed.Tracks[0];

        Assert.Equal([.. pressed.Tracks.Select(track => track.FileName), "cover.svg", "Liner notes.txt"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal($"01 {first.Title}.wav", zip.Entries[0].FullName);
        Assert.Equal(first.Wave, Content(zip.Entries[0]));
        Assert.Equal(pressed.Cover.Svg, Encoding.UTF8.GetString(Content(zip.GetEntry("cover.svg")!)));
        Assert.Contains(first.Title, Encoding.UTF8.GetString(Content(zip.GetEntry("Liner notes.txt")!)));
    });

    [Fact]
    public void An_album_pressed_twice_is_the_same_to_the_byte()
    {
        var first = Pressing.Albums.Single(pressed => pressed.Album.Slug == "blue-hour-standards");
        var again = SampleShop.Press(first.Album, TestContext.Current.CancellationToken);

        Assert.Equal(first.Zip, again.Zip);
        Assert.Equal(first.Tracks.Select(track => track.Preview), again.Tracks.Select(track => track.Preview));
    }

    [Fact]
    public void All_albums_together_take_less_than_80_megabytes()
    {
        var bytes = Pressing.Albums.Sum(album => album.Zip.LongLength + album.Tracks.Sum(track => track.Wave.LongLength + track.Preview.LongLength));

        Assert.InRange(bytes, 30_000_000, 80_000_000);
    }

    [Fact]
    public void A_file_name_leaves_out_what_file_systems_dislike() =>
        Assert.Equal("07 What's up ACDC.wav", new PressedTrack(7, "What's* up?: AC/DC", 1, [], []).FileName);

    private static void AssertHeader(byte[] file, int rate)
    {
        Assert.Equal("RIFF", Encoding.ASCII.GetString(file, 0, 4));
        Assert.Equal("WAVEfmt ", Encoding.ASCII.GetString(file, 8, 8));
        Assert.Equal("data", Encoding.ASCII.GetString(file, 36, 4));
        Assert.Equal(file.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)));
        Assert.Equal(file.Length - 44, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(40)));
        Assert.Equal((1, 1), (BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(20)), BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(22))));
        Assert.Equal((rate, rate * 2), (BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(24)), BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(28))));
        Assert.Equal((2, 16), (BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(32)), BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(34))));
    }

    private static int[] Samples(byte[] file) =>
        [.. Enumerable.Range(0, (file.Length - 44) / 2).Select(i => (int)BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(44 + (i * 2))))];

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var from = entry.Open();
        using var to = new MemoryStream();
        from.CopyTo(to);
        return to.ToArray();
    }
}
