using System.Text;

namespace Scratch.Adversarial.Files;

/// <summary>
/// One named array for <see cref="NpzFile"/>: a view of the caller's memory, read when the file is written.
/// </summary>
public sealed class NpyArray
{
    private const int Alignment = 64; // bytes; the format pads its header to it
    private static readonly byte[] MagicAndVersion =
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    private readonly string _header;
    private readonly Action<Stream> _writeData;

    /// <summary>A matrix, as NumPy's float32 of shape (rows, columns).</summary>
    /// <param name="name">Letters, digits, '_', '-' and '.'.</param>
    /// <param name="matrix">Its rows need not be contiguous.</param>
    /// <exception cref="ArgumentException">The name is empty or has another character.</exception>
    public NpyArray(string name, Matrix matrix)
        : this(name, "<f4", $"{matrix.Rows}, {matrix.Columns}", stream =>
        {
            for (int row = 0; row < matrix.Rows; row++)
            {
                LittleEndian.Write(stream, matrix.Row(row));
            }
        })
    {
    }

    /// <summary>Numbers in a row, as NumPy's float32 of shape (length,).</summary>
    /// <param name="name">Letters, digits, '_', '-' and '.'.</param>
    /// <param name="values">The numbers.</param>
    /// <exception cref="ArgumentException">The name is empty or has another character.</exception>
    public NpyArray(string name, ReadOnlyMemory<float> values)
        : this(name, "<f4", $"{values.Length},", stream => LittleEndian.Write(stream, values.Span))
    {
    }

    /// <summary>Whole numbers, such as labels, as NumPy's int32 of shape (length,).</summary>
    /// <param name="name">Letters, digits, '_', '-' and '.'.</param>
    /// <param name="values">The numbers.</param>
    /// <exception cref="ArgumentException">The name is empty or has another character.</exception>
    public NpyArray(string name, ReadOnlyMemory<int> values)
        : this(name, "<i4", $"{values.Length},", stream => LittleEndian.Write(stream, values.Span))
    {
    }

    /// <summary>Whole numbers as NumPy's int64 of shape (length,).</summary>
    /// <param name="name">Letters, digits, '_', '-' and '.'.</param>
    /// <param name="values">The numbers.</param>
    /// <exception cref="ArgumentException">The name is empty or has another character.</exception>
    public NpyArray(string name, ReadOnlyMemory<long> values)
        : this(name, "<i8", $"{values.Length},", stream => LittleEndian.Write(stream, values.Span))
    {
    }

    private NpyArray(string name, string type, string shape, Action<Stream> writeData)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // The name becomes a path inside the archive; a slash in it would unpack into some other folder.
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
        {
            throw new ArgumentException(
                $"'{name}' can't name an array: expected letters, digits, '_', '-' and '.'.", nameof(name));
        }
        Name = name;
        _header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}";
        _writeData = writeData;
    }

    /// <summary>The key under which NumPy finds the array.</summary>
    public string Name { get; }

    /// <summary>
    /// Writes the .npy file, version 1.0 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
    /// </summary>
    internal void Write(Stream stream)
    {
        int start = MagicAndVersion.Length + sizeof(ushort);
        int unpadded = start + _header.Length + 1; // the header ends with a line feed
        int padded = (unpadded + Alignment - 1) & -Alignment;
        stream.Write(MagicAndVersion);
        LittleEndian.Write<ushort>(stream, [(ushort)(padded - start)]);
        stream.Write(Encoding.ASCII.GetBytes(_header.PadRight(padded - start - 1) + '\n'));
        _writeData(stream);
    }
}
