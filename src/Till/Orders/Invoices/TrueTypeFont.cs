using System.Buffers.Binary;
using System.Text;

namespace Till.Orders.Invoices;

/// <summary>
/// A TrueType font: which glyph a character has, how wide it is, and a file with no other glyphs than those that are used.
/// Format: https://learn.microsoft.com/typography/opentype/spec/.
/// </summary>
internal sealed class TrueTypeFont
{
    private readonly byte[] file;
    private readonly Dictionary<string, (int At, int Length)> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ushort> glyphs = [];
    private readonly bool longOffsets;

    public TrueTypeFont(byte[] file)
    {
        this.file = file;
        for (var i = 0; i < U16(4); i++)
        {
            var entry = 12 + (16 * i);
            tables[Encoding.ASCII.GetString(file, entry, 4)] = ((int)U32(entry + 8), (int)U32(entry + 12));
        }

        longOffsets = U16(At("head") + 50) == 1;
        ReadCharacters();
    }

    private int UnitsPerEm => U16(At("head") + 18);

    private int Count => U16(At("maxp") + 4);

    /// <summary>The box around all glyphs, in thousandths of the size: left, bottom, right, top.</summary>
    public int[] Box => [.. Enumerable.Range(0, 4).Select(i => Scaled(S16(At("head") + 36 + (2 * i))))];

    public int Ascent => Scaled(S16(At("hhea") + 4));

    public int Descent => Scaled(S16(At("hhea") + 6));

    public int CapHeight => Scaled(S16(At("OS/2") + 88));

    /// <summary>The character's glyph, or 0: the box that stands for what the font does not have.</summary>
    public ushort Glyph(Rune character) => glyphs.GetValueOrDefault(character.Value);

    /// <summary>In thousandths of the size.</summary>
    public int Width(ushort glyph) => Scaled(U16(At("hmtx") + (4 * Math.Min(glyph, U16(At("hhea") + 34) - 1))));

    /// <summary>The font with the outlines of these glyphs alone, under their old numbers.</summary>
    public byte[] Subset(IEnumerable<ushort> used)
    {
        var kept = new SortedSet<ushort> { 0 };
        foreach (var glyph in used)
        {
            Keep(glyph, kept);
        }

        using var outlines = new MemoryStream();
        var offsets = new byte[4 * (Count + 1)];
        for (var glyph = 0; glyph < Count; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(offsets.AsSpan(4 * glyph), (uint)outlines.Length);
            if (kept.Contains((ushort)glyph))
            {
                var (at, length) = Outline(glyph);
                outlines.Write(file, at, length);
                outlines.SetLength((outlines.Length + 3) & ~3);
                outlines.Position = outlines.Length;
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(offsets.AsSpan(4 * Count), (uint)outlines.Length);
        var head = Table("head");
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(50), 1); // long offsets
        var parts = new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { ["glyf"] = outlines.ToArray(), ["loca"] = offsets, ["head"] = head };
        foreach (var name in (string[])["hhea", "hmtx", "maxp", "cvt ", "fpgm", "prep"])
        {
            if (tables.ContainsKey(name))
            {
                parts[name] = Table(name);
            }
        }

        return Assemble(parts);
    }

    private static byte[] Assemble(SortedDictionary<string, byte[]> parts)
    {
        var power = 1 << (int)Math.Log2(parts.Count);
        using var made = new MemoryStream();
        Span<byte> entry = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(entry, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(entry[4..], (ushort)parts.Count);
        BinaryPrimitives.WriteUInt16BigEndian(entry[6..], (ushort)(16 * power));
        BinaryPrimitives.WriteUInt16BigEndian(entry[8..], (ushort)Math.Log2(power));
        BinaryPrimitives.WriteUInt16BigEndian(entry[10..], (ushort)(16 * (parts.Count - power)));
        made.Write(entry[..12]);
        var at = 12 + (16 * parts.Count);
        foreach (var (name, part) in parts)
        {
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Checksum(part));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)at);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)part.Length);
            made.Write(entry);
            at += (part.Length + 3) & ~3;
        }

        foreach (var part in parts.Values)
        {
            made.Write(part);
            made.Write(new byte[((part.Length + 3) & ~3) - part.Length]);
        }

        return made.ToArray();
    }

    /// <summary>The sum of its 32-bit words, of which only the low 32 bits count.</summary>
    private static uint Checksum(byte[] part)
    {
        var sum = 0UL;
        for (var i = 0; i < part.Length; i++)
        {
            sum += (ulong)part[i] << (8 * (3 - (i % 4)));
        }

        return (uint)(sum & uint.MaxValue);
    }

    /// <summary>Keeps a glyph and those that it is put together from: é is e and an accent.</summary>
    private void Keep(ushort glyph, SortedSet<ushort> kept)
    {
        var (at, length) = Outline(glyph);
        if (!kept.Add(glyph) || length == 0 || S16(at) >= 0)
        {
            return;
        }

        at += 10;
        int flags;
        do
        {
            flags = U16(at);
            Keep((ushort)U16(at + 2), kept);
            at += 4 + ((flags & 0x0001) != 0 ? 4 : 2)
                + ((flags & 0x0008) != 0 ? 2 : (flags & 0x0040) != 0 ? 4 : (flags & 0x0080) != 0 ? 8 : 0);
        }
        while ((flags & 0x0020) != 0);
    }

    private (int At, int Length) Outline(int glyph)
    {
        var (from, to) = longOffsets
            ? ((int)U32(At("loca") + (4 * glyph)), (int)U32(At("loca") + (4 * glyph) + 4))
            : (2 * U16(At("loca") + (2 * glyph)), 2 * U16(At("loca") + (2 * glyph) + 2));
        return (At("glyf") + from, to - from);
    }

    /// <summary>The table of Unicode's first plane (format 4), which text fonts have.</summary>
    private void ReadCharacters()
    {
        var cmap = At("cmap");
        var table = Enumerable.Range(0, U16(cmap + 2)).Select(i => cmap + 4 + (8 * i))
            .Where(entry => U16(entry) == 3 && U16(entry + 2) == 1).Select(entry => cmap + (int)U32(entry + 4)).First();
        var segments = U16(table + 6) / 2;
        for (var i = 0; i < segments; i++)
        {
            var end = U16(table + 14 + (2 * i));
            var start = U16(table + 16 + (2 * (segments + i)));
            var delta = U16(table + 16 + (2 * ((2 * segments) + i)));
            var rangeAt = table + 16 + (2 * ((3 * segments) + i));
            for (var character = start; character <= end && character < 0xFFFF; character++)
            {
                var glyph = U16(rangeAt) == 0 ? character : U16(rangeAt + U16(rangeAt) + (2 * (character - start)));
                glyphs[character] = (ushort)(glyph == 0 ? 0 : (glyph + delta) & 0xFFFF);
            }
        }
    }

    private int Scaled(int units) => units * 1000 / UnitsPerEm;

    private int At(string table) => tables[table].At;

    private byte[] Table(string name) => file.AsSpan(tables[name].At, tables[name].Length).ToArray();

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));

    private int S16(int at) => BinaryPrimitives.ReadInt16BigEndian(file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
}
