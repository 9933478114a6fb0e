using System.Text.Json.Serialization.Metadata;

namespace Scratch.Adversarial.Files;

/// <summary>
/// Writes a file so that its name always leads to a whole one: the old content until the new one is complete and on the
/// disk.
/// </summary>
internal static class AtomicFile
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
    /// <remarks>
    /// Of a link, what it leads to is written. A single file that is mounted can't be renamed over: it is filled, when
    /// the content is complete. Where several ranks train together, one writes, and for the others this does nothing.
    /// </remarks>
    /// <param name="path">The target; its folder must exist. A target that is there is replaced.</param>
    /// <param name="write">Writes the content to the stream, which is seekable and starts empty.</param>
    /// <exception cref="DirectoryNotFoundException">The folder doesn't exist.</exception>
    /// <exception cref="IOException">The file can't be written, or is a device, a pipe or a socket. What
    /// <paramref name="write"/> throws passes through, too.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written to, or the target is a
    /// folder.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        if (!Exchange.IsWriter)
        {
            return;
        }
        string target = Follow(path);
        if (Disk.IsMountPoint(target))
        {
            Fill(target, write);
            return;
        }
        string temporary = TemporaryOf(target);
        FileStream? created = null;
        using IDisposable unfinished = Unfinished.Keep(
            () => File.Delete(temporary),
            () => created = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None));
        try
        {
            using (FileStream stream = created!)
            {
                write(stream);
                Disk.Flush(stream); // otherwise a crash could leave the new name on an empty file
            }
            Unfinished.Change(() => File.Move(temporary, target, overwrite: true));
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        Disk.FlushFolder(Path.GetDirectoryName(target)!); // otherwise a crash could take the new name back
    }

    /// <summary>
    /// Throws what <see cref="Write"/> would, as far as that can be known before. Leaves all as it is.
    /// </summary>
    internal static void RequireWritable(string path)
    {
        string target = Follow(path);
        bool isFilled = Disk.IsMountPoint(target);
        try
        {
            new FileStream(
                isFilled ? target : TemporaryOf(target), isFilled ? FileMode.Open : FileMode.CreateNew,
                FileAccess.Write, FileShare.ReadWrite, bufferSize: 0,
                isFilled ? FileOptions.None : FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, error);
        }
    }

    /// <summary>What says that a place can't be written to, and why.</summary>
    internal static IOException NotWritable(string path, Exception error)
    {
        string reason = error is IOException ? error.Message.Split(" : '")[0].TrimEnd('.') : "permission denied";
        return new IOException($"{path}: it can't be written: {reason}.", error);
    }

    // Beside the target, because only within one file system a rename is atomic; with a random part, because two
    // writers of one target must not meet in one temporary file.
    private static string TemporaryOf(string target) => $"{target}.{Path.GetRandomFileName()}.tmp";

    private static string Follow(string path)
    {
        Disk.RequireOrdinary(path);
        string target = Disk.FollowLinks(path);
        return Directory.Exists(Path.GetDirectoryName(target)) ? target
            : throw new DirectoryNotFoundException($"{path}: there is no such folder to write to.");
    }

    private static void Fill(string target, Action<Stream> write)
    {
        using var content = new MemoryStream();
        write(content);
        using FileStream stream = new(target, FileMode.Open, FileAccess.Write, FileShare.Read);
        content.WriteTo(stream);
        stream.SetLength(content.Length);
        Disk.Flush(stream);
    }
}
