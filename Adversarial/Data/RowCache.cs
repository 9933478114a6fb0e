using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scratch.Adversarial.Data;

/// <summary>
/// A file of floats that rows of values go to instead of into memory. It has no name from the beginning, where the
/// system can do that, so that nothing is left of it however the process ends.
/// </summary>
internal sealed class RowCache : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private long _length;
    private bool _isKept;

    /// <summary>Makes the file.</summary>
    /// <param name="folder">Where to.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public RowCache(string folder)
    {
        _path = Path.Combine(folder, $"scratch-{Path.GetRandomFileName()}.rows");
        try
        {
            _file = File.OpenHandle(
                _path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete,
                FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.NotWritable(folder, error);
        }
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(_path); // what is open stays, without a name
        }
    }

    /// <summary>Appends values.</summary>
    /// <exception cref="IOException">The disk is full, or the file can't be written.</exception>
    public void Write(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        try
        {
            RandomAccess.Write(_file, bytes, _length);
        }
        catch (IOException error)
        {
            throw AtomicFile.NotWritable(_path, error);
        }
        _length += bytes.Length;
    }

    /// <summary>The file, to be read. It is open until the handle is collected.</summary>
    public SafeFileHandle Finish()
    {
        _isKept = true;
        return _file;
    }

    /// <summary>Removes the file unless it is read.</summary>
    public void Dispose()
    {
        if (!_isKept)
        {
            _file.Dispose();
        }
    }
}
