using System.Text;

namespace Scratch.Cli;

/// <summary>
/// stdout or stderr, which may be closed or full: what can't be written there ends no work. The first failure is kept.
/// </summary>
internal sealed class StandardStream(TextWriter writer) : TextWriter(CultureInfo.InvariantCulture)
{
    private const int CloseOnExecute = 0x80000; // O_CLOEXEC of Linux

    public IOException? Failure { get; private set; }

    public override Encoding Encoding => writer.Encoding;

    /// <summary>Puts the process's streams in the place of the console's.</summary>
    /// <returns>stdout.</returns>
    public static StandardStream Install()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var output = new StandardStream(IsOpen(1) ? Console.Out : new ClosedWriter());
        Console.SetOut(output);
        Console.SetError(IsOpen(2) ? new StandardStream(Console.Error) : Null);
        return output;
    }

    public override void Write(char value) => Try(() => writer.Write(value));

    public override void Write(string? value) => Try(() => writer.Write(value));

    public override void WriteLine(string? value) => Try(() => writer.WriteLine(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => writer.Write(buffer, index, count));

    public override void Flush() => Try(writer.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Failure ??= error as IOException ?? new IOException(error.Message, error);
        }
    }

    /// <summary>
    /// Whether the process was given the stream. If not, .NET has opened something of its own with that number, which
    /// must not be written to; what it opens is closed on execution, what a process is given was not.
    /// </summary>
    private static bool IsOpen(int descriptor)
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{descriptor}");
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/proc/self/fdinfo"))
        {
            return true;
        }
        try
        {
            string flags = File.ReadLines(file).First(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & CloseOnExecute) == 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return File.Exists(file);
        }
    }

    private sealed class ClosedWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("it is closed");
    }
}
