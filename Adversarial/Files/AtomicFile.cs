using System.Text.Json.Serialization.Metadata;

namespace Scratch.Adversarial.Files;

/// <summary>
/// Writes a file so that its name always leads to a whole one: the old content until the new one is complete and on the
/// disk.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a value as JSON, as <see cref="Write"/> does.</summary>
    public static void WriteJson<T>(string path, T value, JsonTypeInfo<T> form)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value, form);
        Write(path, stream => stream.Write(json));
    }

    /// <summary>
    /// Writes to a temporary file beside <paramref name="path"/>, flushes it to the disk, renames it over the target
    /// and flushes the folder. If anything fails before the rename, the target stays as it was and the temporary file
    /// is removed.
    /// </summary>
    /// <param name="path">The target; its folder must exist. A target that is there is replaced.</param>
    /// <param name="write">Writes the content to the stream, which is seekable and starts empty.</param>
    /// <exception cref="DirectoryNotFoundException">The folder doesn't exist.</exception>
    /// <exception cref="IOException">The file can't be written. What <paramref name="write"/> throws passes through,
    /// too.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written to, or the target is a
    /// folder.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{path}: there is no such folder to write to.");
        }
        // Beside the target, because only within one file system a rename is atomic; with a random part, because two
        // writers of one target must not meet in one temporary file.
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        try
        {
            using (stream)
            {
                write(stream);
                Disk.Flush(stream); // otherwise a crash could leave the new name on an empty file
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        Disk.FlushFolder(folder); // otherwise a crash could take the new name back
    }
}
