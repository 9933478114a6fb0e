using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// The values of a table's rows in a file of floats that its reader has made: categories by the order in which they
/// were found.
/// </summary>
/// <param name="name">What messages call the table.</param>
/// <param name="file">The open file.</param>
/// <param name="count">The number of rows.</param>
/// <param name="orders">For each column of categories the place of each in the order of their names; null for
/// numbers.</param>
internal sealed class TableRows(string name, SafeFileHandle file, int count, int[]?[] orders)
    : FileRows(name, file, start: 0, orders.Length * sizeof(float), count, orders.Length)
{
    /// <summary>The same rows as the features that a schema makes of them.</summary>
    public RowStore Encoded(RowEncoder encoder) => new EncodedRows(this, encoder);

    private protected override void Convert(ReadOnlySpan<byte> bytes, Span<float> output)
    {
        MemoryMarshal.Cast<byte, float>(bytes).CopyTo(output); // the same process has written them
        for (int column = 0; column < orders.Length; column++)
        {
            if (orders[column] is { } order && !float.IsNaN(output[column]))
            {
                output[column] = order[(int)output[column]];
            }
        }
    }

    private sealed class EncodedRows(TableRows rows, RowEncoder encoder)
        : FileRows(rows.Name, rows.Handle, start: 0, rows.Features * sizeof(float), rows.Count, encoder.Features)
    {
        [ThreadStatic]
        private static float[]? _values;

        private protected override void Convert(ReadOnlySpan<byte> bytes, Span<float> output)
        {
            if (_values is null || _values.Length < rows.Features)
            {
                _values = new float[rows.Features];
            }
            Span<float> values = _values.AsSpan(0, rows.Features);
            rows.Convert(bytes, values);
            encoder.Encode(values, output);
        }
    }
}
