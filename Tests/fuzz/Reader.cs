namespace Scratch.Tests.Fuzz;

/// <summary>A reader of files, and what it may do with one that nobody has vouched for.</summary>
/// <param name="Name">What run.sh calls it.</param>
/// <param name="Floor">The bytes that it may allocate for the smallest file: buffers, and its message.</param>
/// <param name="Read">Reads.</param>
internal sealed record Reader(string Name, long Floor, Action<byte[]> Read)
{
    private const int MostBytesPerByte = 10;
    private const int MostOfMessage = 2000; // characters
    private const int Attempts = 3;

    /// <summary>The bytes that a compressed file holds; the file's own for any other.</summary>
    public Func<byte[], long> Size { get; init; } = file => file.Length;

    /// <summary>Whether <see cref="ArgumentException"/> refuses a file as well: a value that is out of its
    /// range.</summary>
    public bool RefusesArguments { get; init; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">What is in it.</param>
    /// <param name="allocated">The bytes that it took.</param>
    /// <returns>Why it was refused; null if it was read.</returns>
    /// <exception cref="Exception">A finding: anything but the exceptions that the reader says it throws, a message
    /// too long to be read, or too much memory.</exception>
    public string? Try(byte[] file, out long allocated)
    {
        string? refusal = Once(file, out allocated);
        long believed = Floor + (MostBytesPerByte * (long)file.Length);
        if (allocated > believed)
        {
            long most = Math.Max(believed, Floor + (MostBytesPerByte * Size(file)));
            // what a program allocates once in its life falls to some file: it is the file's if it is so each time
            for (int attempt = 1; allocated > most && attempt < Attempts; attempt++)
            {
                refusal = Once(file, out allocated);
            }
            if (allocated > most)
            {
                throw new MemoryException($"{allocated} bytes are allocated, expected at most {most}.");
            }
        }
        return refusal is not { Length: > MostOfMessage } ? refusal
            : throw new MessageException($"A message has {refusal.Length} characters: {refusal[..MostOfMessage]}");
    }

    private string? Once(byte[] file, out long allocated)
    {
        string? refusal = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(file);
        }
        catch (InvalidDataException error)
        {
            refusal = error.Message;
        }
        catch (ArgumentException error) when (RefusesArguments && error is not ArgumentNullException)
        {
            refusal = error.Message;
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return refusal;
    }
}

/// <summary>A reader took more memory than a file is worth.</summary>
internal sealed class MemoryException(string message) : Exception(message);

/// <summary>A message is no line to read.</summary>
internal sealed class MessageException(string message) : Exception(message);
