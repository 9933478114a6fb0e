using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Scratch.Adversarial.Files;

/// <summary>
/// Opens files to be read, flushes files and folders to the disk, and says so if the disk refuses; says what a path
/// leads to.
/// </summary>
/// <remarks>
/// .NET opens no folder, it keeps to itself that a flush has failed, and it doesn't tell a device from a file. All of
/// that matters to whoever is about to give up an older copy, so on Linux this asks libc. Elsewhere files are flushed
/// by .NET and folders not at all, and every file is an ordinary one.
/// </remarks>
internal static class Disk
{
    private const int MostFromPipe = 1 << 30; // bytes
    private const int CloseOnExecute = 0x80000; // O_CLOEXEC of Linux on x64 and Arm64; reading alone is flag 0
    private const int Interrupted = 4; // EINTR
    private const int InvalidArgument = 22; // EINVAL: this file system has no such thing as a flush of a folder

    // statx of Linux: the same on every processor, unlike stat
    private const int FromCurrentFolder = -100, StatusLength = 256, AttributesAt = 8, ModeAt = 28;
    private const uint WantsType = 1, MountRoot = 0x2000;

    /// <summary>
    /// Opens an input file at its start, as a stream that can seek. What comes out of a pipe is first copied to memory,
    /// since readers must know its length: they can be read once, up to 1 GiB.
    /// </summary>
    /// <exception cref="IOException">There is no such file, it is a folder, it can't be read, or more than that comes
    /// out of the pipe.</exception>
    public static Stream OpenRead(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path}: this is a folder; expected a file.");
        }
        FileStream file = File.OpenRead(path);
        if (file.CanSeek)
        {
            return file;
        }
        using (file)
        {
            var copy = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int count; (count = file.Read(buffer)) > 0;)
            {
                if (copy.Length + count > MostFromPipe)
                {
                    throw new IOException(
                        $"{path}: more than {MostFromPipe} bytes come out of this pipe; expected a file.");
                }
                copy.Write(buffer, 0, count);
            }
            copy.Position = 0;
            return copy;
        }
    }

    /// <summary>Flushes a file, what is still in the stream's buffer included.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Flush(FileStream stream)
    {
        if (!OperatingSystem.IsLinux())
        {
            stream.Flush(flushToDisk: true);
            return;
        }
        stream.Flush();
        Flush(stream.SafeFileHandle, stream.Name);
    }

    /// <summary>Flushes the entries of a folder: a new name is safe from a power failure only then.</summary>
    /// <exception cref="IOException">The folder can't be opened, or the disk refuses.</exception>
    public static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        using SafeFileHandle handle = new(Open(Encoding.UTF8.GetBytes($"{path}\0"), CloseOnExecute), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw Refused(path);
        }
        Flush(handle, path);
    }

    /// <summary>The path without links: of what is there, or, at the end of links, of what isn't yet.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string FollowLinks(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var there = new FileInfo(full);
        return there.LinkTarget is null ? full : there.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>Throws if a path leads to what is neither a file nor a folder, and so can't be replaced.</summary>
    /// <exception cref="IOException">The message says what it is.</exception>
    public static void RequireOrdinary(string path)
    {
        string? kind = Look(path) is not ({ } mode, _) ? null : (mode >> 12) switch
        {
            1 => "a pipe",
            2 or 6 => "a device",
            12 => "a socket",
            _ => null,
        };
        if (kind is not null)
        {
            throw new IOException($"{path}: this is {kind}; expected a file to write.");
        }
    }

    /// <summary>
    /// True where a file system or a single file is mounted: nothing can be renamed to that place, only be written
    /// into it.
    /// </summary>
    public static bool IsMountPoint(string path) => Look(path) is (_, var attributes) && (attributes & MountRoot) != 0;

    private static (int Mode, uint Attributes)? Look(string path)
    {
        byte[] status = new byte[StatusLength];
        return OperatingSystem.IsLinux()
            && Status(FromCurrentFolder, Encoding.UTF8.GetBytes($"{path}\0"), 0, WantsType, status) == 0
            ? (BitConverter.ToUInt16(status, ModeAt), BitConverter.ToUInt32(status, AttributesAt)) : null;
    }

    private static void Flush(SafeFileHandle handle, string path)
    {
        while (Synchronise(handle) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case InvalidArgument:
                    return;
                default:
                    throw Refused(path);
            }
        }
    }

    private static IOException Refused(string path)
    {
        var error = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"{path}: the disk did not take it: {error.Message}.", error);
    }

    // Not generated: that would need unsafe code for three calls that are far from any inner loop.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Synchronise(SafeFileHandle handle);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Status(int folder, byte[] path, int flags, uint mask, byte[] status);
}
