using System.Runtime.InteropServices;
using Scratch.Engine;

namespace Scratch.Tests.Engine;

/// <summary>
/// A matrix that is a part of a larger one, odd in every way: its stride, its first element, memory that is not
/// aligned. The frame holds NaN, so that reading it spoils a result, and of a rare kind, so that writing it can be
/// seen.
/// </summary>
internal sealed class Framed
{
    private const int Margin = 3;
    private static readonly float Poison = BitConverter.UInt32BitsToSingle(0x7FC0BEEF);

    private readonly float[] _memory;
    private readonly int _stride;

    private Framed(int rows, int columns)
    {
        _stride = columns + (2 * Margin) + 1;
        _memory = new float[(rows + (2 * Margin)) * _stride];
        Array.Fill(_memory, Poison);
        View = new Matrix(_memory, (Margin * _stride) + Margin, rows, columns, _stride);
    }

    public Matrix View { get; }

    /// <summary>A view of NaN within NaN.</summary>
    public static Framed Poisoned(int rows, int columns) => new(rows, columns);

    /// <summary>A view of numbers uniform in [-1, 1).</summary>
    public static Framed Random(int rows, int columns, RandomStream random)
    {
        var framed = new Framed(rows, columns);
        for (int r = 0; r < rows; r++)
        {
            random.Fork(r).FillUniform(framed.View.Row(r), -1, 1);
        }
        return framed;
    }

    /// <summary>The bits around the view, all of which must be <see cref="Poison"/>.</summary>
    public bool FrameIsUntouched()
    {
        for (int i = 0; i < _memory.Length; i++)
        {
            int row = (i / _stride) - Margin, column = (i % _stride) - Margin;
            bool inside = row >= 0 && row < View.Rows && column >= 0 && column < View.Columns;
            if (!inside && BitConverter.SingleToUInt32Bits(_memory[i]) != BitConverter.SingleToUInt32Bits(Poison))
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>Random matrices, and their bits.</summary>
internal static class Matrices
{
    /// <summary>Numbers uniform in [-1, 1).</summary>
    public static Matrix Random(int rows, int columns, RandomStream random)
    {
        Matrix matrix = Matrix.Allocate(rows, columns);
        random.FillUniform(matrix.Span, -1, 1);
        return matrix;
    }

    /// <summary>The bits of all elements in row order.</summary>
    public static uint[] Bits(Matrix matrix)
    {
        uint[] bits = new uint[matrix.Length];
        for (int r = 0; r < matrix.Rows; r++)
        {
            MemoryMarshal.Cast<float, uint>(matrix.Row(r)).CopyTo(bits.AsSpan(r * matrix.Columns));
        }
        return bits;
    }
}
