using System.Runtime.CompilerServices;

namespace Scratch.Engine.Kernels;

/// <summary>One operand of a product: a matrix, to be read as it is or transposed.</summary>
internal readonly record struct Operand(Matrix Matrix, bool Transposed)
{
    public int Rows => Transposed ? Matrix.Columns : Matrix.Rows;

    public int Columns => Transposed ? Matrix.Rows : Matrix.Columns;

    /// <summary>From one row of the operand to the next, in floats of the matrix.</summary>
    public int RowStride => Transposed ? 1 : Matrix.RowStride;

    /// <summary>From one column of the operand to the next, in floats of the matrix.</summary>
    public int ColumnStride => Transposed ? Matrix.RowStride : 1;

    /// <summary>
    /// The element in row <paramref name="row"/> and column <paramref name="column"/> of the operand.
    /// </summary>
    public ref float At(int row, int column) => ref Unsafe.Add(
        ref Matrix.First, ((nint)row * RowStride) + ((nint)column * ColumnStride));
}
