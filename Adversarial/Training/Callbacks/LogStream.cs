using System.Text;

namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// A file that a callback only adds to, so that what a checkpoint must know of it is its length: on a resume it is cut
/// back to that, and what the broken-off training wrote behind the checkpoint is written again.
/// </summary>
internal sealed class LogStream(Stream stream)
{
    public bool IsEmpty => stream.Length == 0;

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    public void Save(TrainingState state)
    {
        if (stream is FileStream file)
        {
            Disk.Flush(file); // before the checkpoint that counts on it
        }
        else
        {
            stream.Flush();
        }
        state.Write("bytes", stream.Position);
    }

    /// <summary>Cuts the file back.</summary>
    /// <exception cref="InvalidDataException">It is shorter than it was.</exception>
    public void Restore(TrainingState state)
    {
        long bytes = state.ReadCount("bytes");
        if (bytes > stream.Length)
        {
            throw new InvalidDataException(
                $"A log has {stream.Length} bytes, but the checkpoint was written when it had {bytes}.");
        }
        stream.SetLength(bytes);
        stream.Position = bytes;
    }

    /// <summary>The lines that are there.</summary>
    public IEnumerable<string> ReadLines()
    {
        long end = stream.Position;
        stream.Position = 0;
        using (var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true))
        {
            while (reader.ReadLine() is { } line)
            {
                yield return line;
            }
        }
        stream.Position = end;
    }
}
