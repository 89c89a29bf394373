namespace Till.Backups;

/// <summary>Encrypts what is written to it. What was written last is sealed when it is disposed of.</summary>
internal sealed class SealingStream : OneWayStream
{
    private readonly Stream to;
    private readonly Sealing sealing;
    private readonly byte[] clear = new byte[Sealing.ChunkBytes];
    private readonly byte[] closed = new byte[Sealing.ChunkBytes + Sealing.TagBytes];
    private int filled;
    private bool disposed;

    public SealingStream(Stream to, string passphrase)
    {
        (this.to, sealing) = (to, Sealing.New(passphrase));
        to.Write(sealing.Header);
    }

    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (filled == clear.Length)
            {
                // Only now is it known that it is not the last.
                Put(isLast: false);
            }

            var taken = Math.Min(buffer.Length, clear.Length - filled);
            buffer[..taken].CopyTo(clear.AsSpan(filled));
            filled += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Flush()
    {
        // A chunk goes out when it is full.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            Put(isLast: true);
            sealing.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Put(bool isLast)
    {
        sealing.Seal(clear.AsSpan(0, filled), closed, isLast);
        to.Write(closed, 0, filled + Sealing.TagBytes);
        filled = 0;
    }
}

/// <summary>Reads what a <see cref="SealingStream"/> wrote, and gives nothing out that was not authenticated.</summary>
internal sealed class UnsealingStream : OneWayStream
{
    private readonly Stream from;
    private readonly Sealing sealing;
    private readonly byte[] clear = new byte[Sealing.ChunkBytes];
    private byte[] next = new byte[Sealing.ChunkBytes + Sealing.TagBytes];
    private byte[] closed = new byte[Sealing.ChunkBytes + Sealing.TagBytes];
    private int nextLength;
    private int position;
    private int length;
    private bool isOver;

    /// <exception cref="BackupException">The passphrase is not the one.</exception>
    public UnsealingStream(Stream from, string passphrase)
    {
        (this.from, sealing) = (from, Sealing.Open(from, passphrase));
        nextLength = from.ReadAtLeast(next, next.Length, throwOnEndOfStream: false);
    }

    public override bool CanRead => true;

    /// <exception cref="BackupException">It is not what was written.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (position == length && !isOver)
        {
            Take();
        }

        var taken = Math.Min(buffer.Length, length - position);
        clear.AsSpan(position, taken).CopyTo(buffer);
        position += taken;
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            sealing.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take()
    {
        (closed, next) = (next, closed);
        var closedLength = nextLength;
        nextLength = closedLength == closed.Length ? from.ReadAtLeast(next, next.Length, throwOnEndOfStream: false) : 0;
        isOver = nextLength == 0;
        if (closedLength < Sealing.TagBytes)
        {
            throw new BackupException("The backup is cut short.");
        }

        (position, length) = (0, closedLength - Sealing.TagBytes);
        sealing.Unseal(closed.AsSpan(0, closedLength), clear.AsSpan(0, length), isOver);
    }
}

/// <summary>A stream that is only read, or only written, from its beginning to its end.</summary>
internal abstract class OneWayStream : Stream
{
    public override bool CanRead => false;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
