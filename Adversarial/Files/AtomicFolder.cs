namespace Scratch.Adversarial.Files;

/// <summary>Writes a folder as a whole: its name never leads to a part of it.</summary>
/// <remarks>
/// A folder can't be renamed over another. Where one is replaced, its name leads to nothing between two renames; what
/// is broken off just there leaves the old one beside it, as <c>NAME.….old</c>.
/// </remarks>
public static class AtomicFolder
{
    /// <summary>
    /// Writes into a temporary folder beside <paramref name="path"/> and renames it. If anything fails before, what is
    /// there stays as it was, and the temporary folder is removed.
    /// </summary>
    /// <param name="path">The target; the folder around it must exist.</param>
    /// <param name="replaces">
    /// The file by which a folder that may be replaced is known; null to replace none but an empty one.
    /// </param>
    /// <param name="write">Writes the content into the folder that it is given.</param>
    /// <exception cref="IOException">The target is there and may not be replaced, or can't be written.</exception>
    public static void Write(string path, string? replaces, Action<string> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)),
            around = Path.GetDirectoryName(target)!;
        RequireFree(path, replaces);
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        Directory.CreateDirectory(temporary);
        string? old;
        try
        {
            write(temporary);
            Disk.FlushFolder(temporary);
            old = Replace(temporary, target);
        }
        // not once it is in its place, where only removing the old one can fail
        catch when (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }
        Disk.FlushFolder(around);
        if (old is not null)
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Throws if a folder can't be written to that place: at once, not after the work.</summary>
    /// <param name="path">The target.</param>
    /// <param name="replaces">As in <see cref="Write"/>.</param>
    /// <exception cref="IOException">It is there and may not be replaced, or the folder around it is not
    /// there.</exception>
    public static void RequireFree(string path, string? replaces)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(full))
        {
            throw new IOException($"{path}: this is a file; expected a folder.");
        }
        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new DirectoryNotFoundException($"{path}: there is no folder to write it into.");
        }
        if (!Directory.Exists(full) || !Directory.EnumerateFileSystemEntries(full).Any())
        {
            return;
        }
        if (replaces is null)
        {
            throw new IOException($"{path}: the folder is not empty; --overwrite replaces it.");
        }
        if (!File.Exists(Path.Combine(full, replaces)))
        {
            throw new IOException(
                $"{path}: the folder has files, but no {replaces}, so it is something else; it is not overwritten.");
        }
    }

    /// <summary>Renames a folder to its place. If that fails, what was there stays there.</summary>
    /// <returns>Where the folder that was there before is now; null if there was none.</returns>
    internal static string? Replace(string temporary, string target)
    {
        string? old = null;
        if (Directory.Exists(target))
        {
            old = $"{target}.{Path.GetRandomFileName()}.old";
            Directory.Move(target, old);
        }
        try
        {
            Directory.Move(temporary, target);
        }
        catch when (old is not null)
        {
            Directory.Move(old, target);
            throw;
        }
        return old;
    }
}
