using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Scratch.Adversarial.Files;

/// <summary>Flushes files and folders to the disk, and says so if the disk refuses.</summary>
/// <remarks>
/// .NET opens no folder, and it keeps to itself that a flush has failed. Both matter to whoever is about to give up an
/// older copy, so on Linux this asks libc. Elsewhere files are flushed by .NET and folders not at all.
/// </remarks>
internal static class Disk
{
    private const int CloseOnExecute = 0x80000; // O_CLOEXEC of Linux on x64 and Arm64; reading alone is flag 0
    private const int Interrupted = 4; // EINTR
    private const int InvalidArgument = 22; // EINVAL: this file system has no such thing as a flush of a folder

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

    // Not generated: that would need unsafe code for two calls that are far from any inner loop.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Synchronise(SafeFileHandle handle);
}
