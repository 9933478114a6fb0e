namespace Scratch.Adversarial.Files;

/// <summary>A file that is going to be written, settled before the work whose result it is to hold.</summary>
internal sealed class OutputFile
{
    private OutputFile(string path) => FullPath = path;

    /// <summary>The file.</summary>
    public string FullPath { get; }

    /// <summary>Settles where a result goes. Leaves all as it is.</summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="endings">Those that the form of the content has, such as <c>.png</c>.</param>
    /// <exception cref="IOException">It has another ending, is there already, is no file, or can't be
    /// written.</exception>
    /// <exception cref="UnauthorizedAccessException">Its folder can't be written to.</exception>
    public static OutputFile Settle(string path, bool overwrite, params IReadOnlyList<string> endings)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(endings);
        if (path.Length == 0)
        {
            throw new IOException("it is empty; expected a file to write.");
        }
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw new IOException($"{path}: this is a folder; expected a file to write.");
        }
        if (!endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            throw new IOException($"{path}: expected a file {string.Join(" or ", endings)}.");
        }
        Disk.RequireOrdinary(path);
        if (File.Exists(path) && !overwrite)
        {
            throw new IOException($"{path}: the file exists; --overwrite replaces it.");
        }
        AtomicFile.RequireWritable(path);
        return new OutputFile(Path.GetFullPath(path));
    }

    /// <summary>Writes the content, as <see cref="AtomicFile.Write"/> does.</summary>
    public void Write(byte[] content) => AtomicFile.Write(FullPath, stream => stream.Write(content));
}
