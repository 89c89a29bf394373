using System.IO.Compression;
using System.Text;
using Till.Samples.Art;

namespace Till.Samples.Audio;

/// <summary>A track as files: the whole, and a preview of its first eight seconds.</summary>
internal sealed record PressedTrack(int Number, string Title, double Seconds, byte[] Wave, byte[] Preview)
{
    /// <summary>"01 Title.wav", with what file systems dislike left out.</summary>
    public string FileName => $"{Number:00} {new string([.. Title.Where(letter => !@"\/:*?""<>|".Contains(letter))])}.wav";
}

/// <summary>An album ready to sell: its tracks in order and the zip that a buyer downloads.</summary>
internal sealed record PressedAlbum(SampleAlbum Album, Artwork Cover, IReadOnlyList<PressedTrack> Tracks, byte[] Zip)
{
    public string ZipName => $"{Album.Band} - {Album.Title}.zip";
}

/// <summary>Presses albums: plays every track, writes the files, packs the zip.</summary>
internal static class Records
{
    public const double PreviewSeconds = 8;

    public static PressedAlbum Press(SampleAlbum album, CancellationToken cancel = default)
    {
        var tracks = new PressedTrack[album.Tracks.Count];
        var gently = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1), CancellationToken = cancel };
        Parallel.For(0, tracks.Length, gently, at =>
        {
            var samples = Composer.Play(album, album.Tracks[at]);
            tracks[at] = new PressedTrack(
                album.Tracks[at].Number, album.Tracks[at].Title, (double)samples.Length / Tape.Rate, Wave.Write(samples), Wave.Preview(samples, PreviewSeconds));
        });

        var cover = Covers.Draw(album);
        return new PressedAlbum(album, cover, tracks, Pack(album, cover, tracks));
    }

    private static byte[] Pack(SampleAlbum album, Artwork cover, IReadOnlyList<PressedTrack> tracks)
    {
        using var file = new MemoryStream(tracks.Sum(track => track.Wave.Length));
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var track in tracks)
            {
                Add(zip, album, track.FileName, track.Wave);
            }

            Add(zip, album, "cover.svg", Encoding.UTF8.GetBytes(cover.Svg));
            Add(zip, album, "Liner notes.txt", Encoding.UTF8.GetBytes(LinerNotes(album, tracks)));
        }

        return file.ToArray();
    }

    private static void Add(ZipArchive zip, SampleAlbum album, string name, byte[] bytes)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        // The record's own year and not the clock's: the same zip on every machine and every day.
        entry.LastWriteTime = new DateTimeOffset(album.Year, 1, 1, 12, 0, 0, TimeSpan.Zero);
        using var to = entry.Open();
        to.Write(bytes);
    }

    private static string LinerNotes(SampleAlbum album, IReadOnlyList<PressedTrack> tracks)
    {
        var notes = new StringBuilder().Append(album.Title).Append('\n').Append(album.Band).Append(", ").Append(album.Year).Append("\n\n");
        foreach (var track in tracks)
        {
            notes.Append($"{track.Number,2}  {track.Title}  {(int)track.Seconds / 60}:{(int)track.Seconds % 60:00}\n");
        }

        return notes.Append('\n').Append(album.Description.Replace("*", "")).Append("\n\nThe band, the songs and the telescope are made up. The music is computed, note by note, when the shop is filled.\n").ToString();
    }
}
