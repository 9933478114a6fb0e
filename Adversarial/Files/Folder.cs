using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Scratch.Adversarial.Files;

/// <summary>Flushes folders to the disk. A rename is safe from a power failure only when the folder that holds the name is, too.</summary>
internal static class Folder
{
    private const int CloseOnExecute = 0x80000; // O_CLOEXEC of Linux on x64 and Arm64; reading alone is flag 0

    /// <summary>
    /// Flushes the entries of a folder: on Linux. .NET opens no folders, so there this needs one function of libc; elsewhere it does
    /// nothing (Windows journals its names; macOS is not asked).
    /// </summary>
    /// <exception cref="IOException">The folder can't be opened or the disk refuses.</exception>
    public static void Flush(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        using SafeFileHandle handle = new(Open(Encoding.UTF8.GetBytes($"{path}\0"), CloseOnExecute), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new IOException($"{path}: the folder can't be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        RandomAccess.FlushToDisk(handle);
    }

    // A blittable signature, so that no code need be generated for it and the project needs no unsafe code.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Open(byte[] path, int flags);
}
